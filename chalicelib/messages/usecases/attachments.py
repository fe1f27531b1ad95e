"""Attaches documents to messages, and describes the attachments of messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.documents.domain.document import Document
from chalicelib.documents.usecases.ports import DocumentChange
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, DocumentId
from chalicelib.messages.domain.attachment import AttachmentState, MessageAttachment
from chalicelib.messages.domain.thread import ThreadMessage
from chalicelib.messages.usecases.ports import DocumentSharing
from chalicelib.platform.files.malware import MalwareVerdict

STATES = {
    MalwareVerdict.CLEAN: AttachmentState.READY,
    MalwareVerdict.PENDING: AttachmentState.CHECKING,
    MalwareVerdict.INFECTED: AttachmentState.INFECTED,
    MalwareVerdict.FAILED: AttachmentState.UNCHECKED,
}


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An attachment with its file's name and size in bytes, and its present state."""

    attachment: MessageAttachment
    name: str = field(repr=False)
    size: int
    state: AttachmentState


@dataclass(frozen=True, slots=True)
class MessageAttachments:
    """Attaches documents to messages about clients whom the caller may see."""

    documents: DocumentSharing

    def attach(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId]
    ) -> tuple[tuple[MessageAttachment, ...], Sequence[DocumentChange]]:
        """
        Return documents as attachments, each once, and the changes that share them.

        The changes are stored in the transaction of the message. So nobody reads of an attachment
        that they cannot open, and nothing is shared by a message that is not stored.

        Raises:
            Invalid: The caller may not send one of the documents. The field is `attachments.N`.
        """
        if not documents:
            return (), ()
        problems, sendable = self.documents.sendable(access, client, documents)
        if problems:
            fields = {
                f"attachments.{n}": problems[each]
                for n, each in enumerate(documents)
                if each in problems
            }
            raise Invalid(fields=fields)
        attachments = tuple(
            MessageAttachment(each.id, each.newest.number) for each in sendable if each.newest
        )
        return attachments, self.documents.changes(access, sendable)

    def of(
        self, access: Access, client: ClientId, messages: Sequence[ThreadMessage]
    ) -> Mapping[MessageAttachment, AttachmentView]:
        """Return the attachments of some messages; one audit entry covers all documents."""
        attachments = [attached for each in messages for attached in each.attachments]
        if not attachments:
            return {}
        ids = list(dict.fromkeys(each.document for each in attachments))
        documents = self.documents.by_id(access, client, ids)
        return {each: _view(each, documents.get(each.document)) for each in attachments}


def _view(attachment: MessageAttachment, document: Document | None) -> AttachmentView:
    versions = document.versions if document else ()
    for version in versions:
        if version.number == attachment.version:
            is_removed = document is not None and document.removal is not None
            state = AttachmentState.REMOVED if is_removed else STATES[version.verdict]
            return AttachmentView(attachment, version.name, version.size, state)
    return AttachmentView(attachment, "", 0, AttachmentState.REMOVED)
