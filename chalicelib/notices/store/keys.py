"""
Builds the table keys of notices.

In all functions, `p` is the id of a practice, `i` is the id of an invoice, and `a` is the id
of an appointment. `event` identifies the event that the notice is about.
"""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition, invoice_partition


def notice(p: str, i: str, event: str) -> Key:
    """Return the key of a notice about an invoice."""
    return Key(invoice_partition(p, i), f"NOTICE#{part(event)}")


def notice_due(i: str, due: datetime) -> Key:
    """
    Return the key of an unsent notice in the index GSI3.

    GSI3 sorts notices by `due`, the earliest time at which a notice may be sent. `i` is the
    id of an invoice or an appointment.
    """
    return Key(notice_queue(shard(i)), moment(due))


def notice_queue(number: int) -> str:
    return f"NOTICEDUE#{number}"


def appointment_notice(p: str, a: str, event: str) -> Key:
    """Return the key of a notice about an appointment."""
    return Key(appointment_partition(p, a), f"NOTICE#{part(event)}")
