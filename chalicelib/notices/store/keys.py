"""Builds the keys of the outbox."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition, invoice_partition


def notice(p: str, i: str, event: str) -> Key:
    """Return the key of a notice about an invoice."""
    return Key(invoice_partition(p, i), f"NOTICE#{part(event)}")


def notice_due(i: str, due: datetime) -> Key:
    """Return the key in GSI3 of a notice that is not sent yet."""
    return Key(notice_queue(shard(i)), moment(due))


def notice_queue(number: int) -> str:
    return f"NOTICEDUE#{number}"


def appointment_notice(p: str, a: str, event: str) -> Key:
    """Return the key of a notice about an appointment."""
    return Key(appointment_partition(p, a), f"NOTICE#{part(event)}")
