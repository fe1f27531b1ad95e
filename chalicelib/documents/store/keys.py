"""Builds the keys of documents, their signatures, and the queue of malware scans."""

from datetime import date, datetime

from chalicelib.platform.dynamodb.key_parts import META, Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import client_partition, document_partition


def document_place(p: str, d: str) -> Key:
    """
    Return the key of the row that says which client a document belongs to.

    The same key, in the table `ephemeral`, has the row of a document that is being uploaded.
    """
    return Key(document_partition(p, d), META)


def last_upload(p: str, d: str, person: str) -> Key:
    """Return the key of a person's last upload of a document, in `ephemeral`."""
    return Key(document_partition(p, d), f"LASTUPLOAD#{part(person)}")


def opened_version(p: str, d: str, person: str, number: int) -> Key:
    """Return the key, in the table `records`, of a version that a person opened."""
    return Key(document_partition(p, d), f"OPENED#{part(person)}#{number:04d}")


def uploads_of_day(p: str, c: str, day: date) -> Key:
    """Return the key, in the table `ephemeral`, of the count of a client's uploads."""
    return Key(client_partition(p, c), f"UPLOADS#{day.isoformat()}")


def document_signature(p: str, c: str, d: str) -> Key:
    """Return the key of a document's signature, which is in the table `records`."""
    return Key(client_partition(p, c), f"SIGNATURE#{part(d)}")


def scan_due(d: str, due: datetime) -> Key:
    """
    Return the GSI3 key of a document that waits for a malware verdict.

    GSI3 sorts these documents by `due`, the earliest time at which to look again.
    """
    return Key(scan_queue(shard(d)), moment(due))


def scan_queue(number: int) -> str:
    return f"SCANDUE#{number}"
