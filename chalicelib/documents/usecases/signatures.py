"""Signs documents electronically, and adds the evidence to the document."""

from dataclasses import dataclass, replace
from hashlib import sha256

from chalicelib.documents.domain.document import (
    PDF,
    Document,
    DocumentAction,
    DocumentVersion,
)
from chalicelib.documents.domain.notices import to_client
from chalicelib.documents.domain.signature import (
    NO_INTENT,
    Drawing,
    Signature,
    SignatureEvidence,
    check_drawing,
)
from chalicelib.documents.usecases.document_access import FIRST_SCAN_CHECK, DocumentAccess
from chalicelib.documents.usecases.documents import location_of
from chalicelib.documents.usecases.ports import DocumentChange, DocumentDirectory, EvidenceWriter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import DocumentId, FileId
from chalicelib.kernel.ports import IdGenerator
from chalicelib.kernel.time_zones import local_time
from chalicelib.notices.domain import NoticeKind
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.files.malware import MalwareVerdicts, require_clean
from chalicelib.platform.files.storage import FileStorage
from chalicelib.practice.usecases.practices import PracticeSettings

UNREAD = (
    "This document has several versions, and you have not opened the newest one. Open it, then "
    "sign it."
)
CHANGED = "Your practice replaced this document. Read it again before you sign it."


@dataclass(frozen=True, slots=True)
class SignatureOffer:
    """
    What a person enters to sign.

    `number`: the version that the person has read. None means the newest one, which they must
    have opened if there are several.
    """

    intent: bool
    name: str
    drawing: Drawing = ()
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signs documents for the clients whom they were shared with."""

    access: DocumentAccess
    storage: FileStorage
    verdicts: MalwareVerdicts
    directory: DocumentDirectory
    practices: PracticeSettings
    evidence: EvidenceWriter
    ids: IdGenerator

    def sign(self, access: Access, document: DocumentId, offer: SignatureOffer) -> Document:
        """
        Sign a document as its client, and store a copy with a page of evidence.

        The client gets an e-mail that the copy is ready, and the client's providers are told. A
        person who signs again gets the document as they signed it.

        Raises:
            NotFound: There is no such document, or it was not shared with the caller.
            NotAllowed: The caller does not act as a client.
            Invalid: The caller does not intend to sign, or the PDF takes no further page.
            Conflict: The client is not asked to sign, has not read the newest version, or the
                version is not known to be clean.
        """
        access.require_role(Role.CLIENT)
        if not offer.intent:
            raise Invalid(fields={"intent": NO_INTENT})
        before = self.access.find(access, document)
        if before.signature and before.signature.by == access.person:
            return before
        before.require(access, DocumentAction.SIGN)
        version = before.version_number(None)
        if offer.number not in {None, version.number}:
            raise Conflict(CHANGED, fresh=before)
        self._require_read(access, before, version.number, offer.number)
        place = location_of(before, version)
        require_clean(self.verdicts.of(place, version.object_version))
        data = self.storage.read(place, version.object_version)
        signature = Signature(
            access.person,
            self.access.instant(),
            offer.name,
            version.number,
            sha256(data).hexdigest(),
            drawing=check_drawing(offer.drawing),
            method=access.method,
        )
        copy = self.evidence.append(data, self._evidence(access, before, signature))
        return self._stored(access, before, signature, copy)

    def _require_read(
        self, access: Access, document: Document, newest: int, named: int | None
    ) -> None:
        """Raise Conflict if the person neither named nor opened the newest version."""
        if named or len(document.versions) == 1:
            return
        if not self.access.rows.has_opened(access, document, newest):
            raise Conflict(UNREAD, fresh=document)

    def _stored(
        self, access: Access, before: Document, signature: Signature, copy: bytes
    ) -> Document:
        signed_version = before.version_number(None)
        version = DocumentVersion(
            0,
            FileId(self.ids.id()),
            signed_version.name,
            PDF,
            len(copy),
            signature.at,
            access.person,
            access.role,
            "",
        )
        object_version = self.storage.write(location_of(before, version), copy, PDF)
        after = before.signed(signature, replace(version, object_version=object_version))
        notices = (
            to_client(NoticeKind.DOCUMENT_SIGNED, after, "signed"),
            *self.access.received(access, after, "signed"),
        )
        change = DocumentChange(
            before,
            after,
            AuditAction.CHANGE,
            "sign document",
            self.access.at_once(*notices),
            is_signature=True,
            scan_at=signature.at + FIRST_SCAN_CHECK,
        )
        return self.access.store(access, change)

    def _evidence(
        self, access: Access, document: Document, signature: Signature
    ) -> SignatureEvidence:
        practice = self.practices.get(access.practice)
        names = self.directory.client_names(access, [document.client])
        local = local_time(signature.at, practice.zone)
        return SignatureEvidence(
            document.name,
            names.get(document.client, ""),
            practice.name,
            f"{local:%Y-%m-%d %H:%M:%S} {practice.zone}",
            document.id,
            signature,
        )
