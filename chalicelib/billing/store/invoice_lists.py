"""Reads pages of invoices through the table's indexes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition

from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import InvoiceItem, InvoiceSummary
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Unreadable
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.vault.vault import Vault

LAST_MOMENT = "~"
"""A text that comes after every time and every day when keys are sorted."""


@dataclass(frozen=True, slots=True)
class InvoiceLists:
    """
    Reads a page of invoices and opens the invoices' summaries.

    One audit entry covers all opened summaries.
    """

    vault: Vault

    def page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """
        Return a page of invoices, newest first, and the cursor of the next page.

        The cursor is None on the last page.

        Raises:
            Unreadable: A row in the list of the client in `filters` belongs to another client. The
                vault also raises an alarm.
        """
        rows, cursor = self.rows(access.practice, filters)
        opened = opened_rows(
            self.vault, access, rows, purpose="invoice list", subject=filters.client
        )
        return opened, cursor

    def rows(
        self, practice: PracticeId, filters: InvoiceFilter
    ) -> tuple[Sequence[InvoiceItem], str | None]:
        """Return the same page as `page`, but with sealed rows, and the next cursor."""
        partition, index, condition = _query(practice, filters)
        page = queries.page(
            InvoiceItem,
            partition,
            index=index,
            condition=condition,
            only=_due_before(filters),
            cursor=filters.cursor,
            limit=filters.limit,
        )
        self._refuse_foreign(page.items, filters.client)
        rows = [row for row in page.items if not filters.client or _matches(row, filters)]
        return rows, page.next

    def _refuse_foreign(self, rows: Sequence[InvoiceItem], client: ClientId | None) -> None:
        # An index's keys are not sealed, so somebody could move a row to another client's list.
        # Such a row must not open.
        foreign = [row for row in rows if client and row.client != client]
        for row in foreign:
            self.vault.alarm(f"{row.key} in another client's list")
        if foreign:
            raise Unreadable


def opened_rows(
    vault: Vault,
    access: Access,
    rows: Sequence[InvoiceItem],
    *,
    purpose: str,
    subject: ClientId | None,
) -> list[InvoiceRow]:
    """Open the summaries of these rows. One audit entry covers all of them."""
    bindings = [row.binding("sealed_summary") for row in rows]
    reader = vault.reader(access, purpose, bindings, subject=subject)
    return [
        row.row(reader.open(binding, row.sealed_summary, InvoiceSummary))
        for row, binding in zip(rows, bindings, strict=True)
    ]


def _due_before(filters: InvoiceFilter) -> Condition | None:
    if filters.due_before is None or filters.client:
        return None
    condition: Condition = InvoiceItem.due_on < filters.due_before.isoformat()
    return condition


def _query(practice: PracticeId, filters: InvoiceFilter) -> tuple[str, int, Condition | None]:
    if filters.client:
        partition = partitions.client_partition(practice, filters.client)
        return partition, 1, InvoiceItem.g1sk.startswith(keys.INVOICES)
    if filters.status:
        partition = keys.invoices_by_status(practice, filters.status.value)
        return partition, 3, created_between(InvoiceItem.g3sk, filters)
    return keys.invoices(practice), 2, created_between(InvoiceItem.g2sk, filters)


def created_between(sort_key: Any, filters: InvoiceFilter) -> Condition | None:
    """Return the condition on an index's sort key that selects the days of creation."""
    first, end = filters.created_from, filters.created_before
    if not first and not end:
        return None
    # A key is a time and an id, so the key of an invoice of the instant `end` comes after `end`.
    condition: Condition = sort_key.between(
        moment(first) if first else "0", moment(end) if end else LAST_MOMENT
    )
    return condition


def _matches(row: InvoiceItem, filters: InvoiceFilter) -> bool:
    due_before = filters.due_before
    return (
        filters.includes(datetime.fromisoformat(row.created_at))
        and (due_before is None or (row.due_on or LAST_MOMENT) < due_before.isoformat())
        and (filters.status is None or row.status == filters.status.value)
    )
