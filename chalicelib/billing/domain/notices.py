"""Defines the e-mails about invoices, and the days on which reminders are sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.time_zones import local_day, local_time
from chalicelib.notices.domain import Notice, NoticeKind, NoticeText

INVOICE_PAGES = "/client/invoices/{about}", "/billing/invoices/{about}"
INVOICE_NOTICES: Mapping[NoticeKind, NoticeText] = {
    NoticeKind.INVOICE_SENT: NoticeText(
        "You have a new invoice",
        "You have a new invoice from your provider. Sign in to see it.",
        *INVOICE_PAGES,
    ),
    NoticeKind.INVOICE_REMINDER: NoticeText(
        "An invoice is waiting",
        "An invoice from your provider is waiting. Sign in to see it.",
        *INVOICE_PAGES,
    ),
    NoticeKind.PAYMENT_RECEIVED: NoticeText(
        "Payment received",
        "Your payment was received. Sign in to see your receipt.",
        *INVOICE_PAGES,
    ),
    NoticeKind.CLIENT_PAID: NoticeText(
        "An invoice was paid", "A client paid an invoice. Sign in to see it.", *INVOICE_PAGES
    ),
    NoticeKind.REFUND_MADE: NoticeText(
        "A refund is on its way",
        "A refund to you is on its way. Sign in to see it.",
        *INVOICE_PAGES,
    ),
    NoticeKind.PAYMENT_CHECKING: NoticeText(
        "A payment needs your attention",
        "A payment's outcome is not known yet. Sign in to see it.",
        *INVOICE_PAGES,
    ),
    NoticeKind.PROCESSOR_TROUBLE: NoticeText(
        "A payment needs your attention",
        "A payment or a refund could not be made. Sign in to see why.",
        *INVOICE_PAGES,
    ),
    NoticeKind.LATE_MONEY: NoticeText(
        "A payment needs your attention",
        "A payment came late and is being refunded. Sign in to see it.",
        *INVOICE_PAGES,
    ),
    NoticeKind.REFUND_RETURNED: NoticeText(
        "A refund did not arrive",
        "The bank sent a refund back. The client did not get it. Sign in to see it.",
        *INVOICE_PAGES,
    ),
    NoticeKind.REFUND_NOT_RECEIVED: NoticeText(
        "A refund did not arrive",
        "The bank sent a refund to you back. Your provider knows. Sign in to see it.",
        *INVOICE_PAGES,
    ),
}

REMINDER_DAYS: tuple[int, ...] = (-3, 0, 7, 21)
"""How many days after the due day a reminder is sent; -3 means three days before (T20)."""

REMINDER_HOURS = range(9, 18)
"""The hours of the recipient's day in which reminders are sent: from 9 AM to 6 PM (T20)."""


ALSO_TO_ADMINS = frozenset(
    {
        NoticeKind.PAYMENT_CHECKING,
        NoticeKind.PROCESSOR_TROUBLE,
        NoticeKind.LATE_MONEY,
        NoticeKind.REFUND_RETURNED,
    }
)
"""The kinds of notices to a provider that each Admin of the practice gets too."""


def to_client(kind: NoticeKind, invoice: Invoice, event: str = "") -> Notice:
    """Return a notice that is sent to the invoice's client."""
    return Notice(kind, invoice.practice, invoice.id, event or kind.value, client=invoice.client)


def to_provider(kind: NoticeKind, invoice: Invoice, event: str = "") -> Notice:
    """Return a notice that is sent to the provider who wrote the invoice."""
    about = frozenset({invoice.client})
    return Notice(
        kind,
        invoice.practice,
        invoice.id,
        event or kind.value,
        person=invoice.provider,
        clients=about,
    )


def also_to_admins(notices: Sequence[Notice], admins: Collection[PersonId]) -> Sequence[Notice]:
    """
    Return the notices, and add copies for Admins of the kinds that Admins also get.

    An Admin who is the invoice's provider gets no second notice.
    """
    copies = [
        replace(notice, person=admin, event=f"{notice.event}-{admin}")
        for notice in notices
        if notice.kind in ALSO_TO_ADMINS
        for admin in sorted(admins)
        if admin != notice.person
    ]
    return [*notices, *copies]


def reminder_due(invoice: Invoice, now: datetime, zone: str) -> Notice | None:
    """
    Return the reminder that is due today in the practice's time zone (T20).

    The result is None if today is not a reminder day, the invoice was sent today, it has an
    overlay or no due day, or nothing is owed.
    """
    if invoice.due_on is None or invoice.overlay or invoice.balance.minor <= 0:
        return None
    if not is_reminder_day(invoice.due_on, now, zone) or _was_sent_today(invoice, now, zone):
        return None
    days = (local_day(now, zone) - invoice.due_on).days
    return to_client(NoticeKind.INVOICE_REMINDER, invoice, f"reminder{days:+d}")


def _was_sent_today(invoice: Invoice, now: datetime, zone: str) -> bool:
    # The client has just got the notice of the invoice itself, which is due on receipt.
    sent_at = invoice.sent_at
    return sent_at is not None and local_day(sent_at, zone) == local_day(now, zone)


def reminder_asked(invoice: Invoice, now: datetime, zone: str) -> Notice:
    """
    Return the notice for a reminder that a staff member requested.

    The event name contains the day in the practice's time zone, so that at most one
    requested reminder per invoice is stored per day.
    """
    return to_client(NoticeKind.INVOICE_REMINDER, invoice, f"asked-{local_day(now, zone):%Y%m%d}")


def is_reminder_hour(now: datetime, zone: str) -> bool:
    """
    Return whether a reminder may be sent now to somebody in the time zone `zone`.

    Reminders are sent in the daytime of their recipient (T20).
    """
    return local_time(now, zone).hour in REMINDER_HOURS


def is_reminder_day(due_on: date, now: datetime, zone: str) -> bool:
    """
    Return whether today is a day for a payment reminder.

    Today is the current date in the practice's time zone.
    """
    return (local_day(now, zone) - due_on).days in REMINDER_DAYS
