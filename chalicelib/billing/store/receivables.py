"""Counts invoices by status, and reads the summaries of unpaid invoices."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import InvoiceItem
from chalicelib.billing.store.invoice_lists import created_between, opened_rows
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.vault.vault import Vault

PURPOSE = "sum of what is owed"
PAGE = 500
"""How many invoices a query reads at most."""


@dataclass(frozen=True, slots=True)
class DynamoReceivables:
    """Implements the readers of unpaid invoices, and `InvoiceCounter`, with DynamoDB."""

    vault: Vault

    def counts(
        self, practice: PracticeId, most: int, filters: InvoiceFilter
    ) -> Mapping[Status, int]:
        """
        Return the number of invoices with each status, up to `most` + 1 per status.

        Only the client and the days in `filters` are used. Without a client, there is one
        query per status. No index lists one client's invoices by status. So for a client,
        all their rows are read, without decrypting them.
        """
        if filters.client:
            counts = Counter(self._statuses(practice, filters.client, filters))
            return {status: min(counts[status], most + 1) for status in Status}
        lists = {status: keys.invoices_by_status(practice, status.value) for status in Status}
        condition = created_between(InvoiceItem.g3sk, filters)
        return {
            status: queries.count(InvoiceItem, name, index=3, most=most, condition=condition)
            for status, name in lists.items()
        }

    def of_client(self, practice: PracticeId, client: ClientId) -> tuple[int, int]:
        """Return how many invoices a client has, and how many are unfinished."""
        rows = list(self._of_client(practice, client))
        return len(rows), sum(map(_is_unfinished, rows))

    def _statuses(
        self, practice: PracticeId, client: ClientId, filters: InvoiceFilter
    ) -> Iterator[Status]:
        for row in self._of_client(practice, client):
            if filters.includes(datetime.fromisoformat(row.created_at)):
                yield Status(row.status)

    def _of_client(self, practice: PracticeId, client: ClientId) -> Iterator[InvoiceItem]:
        partition = partitions.client_partition(practice, client)
        condition, cursor = InvoiceItem.g1sk.startswith(keys.INVOICES), None
        while True:
            page = queries.page(
                InvoiceItem, partition, index=1, condition=condition, cursor=cursor, limit=PAGE
            )
            yield from (row for row in page.items if row.client == client)
            if not (cursor := page.next):
                return

    def unpaid(
        self, access: Access, most: int, clients: Collection[ClientId] | None = None
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """
        Return the newest `most` unpaid invoices, and whether there are more.

        If `clients` is given, invoices of other clients are left out of the result. DynamoDB
        returns at most one megabyte per query, so the method may send several queries.
        """
        partition = keys.invoices_by_status(access.practice, Status.SENT.value)
        page = queries.page(InvoiceItem, partition, index=3, limit=most)
        rows = [row for row in page.items if clients is None or row.client in clients]
        return self._opened(access, rows, None), page.next is not None

    def unpaid_of(
        self, access: Access, client: ClientId, most: int
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """
        Return the unpaid invoices among a client's newest `most` invoices.

        The second value is true if the client has more than `most` invoices. DynamoDB returns at
        most one megabyte per query, so the method may send several queries.
        """
        partition = partitions.client_partition(access.practice, client)
        condition = InvoiceItem.g1sk.startswith(keys.INVOICES)
        page = queries.page(InvoiceItem, partition, index=1, condition=condition, limit=most)
        # An index's keys are not sealed. If somebody moved another client's row to this list, this
        # client does not owe its balance.
        rows = [
            row for row in page.items if row.status == Status.SENT.value and row.client == client
        ]
        return self._opened(access, rows, client), page.next is not None

    def unpaid_clients(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """Return the clients of a page of unpaid invoices, and the next page's cursor."""
        partition = keys.invoices_by_status(access.practice, Status.SENT.value)
        page = queries.page(InvoiceItem, partition, index=3, cursor=cursor, limit=PAGE)
        return list(dict.fromkeys(ClientId(row.client) for row in page.items)), page.next

    def _opened(
        self, access: Access, rows: Sequence[InvoiceItem], subject: ClientId | None
    ) -> list[InvoiceRow]:
        return opened_rows(self.vault, access, rows, purpose=PURPOSE, subject=subject)


def _is_unfinished(row: InvoiceItem) -> bool:
    has_op = row.active_op or row.overlay or row.open_refunds
    return bool(has_op) or row.status in {Status.DRAFT.value, Status.SENT.value}
