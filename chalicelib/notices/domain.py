"""Defines notices: fixed sentences without personal data (S27), mostly by e-mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ContactRequestId,
    DocumentId,
    InvoiceId,
    PersonId,
    PracticeId,
    ThreadId,
)


class NoticeKind(StrEnum):
    """Lists the kinds of events about which a notice is sent."""

    INVOICE_SENT = "invoice_sent"
    INVOICE_REMINDER = "invoice_reminder"
    PAYMENT_RECEIVED = "payment_received"
    CLIENT_PAID = "client_paid"
    REFUND_MADE = "refund_made"
    PAYMENT_CHECKING = "payment_checking"
    PROCESSOR_TROUBLE = "processor_trouble"
    LATE_MONEY = "late_money"
    REFUND_RETURNED = "refund_returned"
    REFUND_NOT_RECEIVED = "refund_not_received"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    CLIENT_CANCELLED = "client_cancelled"
    CLIENT_WAITING = "client_waiting"
    CLIENT_UNATTENDED = "client_unattended"
    DOCUMENT_REQUESTED = "document_requested"
    DOCUMENT_REMINDER = "document_reminder"
    DOCUMENT_SHARED = "document_shared"
    DOCUMENT_TO_SIGN = "document_to_sign"
    DOCUMENT_SIGNED = "document_signed"
    DOCUMENT_RECEIVED = "document_received"
    DOCUMENT_INFECTED = "document_infected"
    MESSAGE_RECEIVED = "message_received"
    CLIENT_WROTE = "client_wrote"
    ANSWER_OVERDUE = "answer_overdue"
    APPOINTMENT_REQUESTED = "appointment_requested"
    APPOINTMENT_CONFIRMED = "appointment_confirmed"
    APPOINTMENT_DECLINED = "appointment_declined"
    REQUEST_EXPIRED = "request_expired"
    SERIES_BOOKED = "series_booked"
    SERIES_MOVED = "series_moved"
    SERIES_CANCELLED = "series_cancelled"
    CLIENT_ARRIVED = "client_arrived"
    APPOINTMENT_MISSED = "appointment_missed"
    APPOINTMENT_REMINDER = "appointment_reminder"
    APPOINTMENT_TEXT = "appointment_text"
    TIME_OFFERED = "time_offered"
    CONTACT_RECEIVED = "contact_received"


class NoticeTopic(StrEnum):
    """
    Lists what a notice can be about.

    Reminders by text message are about appointments. They are a topic of their own, because
    clients permit them separately. Only colleagues get notices about `contact`: what newcomers
    wrote.
    """

    INVOICE = "invoice"
    APPOINTMENT = "appointment"
    THREAD = "thread"
    DOCUMENT = "document"
    TEXT_REMINDER = "text_reminder"
    CONTACT = "contact"


APPOINTMENT_NOTICE_KINDS = frozenset(
    {
        NoticeKind.APPOINTMENT_BOOKED,
        NoticeKind.APPOINTMENT_MOVED,
        NoticeKind.APPOINTMENT_CANCELLED,
        NoticeKind.CLIENT_CANCELLED,
        NoticeKind.CLIENT_WAITING,
        NoticeKind.CLIENT_UNATTENDED,
        NoticeKind.APPOINTMENT_REQUESTED,
        NoticeKind.APPOINTMENT_CONFIRMED,
        NoticeKind.APPOINTMENT_DECLINED,
        NoticeKind.REQUEST_EXPIRED,
        NoticeKind.SERIES_BOOKED,
        NoticeKind.SERIES_MOVED,
        NoticeKind.SERIES_CANCELLED,
        NoticeKind.CLIENT_ARRIVED,
        NoticeKind.APPOINTMENT_MISSED,
        NoticeKind.APPOINTMENT_REMINDER,
        NoticeKind.TIME_OFFERED,
    }
)
"""The kinds of notices about an appointment."""
THREAD_NOTICE_KINDS = frozenset(
    {NoticeKind.MESSAGE_RECEIVED, NoticeKind.CLIENT_WROTE, NoticeKind.ANSWER_OVERDUE}
)
"""The kinds of notices about a message thread."""
DOCUMENT_NOTICE_KINDS = frozenset(
    {
        NoticeKind.DOCUMENT_REQUESTED,
        NoticeKind.DOCUMENT_REMINDER,
        NoticeKind.DOCUMENT_SHARED,
        NoticeKind.DOCUMENT_TO_SIGN,
        NoticeKind.DOCUMENT_SIGNED,
        NoticeKind.DOCUMENT_RECEIVED,
        NoticeKind.DOCUMENT_INFECTED,
    }
)
"""The kinds of notices about a document."""

TEXT_MESSAGE_KINDS = frozenset({NoticeKind.APPOINTMENT_TEXT})
"""The kinds of notices that are text messages; all others are e-mails."""

AboutId = InvoiceId | AppointmentId | ThreadId | DocumentId | ContactRequestId


@dataclass(frozen=True, slots=True)
class Notice:
    """
    Describes an e-mail or text message about one event, to one person.

    `about` is the id of the thing that the notice is about. `event` identifies the event of that
    thing; at most one notice is stored for each value of `event`. Either
    `client` or `person` (a colleague) receives the notice, and the other field is None.
    `clients` are those whom a notice to a colleague is about. A colleague who may no longer see
    one of them when the notice is sent gets no e-mail (S2). After `until`, the notice is of no use
    and is not sent; None means that it never expires.
    """

    kind: NoticeKind
    practice: PracticeId
    about: AboutId
    event: str
    client: ClientId | None = None
    person: PersonId | None = None
    clients: frozenset[ClientId] = frozenset()
    until: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        return self.until is not None and now > self.until


def topic_of(kind: NoticeKind) -> NoticeTopic:
    """Return what notices of this kind are about."""
    if kind in TEXT_MESSAGE_KINDS:
        return NoticeTopic.TEXT_REMINDER
    if kind is NoticeKind.CONTACT_RECEIVED:
        return NoticeTopic.CONTACT
    if kind in APPOINTMENT_NOTICE_KINDS:
        return NoticeTopic.APPOINTMENT
    if kind in THREAD_NOTICE_KINDS:
        return NoticeTopic.THREAD
    return NoticeTopic.DOCUMENT if kind in DOCUMENT_NOTICE_KINDS else NoticeTopic.INVOICE


@dataclass(frozen=True, slots=True)
class NoticeText:
    """
    Holds the wording of a notice, and the pages that the notice can link to (S27).

    `client_page` and `staff_page` are URL paths with the placeholder `{about}` for the id
    of the invoice or appointment. The wording never mentions a person, a practice, a
    service or an amount.
    """

    subject: str
    sentence: str
    client_page: str
    staff_page: str
