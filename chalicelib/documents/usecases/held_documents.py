"""Counts a client's documents, before profiles are merged."""

from dataclasses import dataclass

from chalicelib.clients.domain.merge import HeldRecords, RecordKind
from chalicelib.documents.usecases.ports import DocumentStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId


@dataclass(frozen=True, slots=True)
class HeldDocuments:
    """Implements `RecordReader`: documents and visits' files; none stands in the way."""

    rows: DocumentStore

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        return HeldRecords(RecordKind.DOCUMENT, self.rows.count(access, client))
