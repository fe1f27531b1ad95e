"""Defines documents of a client, their versions, and what may be done with them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.documents.domain.signature import Signature
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import ClientId, DocumentId, FileId, PersonId, PracticeId
from chalicelib.platform.files.malware import MalwareVerdict

MAX_NAME_CHARS, MAX_FOLDER_CHARS, MAX_REASON_CHARS = 200, 60, 500
MAX_VERSIONS = 50
"""The limit of a document: all its versions are in one record."""
MAX_DAILY_FILES, MAX_DAILY_BYTES = 100, 500_000_000
"""How much a client may send on one day, counted in UTC."""
MAX_DAILY_REFUSALS = 20
"""How many files of a day do not count because they were refused when they had arrived."""
PDF = "application/pdf"
STAFF = frozenset({Role.ADMIN, Role.PROVIDER})
TOO_MANY_VERSIONS = f"This document has {MAX_VERSIONS} versions already. Upload a new document."
NOT_SIGNABLE = "Only a PDF can be signed. Save the document as PDF, and upload it as a new version."
NOTHING_TO_SHARE = "Nobody has uploaded this document yet, so there is nothing to share."
REMOVED_MESSAGE = "This document was removed, so it can no longer be opened or changed."
SIGNED_MESSAGE = "This document is signed, so it can no longer be changed. Upload a new document."


class DocumentKind(StrEnum):
    """Lists the kinds of documents, by which people find them."""

    FORM = "form"
    LETTER = "letter"
    ID = "id"
    RESULT = "result"
    OTHER = "other"


class DocumentStatus(StrEnum):
    """
    Lists the states of a document.

    `requested`: the client is asked to upload it. `to_sign`: the client is asked to sign it.
    """

    REQUESTED = "requested"
    STORED = "stored"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    REMOVED = "removed"


class DocumentAction(StrEnum):
    """Lists what a caller can do with a document."""

    UPLOAD = "upload"
    SHARE = "share"
    UNSHARE = "unshare"
    SIGN = "sign"
    EDIT = "edit"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """
    One stored file of a document.

    `number` starts at 1. `object_version`: the version of the object in the storage, which
    contains the checked bytes. `verdict`: the last known verdict of the malware scan.
    """

    number: int
    file: FileId
    name: str = field(repr=False)
    media_type: str
    size: int
    at: datetime
    by: PersonId
    by_role: Role
    object_version: str
    verdict: MalwareVerdict = MalwareVerdict.PENDING


@dataclass(frozen=True, slots=True)
class Removal:
    """Says who removed a document, when and why. The bytes are kept."""

    at: datetime
    by: PersonId
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """
    A document in a client's record.

    `name` is the title of a requested document, or the name of the first file. `folder` is a
    label, or empty. `shared_at`: when the client got access; None if the document is private to
    the staff. `is_own`: whether the client uploaded it. `version` counts the changes.
    """

    id: DocumentId
    practice: PracticeId
    client: ClientId
    kind: DocumentKind
    created_at: datetime
    name: str = field(repr=False)
    status: DocumentStatus = DocumentStatus.STORED
    folder: str = field(default="", repr=False)
    versions: tuple[DocumentVersion, ...] = ()
    shared_at: datetime | None = None
    is_own: bool = False
    due_on: date | None = None
    removal: Removal | None = None
    signature: Signature | None = None
    version: int = 0

    @property
    def newest(self) -> DocumentVersion | None:
        """The newest version; None if nothing was uploaded yet."""
        return self.versions[-1] if self.versions else None

    @property
    def is_shown_to_client(self) -> bool:
        return self.is_own or self.shared_at is not None

    @property
    def can_stop_sharing(self) -> bool:
        """Whether the staff shared it; what the client sent or signed stays theirs."""
        is_clients = self.is_own or any(each.by_role is Role.CLIENT for each in self.versions)
        return bool(self.shared_at and self.versions) and not is_clients

    def require_shown(self, access: Access) -> None:
        """Raise NotFound if the caller is a client to whom the document is not shown."""
        if access.role is Role.CLIENT and not self.is_shown_to_client:
            raise NotFound

    def version_number(self, number: int | None) -> DocumentVersion:
        """
        Return a version by its number, or the newest one if `number` is None.

        Raises:
            Conflict: The document was removed.
            NotFound: There is no such version.
        """
        if self.removal:
            raise Conflict(REMOVED_MESSAGE)
        for version in reversed(self.versions):
            if number in {None, version.number}:
                return version
        raise NotFound

    def actions(self, access: Access) -> Collection[DocumentAction]:
        """Return what the caller may do with the document now."""
        if self.status is DocumentStatus.REMOVED:
            return frozenset()
        if access.role is Role.CLIENT:
            return _CLIENT_ACTIONS.get(self.status, frozenset())
        if access.role not in STAFF:
            return frozenset()
        missing = {DocumentAction.SHARE} if not self.versions else set()
        if not self.can_stop_sharing:
            missing.add(DocumentAction.UNSHARE)
        return _STAFF_ACTIONS.get(self.status, frozenset()) - missing

    def require(self, access: Access, action: DocumentAction) -> None:
        """
        Check that the caller may act on the document in its present state.

        Raises:
            NotFound: The caller is a client to whom the document is not shown.
            Conflict: The state of the document does not allow the action.
        """
        self.require_shown(access)
        if action in self.actions(access):
            return
        if action is DocumentAction.SHARE and self.status is DocumentStatus.REQUESTED:
            raise Conflict(NOTHING_TO_SHARE)
        messages = {
            DocumentStatus.REMOVED: REMOVED_MESSAGE,
            DocumentStatus.SIGNED: SIGNED_MESSAGE,
        }
        raise Conflict(messages.get(self.status, ""))

    def with_version(self, version: DocumentVersion) -> "Document":
        """
        Return the document with a new version, which also fulfills a request.

        Raises:
            Conflict: The document has MAX_VERSIONS versions, or the client is asked to sign it
                and the version is no PDF.
        """
        if self.status is DocumentStatus.TO_SIGN and version.media_type != PDF:
            raise Conflict(NOT_SIGNABLE)
        if len(self.versions) >= MAX_VERSIONS:
            raise Conflict(TOO_MANY_VERSIONS)
        is_requested = self.status is DocumentStatus.REQUESTED
        status = DocumentStatus.STORED if is_requested else self.status
        numbered = replace(version, number=len(self.versions) + 1)
        return replace(self, status=status, versions=(*self.versions, numbered))

    def shared(self, at: datetime, *, to_sign: bool) -> "Document":
        """
        Return the document, shared with the client.

        Raises:
            Conflict: The client is asked to sign a document that is no PDF.
        """
        if to_sign and (self.newest is None or self.newest.media_type != PDF):
            raise Conflict(NOT_SIGNABLE)
        status = DocumentStatus.TO_SIGN if to_sign else self.status
        return replace(self, shared_at=self.shared_at or at, status=status)

    def unshared(self) -> "Document":
        """Return the document, private to the staff again; it is no longer to be signed."""
        return replace(self, shared_at=None, status=DocumentStatus.STORED)

    def signed(self, signature: Signature, copy: DocumentVersion) -> "Document":
        """Return the document with the signature, and with the signed copy as a version."""
        signed = replace(self.with_version(copy), status=DocumentStatus.SIGNED)
        return replace(signed, signature=signature)

    def removed(self, removal: Removal) -> "Document":
        return replace(self, status=DocumentStatus.REMOVED, removal=removal)

    def with_verdict(self, number: int, verdict: MalwareVerdict) -> "Document":
        """Return the document with a verdict about one of its versions."""
        versions = [
            replace(each, verdict=verdict) if each.number == number else each
            for each in self.versions
        ]
        return replace(self, versions=tuple(versions))

    @property
    def unscanned(self) -> tuple[DocumentVersion, ...]:
        """The versions about which the malware scan has given no verdict yet."""
        return tuple(each for each in self.versions if each.verdict is MalwareVerdict.PENDING)


_CHANGE = frozenset(
    {DocumentAction.UPLOAD, DocumentAction.SHARE, DocumentAction.EDIT, DocumentAction.REMOVE}
)
_STAFF_ACTIONS = {
    DocumentStatus.REQUESTED: _CHANGE,
    DocumentStatus.STORED: _CHANGE | {DocumentAction.UNSHARE},
    DocumentStatus.TO_SIGN: _CHANGE | {DocumentAction.UNSHARE},
    DocumentStatus.SIGNED: frozenset({DocumentAction.EDIT, DocumentAction.REMOVE}),
}
_CLIENT_ACTIONS = {
    DocumentStatus.REQUESTED: frozenset({DocumentAction.UPLOAD}),
    DocumentStatus.TO_SIGN: frozenset({DocumentAction.SIGN}),
}
