"""Defines the draft of a message, which its author has not sent yet."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """
    A message that its author is still writing.

    `key` is the Idempotency-Key with which the message will be sent, so that a message that was
    sent just before a reload is not sent again. `subject` and `service` belong to a message that
    starts a thread. `attachments` are ids of documents, which nobody has checked yet. `version`
    grows each time the draft is stored or ends, so that no later draft has it.
    """

    text: str = field(repr=False)
    key: str
    subject: str = field(default="", repr=False)
    service: str = ""
    attachments: tuple[str, ...] = ()
    version: int = 0


NO_DRAFT = MessageDraft("", "")

NEW = "new"
"""The place of a draft that will start a thread."""
