"""Defines the attachments of a message: documents of the same client."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.kernel.ids import DocumentId

MAX_ATTACHMENTS = 5
"""The most documents that one message carries."""


class AttachmentState(StrEnum):
    """
    Lists what is known of an attachment when the message is read.

    Only a `ready` one can be opened. `checking`: the malware scan has not ended. `unchecked`: the
    file could not be scanned. `removed`: the document was removed after the message was sent.
    """

    READY = "ready"
    CHECKING = "checking"
    INFECTED = "infected"
    UNCHECKED = "unchecked"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class MessageAttachment:
    """
    A document that a message carries, in the version that was sent.

    A later version of the document does not change what the message says.
    """

    document: DocumentId
    version: int
