"""Uploads documents: presigns an upload, then checks and stores the file."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.documents.domain.document import (
    MAX_DAILY_BYTES,
    MAX_DAILY_FILES,
    Document,
    DocumentAction,
    DocumentKind,
    DocumentVersion,
)
from chalicelib.documents.domain.notices import all_reminders
from chalicelib.documents.usecases.document_access import FIRST_SCAN_CHECK, DocumentAccess
from chalicelib.documents.usecases.document_offers import AnnouncedDocument, DocumentOffer
from chalicelib.documents.usecases.ports import DocumentChange, DocumentUpload
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, TooMany, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, DocumentId, FileId
from chalicelib.kernel.ports import IdGenerator
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.files.arrival import check_arrival, require_arrived
from chalicelib.platform.files.storage import (
    UPLOAD_LIFETIME,
    FileArea,
    FileStorage,
    UploadedFile,
    arrival_deadline,
    transfer_time,
)
from chalicelib.platform.files.uploads import PendingUpload, PendingUploads, UploadKey

NOT_STORED = (
    "This file was not stored: it was refused, or it took too long to arrive. Choose it again."
)
TOO_MUCH_FOR_A_DAY = (
    f"You can send {MAX_DAILY_FILES} files, or {MAX_DAILY_BYTES // 1_000_000} MB, in one day. "
    "Send the rest tomorrow, or ask your practice."
)


@dataclass(frozen=True, slots=True)
class DocumentUploads:
    """
    Uploads documents of clients whom the caller may see.

    Every method raises:
        NotFound: The client or document does not exist, or the caller may not see it (S2).
        Unavailable: The store, the storage or the audit trail does not respond (S15).
    """

    access: DocumentAccess
    uploads: PendingUploads
    storage: FileStorage
    ids: IdGenerator

    def announce(
        self, access: Access, client: ClientId, offer: DocumentOffer, key: IdempotencyKey | None
    ) -> AnnouncedDocument:
        """
        Record that a file will be uploaded, and return a presigned upload for it.

        A repeated request with the same `key` returns the same upload.

        Raises:
            Invalid: The file's name, type or size is not accepted.
            Conflict: The document takes no new version, or the caller has MAX_OPEN_UPLOADS
                open uploads.
            TooMany: The caller is a client who has sent as much as they may in one day.
        """
        self.access.client_access.require(access, client)
        if key and (earlier := self.access.rows.result_of(access, key)):
            return self._repeated(access, client, earlier)
        if offer.document:
            self._require_version_of(access, client, offer.document)
        request, now = offer.checked(), self.access.now()
        document = offer.document or DocumentId(self.ids.id())
        upload_key = UploadKey(FileArea.DOCUMENTS, client, access.person, document)
        file, until = FileId(self.ids.id()), arrival_deadline(now, request.size)
        counted_on = now.date() if access.role is Role.CLIENT else None
        pending = PendingUpload(upload_key, file, request, until, counted_on)
        self.uploads.add_pending(access, pending)
        upload = DocumentUpload(client, document, file, until, request.size, counted_on)
        try:
            is_announced = self.access.rows.announce(access, upload, key)
        except AlreadyProcessed as earlier_request:
            self.uploads.remove_pending(access, upload_key, file)
            return self._repeated(access, client, earlier_request.result)
        if not is_announced:
            self.uploads.remove_pending(access, upload_key, file)
            raise TooMany(TOO_MUCH_FOR_A_DAY)
        return self._presigned(access, pending)

    def complete(
        self, access: Access, document: DocumentId, upload: FileId | None = None
    ) -> Document:
        """
        Check an uploaded file, and store it as the newest version of its document.

        `upload` is the file that `announce` returned; without it, this is the file that the
        caller announced last. A repeated call returns the document that the first call stored.
        A client's upload is told to the client's providers.

        Raises:
            Invalid: The file has not arrived, differs from the announced file, or its bytes
                do not fit its type.
            Conflict: The document takes no new version any more. Or the file was refused by an
                earlier call, or its announcement has expired.
        """
        client = self.access.rows.client_of(access, document)
        self.access.client_access.require(access, client)
        key = UploadKey(FileArea.DOCUMENTS, client, access.person, document)
        file = upload or self.access.rows.last_upload(access, document)
        try:
            pending = self.uploads.get_pending(access, key, client, file)
        except NotFound:
            return self._completed(access, document, file)
        before = self._present(access, pending)
        if before and pending.file in {each.file for each in before.versions}:
            # An earlier call stored the file, and failed before it removed the reservation.
            self.uploads.remove_pending(access, key, pending.file)
            return before
        arrived = require_arrived(self.storage, access, pending)
        try:
            if before:
                before.require(access, DocumentAction.UPLOAD)
            check_arrival(self.storage, access, pending, arrived)
        except (Conflict, Invalid):
            # The answer is final, because the URL does not take another file.
            self._refuse(access, pending)
            raise
        stored = self._stored(access, pending, arrived, before)
        self.uploads.remove_pending(access, key, pending.file)
        return stored

    def _completed(self, access: Access, document: DocumentId, file: FileId | None) -> Document:
        """Return the document if an earlier call stored the file. Raises Conflict if not."""
        present = self.access.find(access, document)
        if file in {each.file for each in present.versions}:
            return present
        raise Conflict(NOT_STORED, fresh=present)

    def _stored(
        self,
        access: Access,
        pending: PendingUpload,
        arrived: UploadedFile,
        before: Document | None,
    ) -> Document:
        change = self._change(access, pending, arrived, before)
        try:
            return self.access.store(access, change)
        except Conflict:
            # Perhaps another call completed the same upload first.
            present = self.access.find(access, change.after.id)
            if pending.file in {each.file for each in present.versions}:
                return present
            raise

    def _change(
        self,
        access: Access,
        pending: PendingUpload,
        arrived: UploadedFile,
        before: Document | None,
    ) -> DocumentChange:
        request, now = pending.request, self.access.instant()
        place = pending.location(access)
        object_version = self.storage.store(place, arrived, request.media_type)
        version = DocumentVersion(
            0,
            pending.file,
            request.name,
            request.media_type,
            request.size,
            now,
            access.person,
            access.role,
            object_version,
        )
        after = (before or self._new(access, pending, now)).with_version(version)
        is_client = access.role is Role.CLIENT
        event = f"received-{len(after.versions)}"
        notices = self.access.received(access, after, event) if is_client else ()
        return DocumentChange(
            before,
            after,
            AuditAction.CHANGE if before else AuditAction.CREATE,
            "upload document",
            self.access.at_once(*notices),
            all_reminders(before) if before and before.due_on else (),
            scan_at=now + FIRST_SCAN_CHECK,
        )

    def _new(self, access: Access, pending: PendingUpload, now: datetime) -> Document:
        request = pending.request
        return Document(
            DocumentId(pending.key.about),
            access.practice,
            ClientId(pending.key.owner),
            DocumentKind(request.kind or DocumentKind.OTHER),
            now,
            request.name,
            folder=request.folder,
            is_own=access.role is Role.CLIENT,
        )

    def _present(self, access: Access, pending: PendingUpload) -> Document | None:
        """Return the document of which the upload is a new version, or None for a new one."""
        client, document = ClientId(pending.key.owner), DocumentId(pending.key.about)
        try:
            return self.access.rows.get(access, client, document, "document")
        except NotFound:
            return None

    def _refuse(self, access: Access, pending: PendingUpload) -> None:
        """Remove a refused upload, which then is none of those that a client sent."""
        key, size = pending.key, pending.request.size
        is_removed = self.uploads.remove_pending(access, key, pending.file)
        if is_removed and pending.counted_on:
            # The caller learns why the file was refused, also if the count stays as it is.
            with suppress(Unavailable):
                self.access.rows.give_back(access, ClientId(key.owner), size, pending.counted_on)

    def _require_version_of(self, access: Access, client: ClientId, document: DocumentId) -> None:
        before = self.access.find(access, document)
        if before.client != client:
            raise NotFound
        before.require(access, DocumentAction.UPLOAD)

    def _repeated(self, access: Access, client: ClientId, earlier: str) -> AnnouncedDocument:
        document, _, file = earlier.partition(" ")
        key = UploadKey(FileArea.DOCUMENTS, client, access.person, DocumentId(document))
        pending = self.uploads.get_pending(access, key, client, FileId(file) if file else None)
        return self._presigned(access, pending)

    def _presigned(self, access: Access, pending: PendingUpload) -> AnnouncedDocument:
        request = pending.request
        upload = self.storage.presign_upload(
            pending.location(access), request.media_type, request.size, UPLOAD_LIFETIME
        )
        until = pending.expires_at - transfer_time(request.size)
        return AnnouncedDocument(DocumentId(pending.key.about), pending.file, upload, until)
