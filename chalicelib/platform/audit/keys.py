"""Builds keys of audit entries."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part
from chalicelib.platform.dynamodb.partitions import client_partition, practice_partition, provider


def audit_of_client(p: str, c: str, at: datetime, entry: str) -> Key:
    return Key(client_partition(p, c), f"{moment(at)}#{part(entry)}")


def audit_of_practice(p: str, at: datetime, entry: str) -> Key:
    """Return the key of an entry about no single client; one partition per month."""
    return Key(audit_month(p, at), f"{moment(at)}#{part(entry)}")


def audit_month(p: str, at: datetime) -> str:
    return f"{practice_partition(p)}#SYS#{at:%Y%m}"


def audit_of_person(p: str, u: str, at: datetime, entry: str) -> Key:
    """Return the key in GSI1 of an entry about what a person did."""
    return Key(provider(p, u), f"{moment(at)}#{part(entry)}")
