"""Checks, shares and reads the documents that messages carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.documents.domain.document import REMOVED_MESSAGE, Document, DocumentAction
from chalicelib.documents.usecases.documents import Documents
from chalicelib.documents.usecases.ports import DocumentChange
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, DocumentId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.files.malware import NOT_OPENED

MAX_SHARE_ATTEMPTS = 5
UNKNOWN = "This file was not found. Attach it again."
NOT_UPLOADED = "Nobody has uploaded this document yet. Attach it when it is here."
NOT_OWN = "You can attach files that you uploaded. Your practice has this document already."


@dataclass(frozen=True, slots=True)
class MessageDocuments:
    """
    Checks and shares the documents that messages carry.

    The caller must have checked that the person may see the client. Every method raises
    Unavailable if the store, the storage or the audit trail does not respond (S15).
    """

    documents: Documents

    def sendable(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId]
    ) -> tuple[Mapping[DocumentId, str], Sequence[Document]]:
        """
        Return why documents cannot be sent, by id, and those that can be, each once.

        A client may send what they uploaded, and staff may send every document of the client. A
        document that the caller may not see has the same sentence as one that does not exist.
        """
        ids = list(dict.fromkeys(documents))
        stored = self.by_id(access, client, ids)
        reasons = {each: _problem(access, stored.get(each)) for each in ids}
        problems = {each: reason for each, reason in reasons.items() if reason}
        return problems, [stored[each] for each in ids if each not in problems]

    def share_all(self, access: Access, documents: Sequence[Document]) -> None:
        """
        Share documents with their client, without a mail of their own.

        The message tells the client. Each change has its audit entry (S14); a document that the
        client sees already stays as it is.

        Raises Conflict if a document was removed, or others changed it at every attempt.
        """
        for each in documents:
            if not each.is_shown_to_client:
                self._share(access, each)

    def by_id(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId]
    ) -> Mapping[DocumentId, Document]:
        """Return those documents that the client has, with their present verdicts."""
        rows = self.documents.access.rows.some(access, client, documents, "attached documents")
        fresh = self.documents.with_verdicts(rows)
        return {each.id: each for each in fresh if isinstance(each, Document)}

    def _share(self, access: Access, document: Document) -> None:
        shared = self.documents.access
        for attempt in range(1, MAX_SHARE_ATTEMPTS + 1):
            document.require(access, DocumentAction.SHARE)
            after = document.shared(shared.instant(), to_sign=False)
            change = DocumentChange(
                document, after, AuditAction.CHANGE, "share document by message"
            )
            try:
                self.documents.stored(access, change)
            except Conflict as refusal:
                if attempt == MAX_SHARE_ATTEMPTS:
                    raise
                document = refusal.fresh
                if document.is_shown_to_client:
                    return
            else:
                return


def _problem(access: Access, document: Document | None) -> str | None:
    is_client = access.role is Role.CLIENT
    if document is None or (is_client and not document.is_shown_to_client):
        return UNKNOWN
    if document.removal:
        return REMOVED_MESSAGE
    if document.newest is None:
        return NOT_UPLOADED
    if is_client and not document.is_own and document.newest.by_role is not Role.CLIENT:
        return NOT_OWN
    return NOT_OPENED.get(document.newest.verdict)
