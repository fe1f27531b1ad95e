"""Defines the response bodies of documents."""

from datetime import date, datetime

from chalicelib.documents.domain.document import (
    Document,
    DocumentAction,
    DocumentKind,
    DocumentStatus,
    DocumentVersion,
)
from chalicelib.documents.domain.signature import CONSENT
from chalicelib.documents.usecases.document_offers import AnnouncedDocument
from chalicelib.documents.usecases.documents import ContentLink
from chalicelib.documents.usecases.ports import ListedVisitFile
from chalicelib.kernel.access import Access, Role
from chalicelib.platform.files.malware import MalwareVerdict
from chalicelib.platform.http.shapes import Shape


class DocumentUploadShape(Shape):
    """A presigned URL to PUT the file to, with the headers to send."""

    url: str
    headers: dict[str, str]
    method: str = "PUT"


class AnnouncedDocumentShape(Shape):
    """
    A document's id and its upload, which is valid until `expires_at`.

    `upload_id` names this upload when it is completed.
    """

    id: str
    upload_id: str
    upload: DocumentUploadShape
    expires_at: datetime


class DocumentVersionShape(Shape):
    """
    One version of a document.

    `by_role` is the role of the person who uploaded it. `verdict` is that of the malware scan, or
    None for a visit's file, whose verdict is read when it is opened.
    """

    number: int
    name: str
    media_type: str
    size: int
    at: datetime
    by_role: Role
    verdict: MalwareVerdict | None


class DocumentSignatureShape(Shape):
    """A document's signature, with the hash of the version that was signed."""

    name: str
    at: datetime
    version: int
    sha256: str
    consent: str


class DocumentRemovalShape(Shape):
    """When a document was removed and why; clients do not see the reason."""

    at: datetime
    reason: str | None


class DocumentShape(Shape):
    """
    Describes a document, or a file of a visit.

    `appointment_id` is set for a visit's file, whose content is at the appointment's files.
    `consent` is the text to which a person agrees by signing. `version` counts the changes of the
    document.
    """

    id: str
    client_id: str | None
    name: str
    kind: DocumentKind
    folder: str
    status: DocumentStatus
    created_at: datetime
    due_on: date | None
    shared_at: datetime | None
    is_own: bool
    versions: list[DocumentVersionShape]
    signature: DocumentSignatureShape | None
    removal: DocumentRemovalShape | None
    consent: str | None
    appointment_id: str | None
    actions: list[DocumentAction]
    version: int


class DocumentsShape(Shape):
    """Describes a page of documents."""

    items: list[DocumentShape]
    next: str | None


class ContentShape(Shape):
    """A URL for the bytes of a version, which is valid until `expires_at`."""

    url: str
    name: str
    media_type: str
    version: int
    expires_at: datetime


def announced_shape(announced: AnnouncedDocument) -> AnnouncedDocumentShape:
    upload = DocumentUploadShape(url=announced.upload.url, headers=dict(announced.upload.headers))
    return AnnouncedDocumentShape(
        id=announced.document,
        upload_id=announced.file,
        upload=upload,
        expires_at=announced.expires_at,
    )


def document_shape(access: Access, document: Document) -> DocumentShape:
    actions = sorted(document.actions(access))
    return DocumentShape(
        id=document.id,
        client_id=document.client,
        name=document.name,
        kind=document.kind,
        folder=document.folder,
        status=document.status,
        created_at=document.created_at,
        due_on=document.due_on,
        shared_at=document.shared_at,
        is_own=document.is_own,
        versions=[_version_shape(each) for each in document.versions],
        signature=_signature_shape(document),
        removal=_removal_shape(access, document),
        consent=CONSENT if DocumentAction.SIGN in actions else None,
        appointment_id=None,
        actions=actions,
        version=document.version,
    )


def listed_shape(access: Access, listed: Document | ListedVisitFile) -> DocumentShape:
    return (
        document_shape(access, listed)
        if isinstance(listed, Document)
        else _visit_file_shape(listed)
    )


def content_shape(link: ContentLink) -> ContentShape:
    version = link.version
    return ContentShape(
        url=link.url,
        name=version.name,
        media_type=version.media_type,
        version=version.number,
        expires_at=link.expires_at,
    )


def _version_shape(version: DocumentVersion) -> DocumentVersionShape:
    return DocumentVersionShape(
        number=version.number,
        name=version.name,
        media_type=version.media_type,
        size=version.size,
        at=version.at,
        by_role=version.by_role,
        verdict=version.verdict,
    )


def _signature_shape(document: Document) -> DocumentSignatureShape | None:
    if document.signature is None:
        return None
    signature = document.signature
    return DocumentSignatureShape(
        name=signature.name,
        at=signature.at,
        version=signature.number,
        sha256=signature.sha256,
        consent=signature.consent,
    )


def _removal_shape(access: Access, document: Document) -> DocumentRemovalShape | None:
    if document.removal is None:
        return None
    reason = None if access.role is Role.CLIENT else document.removal.reason
    return DocumentRemovalShape(at=document.removal.at, reason=reason)


def _visit_file_shape(listed: ListedVisitFile) -> DocumentShape:
    file = listed.file
    version = DocumentVersionShape(
        number=1,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        at=file.at,
        by_role=Role.SYSTEM,
        verdict=None,
    )
    return DocumentShape(
        id=file.id,
        client_id=None,
        name=file.name,
        kind=DocumentKind.OTHER,
        folder="",
        status=DocumentStatus.STORED,
        created_at=file.at,
        due_on=None,
        shared_at=file.at,
        is_own=False,
        versions=[version],
        signature=None,
        removal=None,
        consent=None,
        appointment_id=file.appointment,
        actions=[],
        version=1,
    )
