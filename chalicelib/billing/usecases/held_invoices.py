"""Counts a client's invoices, before profiles are merged."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.domain.merge import HeldRecords, RecordKind
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PracticeId


class InvoiceCounter(Protocol):
    """Counts a client's invoices, of which none is opened."""

    def of_client(self, practice: PracticeId, client: ClientId) -> tuple[int, int]:
        """
        Return how many invoices a client has, and how many of them are unfinished.

        Drafts, unpaid invoices and those with an unfinished op are unfinished.
        """


@dataclass(frozen=True, slots=True)
class HeldInvoices:
    """Implements `RecordReader` for invoices."""

    rows: InvoiceCounter

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        return HeldRecords(RecordKind.INVOICE, *self.rows.of_client(access.practice, client))
