"""
Builds the table keys of notices.

In all functions `p` is a practice's id, `i` an invoice's and `a` an appointment's; `event` names
the event that the notice is about.
"""

from datetime import datetime

from chalicelib.platform.dynamodb.key_parts import Key, moment, part, shard
from chalicelib.platform.dynamodb.partitions import appointment_partition, invoice_partition


def notice(p: str, i: str, event: str) -> Key:
    """Return the key of a notice about an invoice."""
    return Key(invoice_partition(p, i), f"NOTICE#{part(event)}")


def notice_due(i: str, due: datetime) -> Key:
    """
    Return the key that an unsent notice has in the index GSI3.

    GSI3 lists notices by `due`, the time from which they may be sent. `i` may also be an
    appointment's id.
    """
    return Key(notice_queue(shard(i)), moment(due))


def notice_queue(number: int) -> str:
    return f"NOTICEDUE#{number}"


def appointment_notice(p: str, a: str, event: str) -> Key:
    """Return the key of a notice about an appointment."""
    return Key(appointment_partition(p, a), f"NOTICE#{part(event)}")
