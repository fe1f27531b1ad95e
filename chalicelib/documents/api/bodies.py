"""Defines the request bodies and queries of documents."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chalicelib.documents.domain.document import (
    MAX_FOLDER_CHARS,
    MAX_NAME_CHARS,
    MAX_REASON_CHARS,
    DocumentKind,
)
from chalicelib.documents.domain.signature import MAX_NAME_CHARS as MAX_SIGNED_CHARS
from chalicelib.documents.usecases.document_offers import DocumentOffer
from chalicelib.documents.usecases.documents import DocumentEdit, DocumentRequest
from chalicelib.documents.usecases.signatures import SignatureOffer
from chalicelib.kernel.ids import DocumentId, FileId
from chalicelib.platform.http.days import day
from chalicelib.platform.http.shapes import (
    Body,
    PageQuery,
    Query,
    RecordId,
    WholeNumber,
    line,
    text,
)

Coordinate = Annotated[int, Field(ge=0, le=1000)]


class DocumentBody(Body):
    """
    Describes a file to upload.

    `bytes` is its size. `document_id` makes it a new version of a document, such as a requested
    one.
    """

    name: Annotated[str, line(MAX_NAME_CHARS)]
    bytes: int = Field(ge=-(2**53), le=2**53)
    kind: Annotated[DocumentKind, Field(strict=False)] = DocumentKind.OTHER
    folder: Annotated[str, line(MAX_FOLDER_CHARS, 0)] = ""
    document_id: RecordId | None = None

    def offer(self) -> DocumentOffer:
        document = DocumentId(self.document_id) if self.document_id else None
        return DocumentOffer(self.name, self.bytes, self.kind, self.folder, document)


class CompleteBody(Body):
    """Names the upload that is complete; without it, the one that was announced last."""

    upload_id: RecordId | None = None

    def file(self) -> FileId | None:
        return FileId(self.upload_id) if self.upload_id else None


class DocumentsQuery(PageQuery):
    """Selects a page of documents; `open` selects what the client is asked to do."""

    open: bool = False


class ContentQuery(Query):
    """
    Selects a version of a document; without a number, the newest one.

    With `view`, a browser shows the file instead of saving it.
    """

    version: int | None = Field(default=None, ge=1, le=1000)
    view: bool = False


class ShareBody(Body):
    """
    Says whether the client is asked to sign the document.

    A client who is asked already is told once more, if `again` is the document's version.
    """

    signature: bool = False
    again: WholeNumber | None = None


class DocumentRequestBody(Body):
    """Describes a document that the client is asked to upload."""

    title: Annotated[str, line(MAX_NAME_CHARS)]
    due_on: Annotated[date, day()] | None = None
    kind: Annotated[DocumentKind, Field(strict=False)] = DocumentKind.FORM

    def request(self) -> DocumentRequest:
        return DocumentRequest(self.title, self.due_on, self.kind)


class SignatureBody(Body):
    """
    Describes an electronic signature.

    `drawing`: strokes of points (x, y). `version`: the number of the version that was read.
    """

    intent: bool
    name: Annotated[str, line(MAX_SIGNED_CHARS)]
    drawing: list[list[list[Coordinate]]] = Field(default_factory=list, max_length=200)
    version: WholeNumber | None = None

    def offer(self) -> SignatureOffer:
        drawing = tuple(
            tuple((point[0], point[-1]) for point in stroke if point) for stroke in self.drawing
        )
        return SignatureOffer(self.intent, self.name, drawing, self.version)


class DocumentEditBody(Body):
    """New labels of a document; a field that is missing keeps its value."""

    name: Annotated[str, line(MAX_NAME_CHARS)] | None = None
    folder: Annotated[str, line(MAX_FOLDER_CHARS, 0)] | None = None
    version: WholeNumber

    def edit(self) -> DocumentEdit:
        return DocumentEdit(self.name, self.folder)


class UnshareBody(Body):
    """Names the version of the document that the caller saw."""

    version: WholeNumber


class RemovalBody(Body):
    """Says why a document is removed."""

    reason: Annotated[str, text(MAX_REASON_CHARS)]
    version: WholeNumber
