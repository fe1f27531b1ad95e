"""
Stores the outbox: the notices that wait to be sent.

A notice and the event that the notice is about are stored in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.notices.domain import AboutId, Notice, NoticeKind, NoticeTopic, topic_of
from chalicelib.notices.store import keys
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow

PENDING, SENT, GIVEN_UP = "pending", "sent", "given_up"
PAGE = 100
ABOUT = {topic: topic.value for topic in NoticeTopic} | {
    NoticeTopic.TEXT_REMINDER: NoticeTopic.APPOINTMENT.value
}
"""The attribute that holds what a notice of a topic is about."""


class NoticeItem(CoreRow):
    """
    Stores a notice.

    Only one of the attributes `invoice`, `appointment`, `thread`, `document` and `contact` is set:
    what the notice is about. The row appears in the index GSI3 only while the notice waits to be
    sent.
    """

    practice = UnicodeAttribute()
    invoice = UnicodeAttribute(null=True)
    appointment = UnicodeAttribute(null=True)
    thread = UnicodeAttribute(null=True)
    document = UnicodeAttribute(null=True)
    contact = UnicodeAttribute(null=True)
    kind = UnicodeAttribute()
    event = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    person = UnicodeAttribute(null=True)
    clients = UnicodeSetAttribute(null=True)
    until = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    tries = NumberAttribute()
    sent = UnicodeAttribute(null=True)

    @property
    def about(self) -> AboutId:
        things = self.invoice, self.appointment, self.thread, self.document, self.contact
        return cast(AboutId, next(each for each in things if each))

    def notice(self) -> Notice:
        return Notice(
            NoticeKind(self.kind),
            PracticeId(self.practice),
            self.about,
            self.event,
            ClientId(self.client) if self.client else None,
            PersonId(self.person) if self.person else None,
            frozenset(ClientId(each) for each in self.clients or ()),
            datetime.fromisoformat(self.until) if self.until else None,
        )


def notice_item(notice: Notice, at: datetime) -> NoticeItem:
    """
    Return the row of a new notice.

    The caller stores the row in the same transaction as the event that the notice is about.
    """
    item = NoticeItem(
        *_key(notice), practice=notice.practice, kind=notice.kind.value, event=notice.event
    )
    setattr(item, ABOUT[topic_of(notice.kind)], notice.about)
    item.client, item.person, item.state, item.tries = notice.client, notice.person, PENDING, 0
    item.clients = set(notice.clients) or None
    item.until = moment(notice.until) if notice.until else None
    item.g3pk, item.g3sk = keys.notice_due(notice.about, at)
    return item


class DynamoOutbox:
    """Implements the port `OutboxRows` with DynamoDB."""

    def waiting(self, now: datetime) -> Sequence[Notice]:
        rows = due_rows(NoticeItem, keys.notice_queue, now, limit=PAGE)
        return [row.notice() for row in rows]

    def claim(self, notice: Notice, at: datetime) -> int | None:
        changes = [
            NoticeItem.state.set(SENT),
            NoticeItem.sent.set(moment(at)),
            *_leave_queue(),
        ]
        item = self._change(notice, changes, PENDING)
        return int(item.tries) if item else None

    def put_back(self, notice: Notice, due: datetime) -> None:
        g3pk, g3sk = keys.notice_due(notice.about, due)
        queue: list[Action] = [NoticeItem.g3pk.set(g3pk), NoticeItem.g3sk.set(g3sk)]
        self._change(notice, [NoticeItem.state.set(PENDING), NoticeItem.tries.add(1), *queue], SENT)

    def give_up(self, notice: Notice) -> None:
        self._change(notice, [NoticeItem.state.set(GIVEN_UP), *_leave_queue()], PENDING, SENT)

    def _change(self, notice: Notice, actions: list[Action], *states: str) -> NoticeItem | None:
        item = NoticeItem(*_key(notice))
        try:
            with mapped_errors():
                item.update(actions, condition=NoticeItem.state.is_in(*states))
        except Conflict:
            return None
        return item


def _key(notice: Notice) -> key_parts.Key:
    topic = topic_of(notice.kind)
    return keys.notice(notice.practice, topic, notice.about, notice.event)


def _leave_queue() -> list[Action]:
    return [NoticeItem.g3pk.remove(), NoticeItem.g3sk.remove()]
