"""
Builds the table keys of audit entries.

In all functions `p` is the id of a practice, `c` of a client, `u` of a person and
`entry` of an audit entry.
"""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition, provider


def audit_of_client(p: str, c: str, at: datetime, entry: str) -> Key:
    return Key(client_partition(p, c), f"{moment(at)}#{part(entry)}")


def audit_of_practice(p: str, at: datetime, entry: str) -> Key:
    """
    Return the key of an audit entry that is not about one client.

    Such audit entries have one partition for each practice and month.
    """
    return Key(audit_month(p, at), f"{moment(at)}#{part(entry)}")


def audit_month(p: str, at: datetime) -> str:
    return f"{practice_partition(p)}#SYS#{at:%Y%m}"


def audit_of_person(p: str, u: str, at: datetime, entry: str) -> Key:
    """
    Return the key of an audit entry in the index GSI1.

    GSI1 lists the audit entries about the actions of one person.
    """
    return Key(provider(p, u), f"{moment(at)}#{part(entry)}")
