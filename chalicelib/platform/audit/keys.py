"""
Builds the table keys of audit entries.

In all functions `p` is a practice's id, `c` a client's, `u` a person's and `entry` an entry's.
"""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition, provider


def audit_of_client(p: str, c: str, at: datetime, entry: str) -> Key:
    return Key(client_partition(p, c), f"{moment(at)}#{part(entry)}")


def audit_of_practice(p: str, at: datetime, entry: str) -> Key:
    """
    Return the key of an audit entry that is not about one client.

    These entries have one partition per practice and month.
    """
    return Key(audit_month(p, at), f"{moment(at)}#{part(entry)}")


def audit_month(p: str, at: datetime) -> str:
    return f"{practice_partition(p)}#SYS#{at:%Y%m}"


def audit_of_person(p: str, u: str, at: datetime, entry: str) -> Key:
    """
    Return the key that an audit entry has in the index GSI1.

    GSI1 lists the entries about what one person did.
    """
    return Key(provider(p, u), f"{moment(at)}#{part(entry)}")
