"""Defines the rows of threads, messages and drafts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId, ServiceId, ThreadId
from chalicelib.messages.domain.attachment import MessageAttachment
from chalicelib.messages.domain.thread import MessageKind, Thread, ThreadMessage
from chalicelib.messages.store import keys
from chalicelib.platform.dynamodb.draft_rows import DraftRow
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding


@dataclass(frozen=True, slots=True)
class ThreadSubject:
    """The sealed part of a thread that never changes."""

    subject: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """The sealed beginning of a thread's newest message, which lists show."""

    preview: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessageContent:
    """The sealed part of a message: the author's name, the text and the attachments."""

    name: str = field(repr=False)
    text: str = field(repr=False)
    attachments: tuple[MessageAttachment, ...] = ()


class ThreadItem(CoreRow):
    """
    The row of a thread.

    `state_tag` is a keyed hash of all attributes that change, so that the store detects an
    altered one without opening the row. The row is in GSI3 only while the thread waits.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    client = UnicodeAttribute()
    service = UnicodeAttribute(null=True)
    started = UnicodeAttribute()
    last = UnicodeAttribute()
    n = NumberAttribute()
    waiting = UnicodeAttribute(null=True)
    waiting_from = NumberAttribute()
    client_n = NumberAttribute()
    client_at = UnicodeAttribute(null=True)
    taken_by = UnicodeAttribute(null=True)
    staff_n = NumberAttribute()
    client_seen = NumberAttribute()
    client_told = NumberAttribute()
    closed = BooleanAttribute()
    reminded = BooleanAttribute()
    told_people = UnicodeAttribute(null=True)
    version = NumberAttribute()
    state_tag = UnicodeAttribute()
    sealed_body = Sealed()
    sealed_preview = Sealed()

    def binding(self, attribute: str) -> Binding:
        """Return the binding of one sealed attribute, with all that never changes."""
        clear = (
            ("client", self.client),
            ("service", self.service or ""),
            ("started", self.started),
        )
        practice = PracticeId(self.practice)
        return Binding(practice, self.pk, self.sk, f"Thread.{attribute}", clear=clear)

    def state_text(self) -> str:
        """Return the key and all attributes that may change, as one string (S21)."""
        values = (self.pk, self.client, *(getattr(self, name) for name in STATE))
        # A row from before it was recorded who was told has no such part in its tag.
        values += (self.told_people,) if self.told_people else ()
        return "|".join(str(each) for each in values)

    def thread(self, subject: str = "", preview: str = "") -> Thread:
        return Thread(
            ThreadId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            datetime.fromisoformat(self.started),
            datetime.fromisoformat(self.last),
            ServiceId(self.service) if self.service else None,
            int(self.n),
            datetime.fromisoformat(self.waiting) if self.waiting else None,
            int(self.waiting_from),
            int(self.client_n),
            datetime.fromisoformat(self.client_at) if self.client_at else None,
            PersonId(self.taken_by) if self.taken_by else None,
            int(self.staff_n),
            int(self.client_seen),
            int(self.client_told),
            self.closed,
            self.reminded,
            int(self.version),
            subject,
            preview,
            frozenset(PersonId(each) for each in self.told_people.split(","))
            if self.told_people
            else frozenset(),
        )

    def changes(self) -> list[Action]:
        """Return the updates that write all attributes that may change, and the indexes."""
        names = (*STATE, "told_people", "state_tag", "g1pk", "g1sk", "g2pk", "g2sk", "g3pk", "g3sk")
        return [_set(name, getattr(self, name)) for name in names]


STATE = (
    "last",
    "n",
    "waiting",
    "waiting_from",
    "client_n",
    "client_at",
    "taken_by",
    "staff_n",
    "client_seen",
    "client_told",
    "closed",
    "reminded",
    "version",
)
"""The attributes of a thread's row that may change, in the order of `state_text`."""


class ThreadMessageItem(RecordItem):
    """The row of a message, which never changes."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    n = NumberAttribute()
    kind = UnicodeAttribute()
    at = UnicodeAttribute()
    author = UnicodeAttribute()
    role = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """Return the binding, which includes all clear attributes of the message."""
        names = ("id", "kind", "at", "author", "role")
        clear = tuple((name, getattr(self, name)) for name in names)
        practice = PracticeId(self.practice)
        return Binding(practice, self.pk, self.sk, "ThreadMessage.sealed_body", clear=clear)

    def message(self, content: MessageContent) -> ThreadMessage:
        return ThreadMessage(
            self.id,
            int(self.n),
            MessageKind(self.kind),
            datetime.fromisoformat(self.at),
            PersonId(self.author),
            Role(self.role),
            content.name,
            content.text,
            content.attachments,
        )


class MessageDraftItem(DraftRow):
    """The row of an author's draft to one client, in one place."""

    practice = UnicodeAttribute()

    def binding(self) -> Binding:
        practice = PracticeId(self.practice)
        return Binding(practice, self.pk, self.sk, "MessageDraft.sealed_body")


def thread_item(thread: Thread) -> ThreadItem:
    """Return the row of a thread, without its tag and its sealed attributes."""
    p, t, last = thread.practice, thread.id, thread.last_at
    item = ThreadItem(*keys.thread(p, t), practice=p, id=t, client=thread.client)
    item.g1pk, item.g1sk = keys.thread_of_client(p, thread.client, t, last)
    item.g2pk, item.g2sk = keys.thread_in_practice(p, t, last)
    if thread.waiting_since:
        item.g3pk, item.g3sk = keys.waiting_thread(p, t, thread.waiting_since)
    item.service, item.started, item.last = thread.service, moment(thread.started_at), moment(last)
    item.n, item.version, item.taken_by = thread.count, thread.version, thread.taken_by
    item.waiting = moment(thread.waiting_since) if thread.waiting_since else None
    item.waiting_from, item.client_n = thread.waiting_from, thread.client_n
    item.client_at = moment(thread.client_at) if thread.client_at else None
    item.staff_n, item.client_seen = thread.staff_n, thread.client_seen
    item.client_told, item.closed = thread.client_told, thread.is_closed
    item.reminded, item.told_people = (
        thread.is_reminded,
        ",".join(sorted(thread.told_people)) or None,
    )
    return item


def thread_message_item(thread: Thread, message: ThreadMessage) -> ThreadMessageItem:
    """Return the row of a message, without its sealed attribute."""
    key = keys.thread_message(thread.practice, thread.id, message.n)
    item = ThreadMessageItem(*key, practice=thread.practice, id=message.id, n=message.n)
    item.kind, item.at, item.author = message.kind.value, moment(message.at), message.author
    item.role = message.role.value
    return item


def _set(name: str, value: object) -> Action:
    attribute: Any = getattr(ThreadItem, name)
    action: Action = attribute.remove() if value is None else attribute.set(value)
    return action
