"""Sums what clients owe the practice, in total and for each client."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.billing.domain.invoice import Status, is_overdue
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.clients.usecases.ports import AmountOwed, PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock

MAX_INVOICES = 500
"""One answer counts or opens at most this many invoices, and says if there are more."""


@dataclass(frozen=True, slots=True)
class Totals:
    """
    Holds the number of invoices per status, and the unpaid and overdue amounts.

    Counting stops at MAX_INVOICES + 1 invoices per status. `overdue_count` is about the same
    invoices as `counts`, while the amounts are about all invoices.
    """

    counts: Mapping[Status, int]
    overdue_count: int
    outstanding: AmountOwed
    overdue: AmountOwed


class UnpaidInvoiceReader(Protocol):
    """
    Counts invoices, and reads unpaid invoices.

    A read of several unpaid invoices writes one audit entry for all of them (S15). Totals are not
    stored, because every payment in a practice would then have to update the same row.
    """

    def counts(
        self, practice: PracticeId, most: int, filters: InvoiceFilter
    ) -> Mapping[Status, int]:
        """
        Count the invoices with each status, without opening any invoice.

        Only invoices that match the client and the days of creation in `filters` are
        counted. Counting stops at `most` + 1 invoices per status.
        """

    def unpaid(
        self, access: Access, most: int, clients: Collection[ClientId] | None = None
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """
        Return the practice's newest `most` unpaid invoices, and whether there are more.

        If `clients` is given, the invoices of all other clients are then left out and not
        opened, so that the result can hold fewer than `most` invoices.
        """

    def unpaid_of(
        self, access: Access, client: ClientId, most: int
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """
        Return the unpaid invoices among a client's newest `most` invoices.

        The second value is true if the client has more than `most` invoices.
        """


@dataclass(frozen=True, slots=True)
class Receivables:
    """
    Computes the amounts that clients owe.

    Each request computes the amounts anew, because no sum is stored.
    """

    unpaid_invoices: UnpaidInvoiceReader
    directory: PracticeDirectory
    now: Clock

    def of_practice(self, access: Access, filters: InvoiceFilter) -> Totals:
        """
        Return the practice's invoice counts, and its unpaid and overdue amounts.

        The counts cover only invoices that match the client and the days of creation in
        `filters`.

        Raises:
            NotAllowed: The person is not an Admin.
            Invalid: The last day is before the first one.
        """
        access.require_role(Role.ADMIN)
        setup, now = self.directory.billing_setup(access), self.now()
        filters = replace(filters, zone=setup.zone).require_order()
        rows, more = self.unpaid_invoices.unpaid(access, MAX_INVOICES)
        overdue = [row for row in rows if is_overdue(row.status, row.due_on, now, setup.zone)]
        counts = self.unpaid_invoices.counts(access.practice, MAX_INVOICES, filters)
        overdue_count = sum(
            filters.includes(row.created_at) and filters.client in {None, row.client}
            for row in overdue
        )
        zero = Money(0, setup.currency)
        sums = _sum(rows, zero, more=more), _sum(overdue, zero, more=more)
        return Totals(counts, overdue_count, *sums)

    def by_client(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, AmountOwed] | None:
        """
        Return the amount that each of these clients owes.

        Return None if the practice has more than MAX_INVOICES unpaid invoices.
        """
        unpaid = self.unpaid_invoices.unpaid
        rows, more = unpaid(access, MAX_INVOICES, clients) if clients else ([], False)
        if more:
            return None
        zero = self._zero(access)
        return {
            client: _sum([row for row in rows if row.client == client], zero) for client in clients
        }

    def of_page(
        self,
        access: Access,
        filters: InvoiceFilter,
        rows: Sequence[InvoiceRow],
        next_cursor: str | None,
    ) -> AmountOwed | None:
        """
        Return the amount that a client owes, for display with a page of invoices.

        `rows` are the invoices on that page, and `next_cursor` is the cursor of the next page.
        Return None if the page is not the first page, or if it lists the invoices of all clients.
        """
        client = filters.client or access.client
        if client is None or filters.cursor:
            return None
        zero = rows[0].balance.zero if rows else self._zero(access)
        if _shows_all_unpaid(filters, next_cursor):
            return _sum([row for row in rows if row.status is Status.SENT], zero)
        unpaid, more = self.unpaid_invoices.unpaid_of(access, client, MAX_INVOICES)
        return _sum(unpaid, zero, more=more)

    def _zero(self, access: Access) -> Money:
        return Money(0, self.directory.billing_setup(access).currency)


def _shows_all_unpaid(filters: InvoiceFilter, next_cursor: str | None) -> bool:
    is_filtered = filters.since or filters.until or filters.overdue
    return next_cursor is None and not is_filtered and filters.status in {None, Status.SENT}


def _sum(rows: Sequence[InvoiceRow], zero: Money, *, more: bool = False) -> AmountOwed:
    return AmountOwed(sum((row.balance for row in rows), zero), len(rows), more)
