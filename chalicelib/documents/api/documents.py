"""Defines the routes for documents."""

from chalice.app import Blueprint

from chalicelib.documents.api.bodies import (
    CompleteBody,
    ContentQuery,
    DocumentBody,
    DocumentEditBody,
    DocumentRequestBody,
    DocumentsQuery,
    RemovalBody,
    ShareBody,
    SignatureBody,
    UnshareBody,
)
from chalicelib.documents.api.shapes import (
    AnnouncedDocumentShape,
    ContentShape,
    DocumentShape,
    DocumentsShape,
    announced_shape,
    content_shape,
    document_shape,
    listed_shape,
)
from chalicelib.documents.usecases.ports import DocumentFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, DocumentId
from chalicelib.platform.http.contract import ANYONE, CLIENT, STAFF, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.wiring import documents as wiring_documents

routes = Blueprint(__name__)


@route(routes, "GET", "/clients/{client_id}/documents", who=ANYONE)
def list_documents(access: Access, client_id: str, query: DocumentsQuery) -> DocumentsShape:
    """List a client's documents and visits' files, newest first."""
    filters = DocumentFilter(ClientId(client_id), only_open=query.open, cursor=query.cursor)
    page, cursor = wiring_documents.documents().page(access, filters)
    return DocumentsShape(items=[listed_shape(access, each) for each in page], next=cursor)


@route(routes, "POST", "/clients/{client_id}/documents", who=ANYONE, status=201)
def upload_document(
    access: Access, client_id: str, body: DocumentBody, request: Request
) -> AnnouncedDocumentShape:
    """Announce a file, and get a presigned URL to upload it to."""
    return announced_shape(
        wiring_documents.uploads().announce(
            access, ClientId(client_id), body.offer(), idempotency_key(request)
        )
    )


@route(routes, "POST", "/clients/{client_id}/document-requests", who=STAFF, status=201)
def request_document(
    access: Access, client_id: str, body: DocumentRequestBody, request: Request
) -> DocumentShape:
    """Ask the client to upload a document."""
    requested = wiring_documents.documents().request(
        access, ClientId(client_id), body.request(), idempotency_key(request)
    )
    return document_shape(access, requested)


@route(routes, "GET", "/documents/{document_id}", who=ANYONE)
def read_document(access: Access, document_id: str) -> DocumentShape:
    """Return a document with its versions and what the caller may do with it."""
    record = wiring_documents.documents().get(access, DocumentId(document_id))
    return document_shape(access, record)


@route(routes, "PATCH", "/documents/{document_id}", who=STAFF, fresh=document_shape)
def change_document(access: Access, document_id: str, body: DocumentEditBody) -> DocumentShape:
    """Rename a document, or put it into another folder."""
    changed = wiring_documents.documents().edit(
        access, DocumentId(document_id), body.version, body.edit()
    )
    return document_shape(access, changed)


@route(routes, "POST", "/documents/{document_id}/complete", who=ANYONE, fresh=document_shape)
def complete_document(access: Access, document_id: str, body: CompleteBody) -> DocumentShape:
    """Check and store an uploaded file. A repeated call returns the same document."""
    uploads = wiring_documents.uploads()
    stored = uploads.complete(access, DocumentId(document_id), body.file())
    return document_shape(access, stored)


@route(routes, "POST", "/documents/{document_id}/share", who=STAFF, fresh=document_shape)
def share_document(access: Access, document_id: str, body: ShareBody) -> DocumentShape:
    """Share a document with the client, who may be asked to sign it, and asked again."""
    shared = wiring_documents.documents().share(
        access, DocumentId(document_id), to_sign=body.signature, again=body.again
    )
    return document_shape(access, shared)


@route(routes, "POST", "/documents/{document_id}/unshare", who=STAFF, fresh=document_shape)
def unshare_document(access: Access, document_id: str, body: UnshareBody) -> DocumentShape:
    """Make a shared document private to the staff again; the client may have seen it."""
    private = wiring_documents.documents().unshare(access, DocumentId(document_id), body.version)
    return document_shape(access, private)


@route(routes, "POST", "/documents/{document_id}/signature", who=CLIENT, fresh=document_shape)
def sign_document(access: Access, document_id: str, body: SignatureBody) -> DocumentShape:
    """Sign a document electronically, and store a copy with a page of evidence."""
    signed = wiring_documents.signatures().sign(access, DocumentId(document_id), body.offer())
    return document_shape(access, signed)


@route(routes, "POST", "/documents/{document_id}/removal", who=STAFF, fresh=document_shape)
def remove_document(access: Access, document_id: str, body: RemovalBody) -> DocumentShape:
    """Mark a document as removed, with a reason; the record of it stays."""
    removed = wiring_documents.documents().remove(
        access, DocumentId(document_id), body.version, body.reason
    )
    return document_shape(access, removed)


@route(routes, "GET", "/documents/{document_id}/content", who=ANYONE)
def read_content(access: Access, document_id: str, query: ContentQuery) -> ContentShape:
    """Get a download link to a version that is free of malware, valid for one minute."""
    link = wiring_documents.documents().content(
        access, DocumentId(document_id), query.version, view=query.view
    )
    return content_shape(link)
