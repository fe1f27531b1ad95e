"""What is owed: to the practice, by each client of a list, by one client (product.md §7, §20.1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.billing.domain.invoice import Status, is_overdue
from chalicelib.billing.usecases.ports import InvoiceFilter, InvoiceRow
from chalicelib.clients.usecases.ports import AmountOwed, PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock

MAX_INVOICES = 500
"""Invoices that one answer counts or opens; what lies beyond is said to be more, never guessed."""


@dataclass(frozen=True, slots=True)
class Totals:
    """A practice's invoices by state, each counted up to MOST + 1, and what is outstanding and overdue of them."""

    counts: Mapping[Status, int]
    outstanding: AmountOwed
    overdue: AmountOwed


class UnpaidInvoiceReader(Protocol):
    """
    Sums are made of the unpaid invoices' cards when somebody asks, under one audit entry (S15).

    A row of running totals would be written by every payment of a practice, and each would wait for the others.
    """

    def counts(self, practice: PracticeId, most: int) -> Mapping[Status, int]:
        """How many invoices are in each state, counted up to `most` + 1; nothing is opened."""

    def unpaid(
        self, access: Access, most: int, clients: Collection[ClientId] | None = None
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """
        The newest `most` unpaid invoices, and whether there are more. Of some clients' only, when they are named:
        the others' stay sealed.
        """

    def unpaid_of(
        self, access: Access, client: ClientId, most: int
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """The unpaid ones among a client's newest `most` invoices, and whether he has more than these."""


@dataclass(frozen=True, slots=True)
class Receivables:
    """Reads only; nothing here is stored."""

    rows: UnpaidInvoiceReader
    desk: PracticeDirectory
    now: Clock

    def of_practice(self, access: Access) -> Totals:
        """For the top of an Admin's list. Raises NotAllowed."""
        access.require_role(Role.ADMIN)
        setup, now = self.desk.billing_setup(access), self.now()
        rows, more = self.rows.unpaid(access, MAX_INVOICES)
        late = [row for row in rows if is_overdue(row.status, row.due_on, now, setup.zone)]
        counts, none = self.rows.counts(access.practice, MAX_INVOICES), Money(0, setup.currency)
        return Totals(counts, _owed(rows, none, more=more), _owed(late, none, more=more))

    def by_client(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, AmountOwed] | None:
        """What each of these owes; None when the practice has more unpaid invoices than one answer opens."""
        rows, more = self.rows.unpaid(access, MAX_INVOICES, clients) if clients else ([], False)
        if more:
            return None
        none = Money(0, self.desk.billing_setup(access).currency)
        return {
            client: _owed([row for row in rows if row.client == client], none) for client in clients
        }

    def of_page(
        self,
        access: Access,
        wanted: InvoiceFilter,
        rows: Sequence[InvoiceRow],
        following: str | None,
    ) -> AmountOwed | None:
        """What the client of a list owes, with the list's first page; None for any other list or page."""
        client = wanted.client or access.client
        if client is None or wanted.cursor:
            return None
        none = Money(0, self.desk.billing_setup(access).currency)
        whole = (
            following is None
            and wanted.since is None
            and wanted.until is None
            and not wanted.overdue
        )
        if whole and wanted.status in {None, Status.SENT}:
            return _owed([row for row in rows if row.status is Status.SENT], none)
        found, more = self.rows.unpaid_of(access, client, MAX_INVOICES)
        return _owed(found, none, more=more)


def _owed(rows: Sequence[InvoiceRow], none: Money, *, more: bool = False) -> AmountOwed:
    return AmountOwed(sum((row.balance for row in rows), none), len(rows), more)
