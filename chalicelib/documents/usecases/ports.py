"""Defines the ports of the use cases for documents."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.documents.domain.document import Document
from chalicelib.documents.domain.signature import SignatureEvidence
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, DocumentId, FileId, PersonId
from chalicelib.notices.domain import Notice
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.visits.domain.visit import VisitFile


@dataclass(frozen=True, slots=True)
class ListedVisitFile:
    """A visit's file in the list of documents, with all clients of the visit."""

    file: VisitFile
    clients: frozenset[ClientId]


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """
    Defines which documents of a client a list contains.

    `only_shown`: without what is private to the staff. `only_open`: only what the client is
    asked to upload or sign.
    """

    client: ClientId
    only_shown: bool = False
    only_open: bool = False
    cursor: str | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class DocumentUpload:
    """
    The announced upload of a document's file, which may arrive until a time.

    `size` is in bytes. `counted_on` is the day on which it is one of the files that a client may
    send, by UTC, or None if it is none of these.
    """

    client: ClientId
    document: DocumentId
    file: FileId
    until: datetime
    size: int
    counted_on: date | None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """
    A change of a document.

    `before` is None for a new document. `notices` are stored with the times at which they are
    sent, and `withdrawn` are notices that are no longer sent. `is_signature`: whether the change
    adds the signature, which is also recorded for good. `scan_at`: when to look for the verdicts
    of new versions; None if no version waits for one.
    """

    before: Document | None
    after: Document
    action: AuditAction
    purpose: str
    notices: Sequence[tuple[Notice, datetime]] = ()
    withdrawn: Sequence[Notice] = ()
    is_signature: bool = False
    scan_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaitingScan:
    """A document with a version that has no malware verdict yet."""

    access: Access
    client: ClientId
    document: DocumentId


class DocumentStore(Protocol):
    """
    Stores documents.

    The store writes an audit entry before it opens sealed data (S15), and writes each change
    with its audit entry in one transaction (S14).
    """

    def client_of(self, access: Access, document: DocumentId) -> ClientId:
        """
        Return whose document this is, also while its first file is being uploaded.

        Raises NotFound if the practice has no such document.
        """

    def get(self, access: Access, client: ClientId, document: DocumentId, purpose: str) -> Document:
        """Return a document. Raises NotFound if the client has no such document."""

    def some(
        self,
        access: Access,
        client: ClientId,
        documents: Sequence[DocumentId],
        purpose: str,
    ) -> Sequence[Document]:
        """Return those documents that the client has. One audit entry covers them all."""

    def page(
        self, access: Access, filters: DocumentFilter
    ) -> tuple[Sequence[Document | ListedVisitFile], str | None]:
        """
        Return a page of a client's documents and visits' files, newest first.

        The store reads the page with one Query, and writes one audit entry for it. The second
        value is the cursor of the next page, or None on the last page.
        """

    def count(self, access: Access, client: ClientId) -> int:
        """Return how many documents and visits' files a client has. None is opened."""

    def announce(self, access: Access, upload: DocumentUpload, key: IdempotencyKey | None) -> bool:
        """
        Store whose document is uploaded, and which file the caller announced last.

        Returns False, and stores nothing, if it is more than a client may send in a day.
        Raises AlreadyProcessed if an earlier request used `key`; its result names the document
        and the file.
        """

    def last_upload(self, access: Access, document: DocumentId) -> FileId | None:
        """Return the file that the caller announced last for a document, within a day."""

    def commit(
        self, access: Access, change: DocumentChange, key: IdempotencyKey | None = None
    ) -> Document:
        """
        Store a change with its notices; return the document with its new version.

        Raises:
            Conflict: The document has changed since it was read, or exists already.
            AlreadyProcessed: An earlier request used `key`.
        """

    def add_opened(self, access: Access, document: Document, number: int) -> None:
        """Record that the caller opened a version, once for each version."""

    def has_opened(self, access: Access, document: Document, number: int) -> bool:
        """Return whether the caller has opened a version."""

    def give_back(self, access: Access, client: ClientId, size: int, day: date) -> None:
        """
        Take a refused file off those that a client sent on a day.

        `size` is in bytes. This is done for MAX_DAILY_REFUSALS files of a day, and never for more
        than was counted.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the document that an earlier request with this key made."""

    def waiting_scans(self, now: datetime) -> Sequence[WaitingScan]:
        """Return documents of all practices whose malware verdicts are due to be read."""


class DocumentDirectory(Protocol):
    """Reads what the use cases need to know about the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Return the practice's settings, of which the time zone is used."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """Return the names of clients, by client id. One audit entry covers all names."""


class AssignedProviders(Protocol):
    def current_providers(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        """Return which providers are assigned to a client now, or stand in."""


class VisitFileAccess(Protocol):
    def may_read(self, access: Access, appointment: AppointmentId, at: datetime) -> bool:
        """Return whether a client may read a file that was shared in a visit at a time."""


class EvidenceWriter(Protocol):
    def append(self, data: bytes, evidence: SignatureEvidence) -> bytes:
        """
        Return a PDF with a page that shows the evidence of its signature.

        Raises:
            Invalid: The PDF is damaged, protected or too complex, so that no page can be added.
            Unavailable: The page could not be added for a reason of ours.
        """
