"""Keys of the outbox."""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition, invoice_partition


def notice(p: str, i: str, event: str) -> Key:
    """The outbox: one row for each event of an invoice that is told by mail."""
    return Key(invoice_partition(p, i), f"NOTICE#{part(event)}")


def notice_due(i: str, due: datetime) -> Key:
    """GSI3, only until sent."""
    return Key(notice_queue(shard(i)), moment(due))


def notice_queue(number: int) -> str:
    return f"NOTICEDUE#{number}"


def appointment_notice(p: str, a: str, event: str) -> Key:
    """The outbox: one row for each event of an appointment that somebody is told by mail."""
    return Key(appointment_partition(p, a), f"NOTICE#{part(event)}")
