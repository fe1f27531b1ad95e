"""Builds the use cases for documents, at first use."""

from functools import cache

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.documents.store.documents import DynamoDocuments
from chalicelib.documents.usecases.document_access import DocumentAccess
from chalicelib.documents.usecases.document_uploads import DocumentUploads
from chalicelib.documents.usecases.documents import Documents
from chalicelib.documents.usecases.inspection import Inspection
from chalicelib.documents.usecases.ports import EvidenceWriter
from chalicelib.documents.usecases.sharing import MessageDocuments
from chalicelib.documents.usecases.signatures import Signatures
from chalicelib.platform.files.pending_uploads import DynamoPendingUploads
from chalicelib.wiring import files, notices, platform, visits
from chalicelib.wiring.directory import client_access, directory, practice_rows


@cache
def _access() -> DocumentAccess:
    rows = DynamoDocuments(platform.vault(), platform.audit(), platform.clock)
    assigned = DynamoClients(platform.vault(), platform.audit(), platform.clock)
    return DocumentAccess(rows, client_access(), assigned, notices.notices(), platform.clock)


@cache
def documents() -> Documents:
    return Documents(
        _access(),
        files.file_storage(),
        files.verdicts(),
        visits.visit_files(),
        directory(),
        platform.ids(),
    )


@cache
def sharing() -> MessageDocuments:
    return MessageDocuments(documents())


@cache
def uploads() -> DocumentUploads:
    pending = DynamoPendingUploads(platform.vault(), platform.clock, "document upload")
    return DocumentUploads(_access(), pending, files.file_storage(), platform.ids())


@cache
def signatures() -> Signatures:
    return Signatures(
        _access(),
        files.file_storage(),
        files.verdicts(),
        directory(),
        practice_rows(),
        _evidence(),
        platform.ids(),
    )


@cache
def inspection() -> Inspection:
    return Inspection(_access(), files.verdicts())


def _evidence() -> EvidenceWriter:
    # The PDF libraries are large, and only a signature needs it.
    from chalicelib.documents.pdf_evidence.writer import PdfEvidence  # noqa: PLC0415

    return PdfEvidence()
