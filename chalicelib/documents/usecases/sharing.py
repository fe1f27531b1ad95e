"""Checks, shares and reads the documents that messages carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.documents.domain.document import REMOVED_MESSAGE, Document, DocumentAction
from chalicelib.documents.usecases.documents import Documents
from chalicelib.documents.usecases.ports import DocumentChange
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, DocumentId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.files.malware import NOT_OPENED

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

    def changes(self, access: Access, documents: Sequence[Document]) -> Sequence[DocumentChange]:
        """
        Return the changes that share documents with their client, without a mail.

        The message tells the client, and is stored in the transaction of the changes. A document
        that the client sees already has no change.
        """
        hidden = [each for each in documents if not each.is_shown_to_client]
        return [self._shared(access, each) for each in hidden]

    def by_id(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId]
    ) -> Mapping[DocumentId, Document]:
        """
        Return those documents that the client has, with their present verdicts.

        A client does not get what is private to the staff, also if it was shared before.
        """
        rows = self.documents.access.rows.some(access, client, documents, "attached documents")
        is_client = access.role is Role.CLIENT
        seen = [each for each in rows if each.is_shown_to_client or not is_client]
        fresh = self.documents.with_verdicts(seen)
        return {each.id: each for each in fresh if isinstance(each, Document)}

    def _shared(self, access: Access, document: Document) -> DocumentChange:
        document.require(access, DocumentAction.SHARE)
        after = document.shared(self.documents.access.instant(), to_sign=False)
        return DocumentChange(document, after, AuditAction.CHANGE, "share document by message")


def _problem(access: Access, document: Document | None) -> str | None:
    is_client = access.role is Role.CLIENT
    if document is None:
        return UNKNOWN
    if document.removal:
        return REMOVED_MESSAGE
    if document.newest is None:
        return NOT_UPLOADED
    if is_client and not document.is_own and document.newest.by_role is not Role.CLIENT:
        return NOT_OWN
    return NOT_OPENED.get(document.newest.verdict)
