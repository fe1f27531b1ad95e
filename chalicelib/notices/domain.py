"""What leaves by mail: fixed sentences without anything personal (S27), one notice an event."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.kernel.ids import AppointmentId, ClientId, InvoiceId, PersonId, PracticeId


class NoticeKind(StrEnum):
    """The events that people are told of by mail."""

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
"""The kinds that are about an appointment; all others are about an invoice."""


@dataclass(frozen=True, slots=True)
class Notice:
    """
    One mail to one person about one event. `about`: an invoice, or an appointment where the kind says so. `event` names the
    event within it: a second notice of the same event is never written. Addressed to a client, or to a colleague by `person`.
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
    What a notice says and where it leads: neither names a person, a practice, a service or an amount (S27).

    `client_page` and `staff_page` are paths with `{about}` for the opaque id of what the notice is about.
    """

    subject: str
    sentence: str
    client_page: str
    staff_page: str
