"""Defines what newcomers write to a practice on its public page Contact Us."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ContactRequestId, PersonId, PracticeId
from chalicelib.kernel.text import MAX_NAME, email, line, lines, phone
from chalicelib.notices.domain import Notice, NoticeKind, NoticeText

MAX_CONTACT_TEXT, MAX_CONTACT_REASON = 2000, 300
"""The most characters of what a newcomer writes, and of why a request was closed."""
MIN_FILLING_TIME, MAX_FILLING_TIME = timedelta(seconds=3), timedelta(hours=2)
"""How long a form is open at least and at most; a program fills one in faster."""
MAX_RECEIVERS = 20
ALREADY_DONE = "A colleague has dealt with this already."
CONTACT_NOTICES = {
    NoticeKind.CONTACT_RECEIVED: NoticeText(
        "Somebody contacted your practice",
        "Somebody wrote on your Contact Us page. Sign in to read and answer it.",
        "/",
        "/contact-us",
    )
}


class ContactState(StrEnum):
    """Lists whether a contact request waits, and else how somebody dealt with it."""

    WAITING = "waiting"
    RESPONDED = "responded"
    CLIENT = "client"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ContactMessage:
    """What a newcomer entered; all of it is personal."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContactRequest:
    """
    A newcomer's request, and what became of it.

    `form` identifies the form that was sent, so that a repeated request is stored once. `reason`
    is why it was closed. `done_by` is the colleague who dealt with it.
    """

    id: ContactRequestId
    practice: PracticeId
    at: datetime
    form: str
    message: ContactMessage = field(repr=False)
    state: ContactState = ContactState.WAITING
    done_by: PersonId | None = None
    reason: str = field(default="", repr=False)

    def done(self, person: PersonId, state: ContactState, reason: str) -> "ContactRequest":
        """
        Return the request with which a colleague has dealt.

        Raises:
            Conflict: Somebody has dealt with it already.
            Invalid: It is closed without a reason.
        """
        if self.state is not ContactState.WAITING:
            raise Conflict(ALREADY_DONE)
        is_closed = state is ContactState.CLOSED
        written = line(reason, "reason", MAX_CONTACT_REASON, required=is_closed)
        return replace(self, state=state, done_by=person, reason=written if is_closed else "")

    def notice_to(self, person: PersonId) -> Notice:
        """Return a notice to a colleague, without any detail of the request (S27)."""
        kind, event = NoticeKind.CONTACT_RECEIVED, f"contact-{person}"
        return Notice(kind, self.practice, self.id, event, person=person)


@dataclass(frozen=True, slots=True)
class ContactReceivers:
    """The colleagues who receive contact requests; without any, the page is closed."""

    people: frozenset[PersonId] = frozenset()
    version: int = 0


def valid_message(message: ContactMessage) -> ContactMessage:
    """Return the message with trimmed strings, or raise Invalid for a wrong field."""
    return ContactMessage(
        line(message.name, "name", MAX_NAME, required=True),
        email(message.email),
        phone(message.phone),
        lines(message.text, "text", MAX_CONTACT_TEXT, required=True),
    )
