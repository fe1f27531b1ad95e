"""Unpaid invoices in DynamoDB: counted by the index, summed from their cards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import InvoiceItem, InvoiceSummary
from chalicelib.billing.usecases.ports import InvoiceRow
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.vault.vault import Vault

PURPOSE = "sum of what is owed"


@dataclass(frozen=True, slots=True)
class DynamoReceivables:
    """Implements `OwedRows`."""

    vault: Vault

    def counts(self, practice: PracticeId, most: int) -> Mapping[Status, int]:
        """One COUNT Query a state, which stops above `most`."""
        lists = {status: keys.invoices_by_status(practice, status.value) for status in Status}
        return {
            status: queries.count(InvoiceItem, name, index=3, most=most)
            for status, name in lists.items()
        }

    def unpaid(
        self, access: Access, most: int, clients: Collection[ClientId] | None = None
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """One Query a megabyte."""
        found = queries.page(
            InvoiceItem,
            keys.invoices_by_status(access.practice, Status.SENT.value),
            index=3,
            limit=most,
        )
        wanted = [row for row in found.items if clients is None or row.client in clients]
        return self._opened(access, wanted, None), found.next is not None

    def unpaid_of(
        self, access: Access, client: ClientId, most: int
    ) -> tuple[Sequence[InvoiceRow], bool]:
        """One Query a megabyte."""
        partition, invoices = (
            partitions.client_partition(access.practice, client),
            InvoiceItem.g1sk.startswith(keys.INVOICES),
        )
        found = queries.page(InvoiceItem, partition, index=1, condition=invoices, limit=most)
        # The index says whose an invoice is, the seal knows: one led here is not this client's debt.
        wanted = [
            row for row in found.items if row.status == Status.SENT.value and row.client == client
        ]
        return self._opened(access, wanted, client), found.next is not None

    def _opened(
        self, access: Access, rows: Sequence[InvoiceItem], subject: ClientId | None
    ) -> list[InvoiceRow]:
        page = self.vault.reader(
            access, PURPOSE, [row.binding("card") for row in rows], subject=subject
        )
        return [row.row(page.open(row.binding("card"), row.card, InvoiceSummary)) for row in rows]
