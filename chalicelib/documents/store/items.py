"""Defines the rows of documents and signatures."""

from dataclasses import dataclass, field
from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.documents.domain.document import (
    Document,
    DocumentKind,
    DocumentStatus,
    DocumentVersion,
    Removal,
)
from chalicelib.documents.domain.signature import Signature
from chalicelib.kernel.ids import ClientId, DocumentId, PracticeId
from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow, EphemeralItem, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.visits.store.record_items import VisitFileCopyItem

SHOWN = "client"
"""The value of `audience` in rows that the client may see."""


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """
    The sealed part of a document's row.

    `state_text` repeats the row's unencrypted attributes that may change. If somebody alters one
    of these attributes in the table, the store detects the mismatch when it opens the row.
    """

    name: str = field(repr=False)
    folder: str = field(repr=False)
    versions: tuple[DocumentVersion, ...]
    removal: Removal | None
    signature: Signature | None
    state_text: str


class DocumentItem(CoreRow):
    """
    The row of a document.

    The store saves a change only if the row still has the version that was read. `audience` is
    set if the client may see the document, and `todo` if the client is asked to upload or sign
    it. The row appears in the index GSI3 while a version has no malware verdict.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    client = UnicodeAttribute()
    kind = UnicodeAttribute()
    created = UnicodeAttribute()
    origin = UnicodeAttribute()
    status = UnicodeAttribute()
    shared = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    audience = UnicodeAttribute(null=True)
    todo = UnicodeAttribute(null=True)
    version = NumberAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_body` is sealed.

        The binding includes the row's key, and the client, kind, creation time and origin.
        """
        clear = (
            ("client", self.client),
            ("kind", self.kind),
            ("created", self.created),
            ("origin", self.origin),
        )
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "Document.sealed_body", clear=clear
        )

    def state_text(self) -> str:
        """
        Return the unencrypted attributes that may change, as one string.

        The sealed body contains the same string, so that the store detects an altered
        attribute (S21).
        """
        state = self.status, self.shared, self.due, self.audience, self.todo, int(self.version)
        return "|".join(str(each) for each in state)

    def document(self, content: DocumentContent) -> Document:
        return Document(
            DocumentId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            DocumentKind(self.kind),
            datetime.fromisoformat(self.created),
            content.name,
            DocumentStatus(self.status),
            content.folder,
            content.versions,
            datetime.fromisoformat(self.shared) if self.shared else None,
            self.origin == SHOWN,
            date.fromisoformat(self.due) if self.due else None,
            content.removal,
            content.signature,
            int(self.version),
        )

    def content_of(self, document: Document) -> DocumentContent:
        """Return the part to seal: the names, the versions and this row's state text."""
        return DocumentContent(
            document.name,
            document.folder,
            document.versions,
            document.removal,
            document.signature,
            self.state_text(),
        )


class ListedItem(DocumentItem):
    """
    A row of a client's list of documents: a document, or a copy of a visit's file.

    Only `appointment` tells the two apart; `typed` returns the row as what it is.
    """

    id = UnicodeAttribute(null=True)
    practice = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    created = UnicodeAttribute(null=True)
    origin = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    appointment = UnicodeAttribute(null=True)
    seat = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    media_type = UnicodeAttribute(null=True)
    size = NumberAttribute(null=True)
    clients = UnicodeSetAttribute(null=True)

    def typed(self) -> DocumentItem | VisitFileCopyItem:
        kind = VisitFileCopyItem if self.appointment else DocumentItem
        return kind.from_raw_data(self.serialize())


class DocumentPlaceItem(CoreRow):
    """The row that says which client a document belongs to; it contains only ids."""

    client = UnicodeAttribute()


class AnnouncedDocumentItem(EphemeralItem):
    """The row of a document whose first file is being uploaded; it contains only ids."""

    client = UnicodeAttribute()


class LastUploadItem(EphemeralItem):
    """The row of the file that one person announced last for a document."""

    file = UnicodeAttribute()


class OpenedVersionItem(RecordItem):
    """The row of a version that a client opened; it contains only ids."""

    practice = UnicodeAttribute()
    client = UnicodeAttribute()
    at = UnicodeAttribute()


class DailyUploadsItem(EphemeralItem):
    """The row that counts the files, and their bytes, that a client sent on one day."""

    files = NumberAttribute()
    bytes_ = NumberAttribute(attr_name="bytes")
    refused = NumberAttribute(null=True)


class SignatureItem(RecordItem):
    """The row of a signature, which never changes."""

    practice = UnicodeAttribute()
    document = UnicodeAttribute()
    at = UnicodeAttribute()
    by = UnicodeAttribute()
    sha256 = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """Return the binding, which includes who signed what, and when."""
        clear = (("at", self.at), ("by", self.by), ("sha256", self.sha256))
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "Signature.sealed_body", clear=clear
        )


def document_item(document: Document) -> DocumentItem:
    """Return the row of a document, without a value for `sealed_body`."""
    p, c, d = document.practice, document.client, document.id
    item = DocumentItem(*partitions.client_document(p, c, d), practice=p, id=d, client=c)
    item.kind, item.created = document.kind.value, moment(document.created_at)
    item.origin = SHOWN if document.is_own else "staff"
    item.status, item.version = document.status.value, document.version
    item.shared = moment(document.shared_at) if document.shared_at else None
    item.due = document.due_on.isoformat() if document.due_on else None
    item.audience = SHOWN if document.is_shown_to_client else None
    is_open = document.status in {DocumentStatus.REQUESTED, DocumentStatus.TO_SIGN}
    item.todo = document.status.value if is_open else None
    return item
