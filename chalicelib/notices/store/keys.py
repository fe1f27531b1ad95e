"""
Builds the table keys of notices.

In all functions, `p` is the id of a practice, and `about` is the id of the thing that the
notice is about. `event` identifies the event of that thing.
"""

from datetime import datetime

from chalicelib.notices.domain import NoticeTopic
from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import Key, moment, part, shard

PARTITIONS = {
    NoticeTopic.INVOICE: partitions.invoice_partition,
    NoticeTopic.APPOINTMENT: partitions.appointment_partition,
    NoticeTopic.THREAD: partitions.thread_partition,
    NoticeTopic.DOCUMENT: partitions.document_partition,
    NoticeTopic.CONTACT: partitions.contact_partition,
    NoticeTopic.TEXT_REMINDER: partitions.appointment_partition,
}


def notice(p: str, topic: NoticeTopic, about: str, event: str) -> Key:
    return Key(PARTITIONS[topic](p, about), f"NOTICE#{part(event)}")


def notice_due(about: str, due: datetime) -> Key:
    """
    Return the key of an unsent notice in the index GSI3.

    GSI3 sorts notices by `due`, the earliest time at which a notice may be sent.
    """
    return Key(notice_queue(shard(about)), moment(due))


def notice_queue(number: int) -> str:
    return f"NOTICEDUE#{number}"
