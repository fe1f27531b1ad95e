"""Makes notices about documents, which never name a document or a person (S27)."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.documents.domain.document import Document
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.time_zones import time_zone
from chalicelib.notices.domain import Notice, NoticeKind, NoticeText

PAGES = "/client/documents/{about}", "/provider/documents/{about}"
REMINDER_DAYS = (-1, 3)
"""On which days before and after the due day a client is reminded of a request."""
REMINDER_TIME = time(9)
REMINDER_LIFETIME = timedelta(hours=12)
DOCUMENT_NOTICES: Mapping[NoticeKind, NoticeText] = {
    NoticeKind.DOCUMENT_REQUESTED: NoticeText(
        "Your practice asks you for a document",
        "Your practice asks you to upload a document. Sign in to see which one.",
        *PAGES,
    ),
    NoticeKind.DOCUMENT_REMINDER: NoticeText(
        "Your practice still waits for a document",
        "Your practice asked you to upload a document. Sign in to see which one.",
        *PAGES,
    ),
    NoticeKind.DOCUMENT_SHARED: NoticeText(
        "You have a new document",
        "Your practice shared a document with you. Sign in to see it.",
        *PAGES,
    ),
    NoticeKind.DOCUMENT_TO_SIGN: NoticeText(
        "You have a document to sign",
        "Your practice asks you to sign a document. Sign in to read and sign it.",
        *PAGES,
    ),
    NoticeKind.DOCUMENT_SIGNED: NoticeText(
        "Your signed copy is ready",
        "You signed a document. Sign in to see your copy.",
        *PAGES,
    ),
    NoticeKind.DOCUMENT_RECEIVED: NoticeText(
        "A client sent a document",
        "A client uploaded or signed a document. Sign in to see it.",
        *PAGES,
    ),
    NoticeKind.DOCUMENT_INFECTED: NoticeText(
        "A file was blocked",
        "A file that was uploaded contains a virus, so nobody can open it. Sign in for details.",
        *PAGES,
    ),
}


def to_client(kind: NoticeKind, document: Document, event: str) -> Notice:
    """Return a notice for the client; each `event` of a document is told once."""
    return Notice(kind, document.practice, document.id, event, client=document.client)


def to_staff(
    kind: NoticeKind, document: Document, event: str, people: Collection[PersonId]
) -> tuple[Notice, ...]:
    """Return a notice for each of some colleagues."""
    clients = frozenset({document.client})
    return tuple(
        Notice(
            kind,
            document.practice,
            document.id,
            f"{event}-{person}",
            person=person,
            clients=clients,
        )
        for person in sorted(people)
    )


def reminders(document: Document, zone: str, now: datetime) -> tuple[tuple[Notice, datetime], ...]:
    """
    Return the reminders of a requested document, with the times to send them.

    A reminder whose time has passed is left out. `zone` is the practice's time zone.
    """
    if document.due_on is None:
        return ()
    times = [(days, _morning(document.due_on, days, zone)) for days in REMINDER_DAYS]
    return tuple((_reminder(document, days, at), at) for days, at in times if at > now)


def all_reminders(document: Document) -> tuple[Notice, ...]:
    """Return all reminders that a requested document may have, to withdraw them."""
    return tuple(_reminder(document, days, document.created_at) for days in REMINDER_DAYS)


def _reminder(document: Document, days: int, at: datetime) -> Notice:
    return Notice(
        NoticeKind.DOCUMENT_REMINDER,
        document.practice,
        document.id,
        f"reminder{days:+d}",
        client=document.client,
        until=at + REMINDER_LIFETIME,
    )


def _morning(due_on: date, days: int, zone: str) -> datetime:
    local = datetime.combine(due_on + timedelta(days=days), REMINDER_TIME, time_zone(zone))
    return local.astimezone(UTC)
