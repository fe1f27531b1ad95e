"""Reminds clients of unpaid invoices (T20)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.notices import (
    is_reminder_day,
    is_reminder_hour,
    reminder_asked,
    reminder_due,
)
from chalicelib.billing.domain.rules import InvoiceAction, check
from chalicelib.billing.usecases.execution_ports import DueQueue
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict, Failure
from chalicelib.kernel.ids import InvoiceId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.outbox import Outbox

ALREADY_REMINDED = "A reminder of this invoice was sent today. You can send another one tomorrow."
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Reminders:
    """
    Sends reminders of unpaid invoices to clients.

    Reminders are sent on fixed days by the practice's calendar, in the daytime of the client,
    and when staff request a reminder. If the client's time zone is not known, the practice's
    time zone counts. Staff can request at most one reminder of an invoice per day.
    """

    invoice_access: InvoiceAccess
    due_queue: DueQueue
    outbox: Outbox
    now: Clock

    def remind(self, access: Access, invoice_id: InvoiceId) -> Invoice:
        """
        Send the client a reminder of an invoice now, at the request of staff.

        Raises:
            Conflict: Staff already requested a reminder today, or nothing is owed. The error may
                contain the current invoice.
        """
        invoice = self.invoice_access.invoice(access, invoice_id)
        setup = self.invoice_access.require_writing(access)
        check(invoice, InvoiceAction.REMIND, access.role)
        notice = reminder_asked(invoice, self.now(), setup.zone)
        try:
            stored = self._store(access, invoice, notice)
        except Conflict:
            current = self.invoice_access.invoice(access, invoice_id)
            message = ALREADY_REMINDED if current.version == invoice.version else ""
            raise Conflict(message, fresh=current) from None
        self.outbox.deliver(notice)
        return stored

    def remind_all(self) -> int:
        """
        Send the reminders that are due today in all practices.

        Returns the number of new reminders. Reminders that were sent earlier are not counted.
        """
        practices = self.due_queue.practices()
        return sum(
            _count_or_zero(practice, partial(self._remind_practice, practice))
            for practice in practices
        )

    def _remind_practice(self, practice: PracticeId) -> int:
        access, cursor, count = system(practice), None, 0
        zone = self.invoice_access.directory.billing_setup(access).zone
        while True:
            filters = InvoiceFilter(status=Status.SENT, limit=PAGE_SIZE, cursor=cursor)
            rows, cursor = self.invoice_access.invoices.page(access, filters)
            count += sum(
                _count_or_zero(row.id, partial(self._remind_invoice, access, row.id, zone))
                for row in self._due_now(access, rows, zone)
            )
            if cursor is None:
                return count

    def _due_now(
        self, access: Access, rows: Sequence[InvoiceRow], zone: str
    ) -> Sequence[InvoiceRow]:
        """
        Return the rows for which a reminder may be sent now.

        Today is a reminder day of the invoice, and it is daytime for the client.
        """
        now = self.now()
        due = [row for row in rows if row.due_on and is_reminder_day(row.due_on, now, zone)]
        if not due:
            return ()
        clients = {row.client for row in due}
        zones = self.invoice_access.directory.client_zones(access, clients)
        return [row for row in due if is_reminder_hour(now, zones.get(row.client, zone))]

    def _remind_invoice(self, access: Access, invoice_id: InvoiceId, zone: str) -> bool:
        invoice = self.invoice_access.invoices.get(access, invoice_id)
        notice = reminder_due(invoice, self.now(), zone)
        if notice is None:
            return False
        # This raises Conflict if the reminder was sent before or the invoice was changed meanwhile.
        self._store(access, invoice, notice)
        self.outbox.deliver(notice)
        return True

    def _store(self, access: Access, invoice: Invoice, notice: Notice) -> Invoice:
        entry = Entry(EntryKind.REMINDED, self.now(), access.person, access.role)
        after = replace(invoice, entries=invoice.entries + 1)
        change = InvoiceChange(
            invoice, after, entries=[entry], notices=[notice], action=InvoiceAction.REMIND
        )
        return self.invoice_access.invoices.commit(access, change)


def _count_or_zero(record: str, remind: Callable[[], int]) -> int:
    try:
        return remind()
    except Failure as failure:
        # This reminder is tried again in an hour, and the other reminders go on.
        note_skipped(failure, record)
        return 0
