"""What leaves by mail: fixed sentences without anything personal (S27), one notice an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.domain.ids import AppointmentId, ClientId, InvoiceId, PersonId, PracticeId
from chalicelib.domain.invoice import Invoice


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


TEXTS: Mapping[NoticeKind, tuple[str, str]] = {
    NoticeKind.INVOICE_SENT: ("You have a new invoice", "You have a new invoice from your provider. Sign in to see it."),
    NoticeKind.INVOICE_REMINDER: ("An invoice is waiting", "An invoice from your provider is waiting. Sign in to see it."),
    NoticeKind.PAYMENT_RECEIVED: ("Payment received", "Your payment was received. Sign in to see your receipt."),
    NoticeKind.CLIENT_PAID: ("An invoice was paid", "A client paid an invoice. Sign in to see it."),
    NoticeKind.REFUND_MADE: ("A refund is on its way", "A refund to you is on its way. Sign in to see it."),
    NoticeKind.PAYMENT_CHECKING: ("A payment needs your attention", "A payment's outcome is not known yet. Sign in to see it."),
    NoticeKind.PROCESSOR_TROUBLE: ("A payment needs your attention", "A payment could not be made. Sign in to see why."),
    NoticeKind.LATE_MONEY: ("A payment needs your attention", "A payment came late and is being refunded. Sign in to see it."),
    NoticeKind.APPOINTMENT_BOOKED: (
        "You have an appointment",
        "You have an appointment for a video visit. Sign in to see it, and to join when it is time.",
    ),
    NoticeKind.APPOINTMENT_MOVED: (
        "Your appointment has changed",
        "The time of your appointment has changed. Sign in to see it, and to join when it is time.",
    ),
    NoticeKind.APPOINTMENT_CANCELLED: ("An appointment was cancelled", "Your appointment was cancelled. Sign in for details."),
    NoticeKind.CLIENT_CANCELLED: ("An appointment was cancelled", "A client cancelled an appointment. Sign in for details."),
}
"""Subject and sentence of each notice: neither names a person, a practice, a service or an amount."""

OF_APPOINTMENTS = frozenset(
    {
        NoticeKind.APPOINTMENT_BOOKED,
        NoticeKind.APPOINTMENT_MOVED,
        NoticeKind.APPOINTMENT_CANCELLED,
        NoticeKind.CLIENT_CANCELLED,
    }
)
"""The kinds that are about an appointment; all others are about an invoice."""

REMINDERS: tuple[int, ...] = (-3, 0, 7, 21)
"""Days from the due day on which an unpaid invoice is brought to mind (T20)."""


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


def to_client(kind: NoticeKind, invoice: Invoice, event: str = "") -> Notice:
    """A notice of this invoice to its client."""
    return Notice(kind, invoice.practice, invoice.id, event or kind.value, client=invoice.client)


def to_provider(kind: NoticeKind, invoice: Invoice, event: str = "") -> Notice:
    """A notice of this invoice to the provider who made it."""
    return Notice(kind, invoice.practice, invoice.id, event or kind.value, person=invoice.provider)


def reminder_due(invoice: Invoice, now: datetime, zone: str) -> Notice | None:
    """
    The reminder that falls on today where the practice is, unless money is in the air or nothing is owed.

    Source: lifecycle.md T20.
    """
    if invoice.due_on is None or invoice.overlay or invoice.balance.minor <= 0:
        return None
    if not is_reminder_day(invoice.due_on, now, zone):
        return None
    days = (_day(now, zone) - invoice.due_on).days
    return to_client(NoticeKind.INVOICE_REMINDER, invoice, f"reminder{days:+d}")


def reminder_asked(invoice: Invoice, now: datetime, zone: str) -> Notice:
    """A reminder that a colleague asks for; at most one a day."""
    return to_client(NoticeKind.INVOICE_REMINDER, invoice, f"asked-{_day(now, zone):%Y%m%d}")


def is_reminder_day(due_on: date, now: datetime, zone: str) -> bool:
    """Whether today, where the practice is, is a day to remind of an invoice that is due then."""
    return (_day(now, zone) - due_on).days in REMINDERS


def _day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
