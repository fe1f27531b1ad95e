"""Brings unpaid invoices to mind by the clock (lifecycle.md T20)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.notices import is_reminder_day, reminder_due
from chalicelib.billing.domain.settlement import SYSTEM_PERSON
from chalicelib.billing.usecases.ports import DueQueue, InvoiceChange, InvoiceFilter, InvoiceStore
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Role, system
from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import InvoiceId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.usecases.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Reminders:
    """Writes the reminders that fall on today, once each however often the clock strikes."""

    invoices: InvoiceStore
    rows: DueQueue
    desk: PracticeDirectory
    outbox: Outbox
    now: Clock

    def remind_all(self) -> int:
        """Every practice's reminders of today; how many were new."""
        return sum(
            self._tried(partial(self._practice, practice)) for practice in self.rows.practices()
        )

    def _tried(self, remind: Callable[[], int]) -> int:
        try:
            return remind()
        except Failure:
            # The next hour tries again; the others must not wait for it.
            return 0

    def _practice(self, practice: PracticeId) -> int:
        access, cursor, made = system(practice), None, 0
        zone = self.desk.billing_setup(access).zone
        while True:
            rows, cursor = self.invoices.page(
                access, InvoiceFilter(status=Status.SENT, limit=100, cursor=cursor)
            )
            due = [
                row.id
                for row in rows
                if row.due_on and is_reminder_day(row.due_on, self.now(), zone)
            ]
            made += sum(
                self._tried(partial(self._invoice, practice, invoice, zone)) for invoice in due
            )
            if cursor is None:
                return made

    def _invoice(self, practice: PracticeId, invoice_id: InvoiceId, zone: str) -> bool:
        access = system(practice)
        invoice = self.invoices.get(access, invoice_id)
        notice = reminder_due(invoice, self.now(), zone)
        if notice is None:
            return False
        line = Entry(EntryKind.REMINDED, self.now(), SYSTEM_PERSON, Role.SYSTEM)
        after = replace(invoice, entries=invoice.entries + 1)
        # Lost when it was reminded already today, or changed this moment.
        self.invoices.commit(
            access, InvoiceChange(invoice, after, entries=[line], notices=[notice], action="remind")
        )
        self.outbox.deliver(notice)
        return True
