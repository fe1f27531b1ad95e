"""Provides a sample thread between the client Avery and the practice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId, ThreadId
from chalicelib.messages.domain.thread import MessageKind, Thread, ThreadMessage

PRACTICE = PracticeId("prc-1")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
AVERY_ID, MORGAN_ID = ClientId("avery"), ClientId("morgan")
AVERY = Access(PRACTICE, PersonId("person-avery"), Role.CLIENT, client=AVERY_ID)
SAM = Access(PRACTICE, PersonId("sam"), Role.PROVIDER)
KIM = Access(PRACTICE, PersonId("kim"), Role.PROVIDER)
ADMIN = Access(PRACTICE, PersonId("boss"), Role.ADMIN)


def minutes(number):
    return NOON + timedelta(minutes=number)


def a_thread(**changed):
    """Return a thread without messages."""
    thread = Thread(ThreadId("thr-1"), PRACTICE, AVERY_ID, NOON, NOON, subject="A question")
    return replace(thread, **changed)


def asked(**changed):
    """Return a thread with one message, in which Avery asks something at noon."""
    return a_thread(**changed).with_message(AVERY, NOON, "May I bring my sister?", None)


def a_message(thread, access=AVERY, text="May I bring my sister?", kind=MessageKind.MESSAGE):
    """Return the newest message of a thread, written by the caller."""
    return ThreadMessage(
        f"msg-{thread.id}-{thread.count}",
        thread.count,
        kind,
        thread.last_at,
        access.person,
        access.role,
        access.person.title(),
        text,
    )
