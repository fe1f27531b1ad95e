"""Lists, opens, shares, requests, renames and removes documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from chalicelib.documents.domain.document import (
    PDF,
    STAFF,
    Document,
    DocumentAction,
    DocumentKind,
    DocumentStatus,
    DocumentVersion,
    Removal,
)
from chalicelib.documents.domain.notices import all_reminders, reminders, to_client
from chalicelib.documents.usecases.document_access import DocumentAccess
from chalicelib.documents.usecases.ports import (
    DocumentChange,
    DocumentDirectory,
    DocumentFilter,
    ListedVisitFile,
    VisitFileAccess,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, DocumentId
from chalicelib.kernel.ports import IdGenerator
from chalicelib.kernel.time_zones import local_day
from chalicelib.notices.domain import NoticeKind
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.files.malware import MalwareVerdict, MalwareVerdicts, require_clean
from chalicelib.platform.files.storage import (
    LINK_LIFETIME,
    FileArea,
    FileLocation,
    FileStorage,
)

DAY_PASSED = "This day has passed. Choose today or a later day."
SHOWN_BY_BROWSERS = frozenset(
    {PDF, "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}
)
"""Types that every browser shows, and that cannot run a script."""
MAX_LIVE_VERDICTS = 10
"""How many verdicts one list asks the storage for; the scan takes seconds, so few are missing."""


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """What the client is asked to upload, and until which day of the practice."""

    title: str
    due_on: date | None = None
    kind: DocumentKind = DocumentKind.FORM


@dataclass(frozen=True, slots=True)
class DocumentEdit:
    """New labels of a document; a field that is None keeps its value."""

    name: str | None = None
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class ContentLink:
    """A version of a document, and a presigned URL for its bytes."""

    version: DocumentVersion
    url: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Documents:
    """
    Works with documents of clients whom the caller may see.

    Every method raises:
        NotFound: The client or document does not exist, or the caller may not see it (S2).
        NotAllowed: The caller's role may not do this (S4).
        Conflict: The document's state does not allow this, or it has changed.
        Unavailable: The store, the storage or the audit trail does not respond (S15).
    """

    access: DocumentAccess
    storage: FileStorage
    verdicts: MalwareVerdicts
    visit_files: VisitFileAccess
    directory: DocumentDirectory
    ids: IdGenerator

    def page(
        self, access: Access, filters: DocumentFilter
    ) -> tuple[Sequence[Document | ListedVisitFile], str | None]:
        """
        Return a page of documents and visits' files, and the next page's cursor.

        A client does not see what is private to the staff.
        """
        self.access.client_access.require(access, filters.client)
        own = replace(filters, only_shown=access.role is Role.CLIENT)
        page, cursor = self.access.rows.page(access, own)
        return self.with_verdicts(self._visible(access, filters.client, page)), cursor

    def get(self, access: Access, document: DocumentId) -> Document:
        """Return a document with the present verdicts of its versions."""
        record = self.access.find(access, document)
        (opened,) = self.with_verdicts([record])
        return opened if isinstance(opened, Document) else record

    def content(
        self, access: Access, document: DocumentId, number: int | None, *, view: bool = False
    ) -> ContentLink:
        """
        Return a download link to a version, or to the newest one, valid for one minute.

        With `view`, a browser shows a PDF, picture or text instead of saving it.

        Raises:
            Conflict: The document was removed. Or the malware scan of the version has not
                ended, has failed, or has found malware.
        """
        record = self.access.find(access, document, "view document" if view else "open document")
        version = record.version_number(number)
        place = location_of(record, version)
        require_clean(self.verdicts.of(place, version.object_version))
        shows = view and version.media_type in SHOWN_BY_BROWSERS
        presign = self.storage.presign_view if shows else self.storage.presign_download
        url = presign(place, version.object_version, LINK_LIFETIME)
        if access.role is Role.CLIENT:
            self.access.rows.add_opened(access, record, version.number)
        return ContentLink(version, url, self.access.now() + LINK_LIFETIME)

    def share(
        self, access: Access, document: DocumentId, *, to_sign: bool, again: int | None = None
    ) -> Document:
        """
        Share a document with the client by e-mail; perhaps ask for a signature.

        A document that is shared already stays as it is. A client who has not signed yet is asked
        again if `again` is the present version, which a repeated request no longer names.
        """
        access.require_role(*STAFF)
        before = self.access.find(access, document)
        before.require(access, DocumentAction.SHARE)
        for version in before.versions[-1:]:
            if version.verdict is MalwareVerdict.INFECTED:
                require_clean(version.verdict)
        after = before.shared(self.access.instant(), to_sign=to_sign)
        asks = after.status is DocumentStatus.TO_SIGN
        if after == before and not (asks and to_sign and again == before.version):
            return before
        kind = NoticeKind.DOCUMENT_TO_SIGN if asks else NoticeKind.DOCUMENT_SHARED
        notices = self.access.at_once(to_client(kind, after, f"shared-{before.version}"))
        change = DocumentChange(before, after, AuditAction.CHANGE, "share document", notices)
        return self.stored(access, change)

    def unshare(self, access: Access, document: DocumentId, seen: int) -> Document:
        """
        Make a shared document private to the staff again, and no longer to be signed.

        The client may have seen it before; the access log says so. `seen` is the version that
        the caller saw.
        """
        access.require_role(*STAFF)
        before = self.access.find_unchanged(access, document, seen)
        before.require(access, DocumentAction.UNSHARE)
        after = before.unshared()
        change = DocumentChange(before, after, AuditAction.CHANGE, "stop sharing document")
        return self.stored(access, change)

    def request(
        self, access: Access, client: ClientId, request: DocumentRequest, key: IdempotencyKey | None
    ) -> Document:
        """
        Ask the client to upload a document, by e-mail and with reminders.

        A repeated request with the same `key` returns the document that the first one made.

        Raises:
            Invalid: The day has passed.
        """
        access.require_role(*STAFF)
        self.access.client_access.require(access, client)
        if key and (earlier := self.access.rows.result_of(access, key)):
            return self.access.find(access, DocumentId(earlier))
        now = self.access.instant()
        zone = self.directory.billing_setup(access).zone
        if request.due_on and request.due_on < local_day(now, zone):
            raise Invalid(fields={"due_on": DAY_PASSED})
        document = Document(
            DocumentId(self.ids.id()),
            access.practice,
            client,
            request.kind,
            now,
            request.title,
            DocumentStatus.REQUESTED,
            shared_at=now,
            due_on=request.due_on,
        )
        first = to_client(NoticeKind.DOCUMENT_REQUESTED, document, "requested")
        notices = (*self.access.at_once(first), *reminders(document, zone, now))
        change = DocumentChange(None, document, AuditAction.CREATE, "request document", notices)
        try:
            stored = self.access.rows.commit(access, change, key)
        except AlreadyProcessed as earlier_request:
            return self.access.find(access, DocumentId(earlier_request.result))
        self.access.deliver([first])
        return stored

    def edit(self, access: Access, document: DocumentId, seen: int, edit: DocumentEdit) -> Document:
        """Change a document's name or folder; `seen` is the version the caller saw."""
        access.require_role(*STAFF)
        before = self.access.find_unchanged(access, document, seen)
        before.require(access, DocumentAction.EDIT)
        after = replace(
            before,
            name=before.name if edit.name is None else edit.name,
            folder=before.folder if edit.folder is None else edit.folder,
        )
        if after == before:
            return before
        change = DocumentChange(before, after, AuditAction.CHANGE, "label document")
        return self.stored(access, change)

    def remove(self, access: Access, document: DocumentId, seen: int, reason: str) -> Document:
        """
        Mark a document as removed, so that nobody opens it any more.

        The record says who removed it and why. The bytes are kept. `seen` is the version that
        the caller saw.
        """
        access.require_role(*STAFF)
        before = self.access.find_unchanged(access, document, seen)
        before.require(access, DocumentAction.REMOVE)
        after = before.removed(Removal(self.access.instant(), access.person, reason))
        withdrawn = all_reminders(before) if before.due_on else ()
        change = DocumentChange(
            before, after, AuditAction.DELETE, "remove document", withdrawn=withdrawn
        )
        return self.stored(access, change)

    def stored(self, access: Access, change: DocumentChange) -> Document:
        """Store a change of a document, whose malware verdicts are read as before."""
        waits = change.after.unscanned and change.after.status is not DocumentStatus.REMOVED
        return self.access.store(
            access, replace(change, scan_at=self.access.now() if waits else None)
        )

    def _visible(
        self, access: Access, client: ClientId, page: Sequence[Document | ListedVisitFile]
    ) -> Sequence[Document | ListedVisitFile]:
        clients = {
            each for item in page if isinstance(item, ListedVisitFile) for each in item.clients
        }
        reached = {client, *self.access.client_access.reached(access, clients - {client})}
        return [item for item in page if self._sees(access, item, reached)]

    def _sees(
        self, access: Access, item: Document | ListedVisitFile, reached: set[ClientId]
    ) -> bool:
        if isinstance(item, Document):
            return True
        if access.role is Role.CLIENT:
            return self.visit_files.may_read(access, item.file.appointment, item.file.at)
        # A visit's file belongs to all clients of the visit, so staff must reach each of them.
        return item.clients <= reached

    def with_verdicts(
        self, page: Sequence[Document | ListedVisitFile]
    ) -> Sequence[Document | ListedVisitFile]:
        """Return the documents with the present verdicts of MAX_LIVE_VERDICTS versions."""
        left = MAX_LIVE_VERDICTS
        rows: list[Document | ListedVisitFile] = []
        for item in page:
            fresh = item
            for version in item.unscanned if isinstance(item, Document) else ():
                if left and isinstance(fresh, Document):
                    left, verdict = left - 1, self._verdict(fresh, version)
                    fresh = fresh.with_verdict(version.number, verdict)
            rows.append(fresh)
        return rows

    def _verdict(self, document: Document, version: DocumentVersion) -> MalwareVerdict:
        try:
            return self.verdicts.of(location_of(document, version), version.object_version)
        except Unavailable:
            # The list stays readable while the storage does not answer.
            return MalwareVerdict.PENDING


def location_of(document: Document, version: DocumentVersion) -> FileLocation:
    """Return where a version of a document is stored."""
    area = FileArea.DOCUMENTS
    return FileLocation(area, document.practice, document.client, version.file)
