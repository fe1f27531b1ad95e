"""Defines notices: mails with fixed sentences and nothing personal (S27)."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.kernel.ids import AppointmentId, ClientId, InvoiceId, PersonId, PracticeId


class NoticeKind(StrEnum):
    """Lists the events that a notice is sent for."""

    INVOICE_SENT = "invoice_sent"
    INVOICE_REMINDER = "invoice_reminder"
    PAYMENT_RECEIVED = "payment_received"
    CLIENT_PAID = "client_paid"
    REFUND_MADE = "refund_made"
    PAYMENT_CHECKING = "payment_checking"
    PROCESSOR_TROUBLE = "processor_trouble"
    LATE_MONEY = "late_money"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    CLIENT_CANCELLED = "client_cancelled"


APPOINTMENT_NOTICE_KINDS = frozenset(
    {
        NoticeKind.APPOINTMENT_BOOKED,
        NoticeKind.APPOINTMENT_MOVED,
        NoticeKind.APPOINTMENT_CANCELLED,
        NoticeKind.CLIENT_CANCELLED,
    }
)
"""All other kinds are about an invoice."""


@dataclass(frozen=True, slots=True)
class Notice:
    """
    Describes a mail about one event, to a client or to a colleague (`person`).

    `event` names the event of the invoice or appointment. A second notice of the same event is
    never written.
    """

    kind: NoticeKind
    practice: PracticeId
    about: InvoiceId | AppointmentId
    event: str
    client: ClientId | None = None
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class NoticeText:
    """
    Holds the text of a notice and the page that it links to (S27).

    `client_page` and `staff_page` are paths with `{about}` for the id of the invoice or
    appointment. No text names a person, a practice, a service or an amount.
    """

    subject: str
    sentence: str
    client_page: str
    staff_page: str
