"""The outbox: one row for each event that somebody is told of, written with the event and sent at most once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.adapters.dynamodb import keys, reading
from chalicelib.adapters.dynamodb.answers import answered
from chalicelib.adapters.dynamodb.key_parts import SHARDS, moment
from chalicelib.adapters.dynamodb.tables import CoreRow
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import ClientId, InvoiceId, PersonId, PracticeId
from chalicelib.domain.notice import Notice, NoticeKind

PENDING, SENT = "pending", "sent"
PAGE = 100


class NoticeItem(CoreRow):
    """A notice; in the queue only while it waits."""

    practice = UnicodeAttribute()
    invoice = UnicodeAttribute()
    kind = UnicodeAttribute()
    event = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    person = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    tries = NumberAttribute()

    def notice(self) -> Notice:
        """As the domain knows it."""
        return Notice(
            NoticeKind(self.kind),
            PracticeId(self.practice),
            InvoiceId(self.invoice),
            self.event,
            ClientId(self.client) if self.client else None,
            PersonId(self.person) if self.person else None,
        )


def put_item(notice: Notice, at: datetime) -> NoticeItem:
    """The row to store in the event's own transaction."""
    item = NoticeItem(*keys.notice(notice.practice, notice.invoice, notice.event), practice=notice.practice)
    item.invoice, item.kind, item.event = notice.invoice, notice.kind.value, notice.event
    item.client, item.person, item.state, item.tries = notice.client, notice.person, PENDING, 0
    item.g3pk, item.g3sk = keys.notice_due(notice.invoice, at)
    return item


@dataclass(frozen=True, slots=True)
class DynamoOutbox:
    """Implements `NoticeRows`."""

    now: Callable[[], datetime]

    def claim(self, notice: Notice) -> int | None:
        """Mark it sent, before it is; how often it was tried before, or None when it is not ours to send."""
        item = NoticeItem(*keys.notice(notice.practice, notice.invoice, notice.event))
        claimed = [NoticeItem.state.set(SENT), NoticeItem.g3pk.remove(), NoticeItem.g3sk.remove()]
        try:
            with answered():
                item.update([*claimed, NoticeItem.tries.add(1)], condition=NoticeItem.state == PENDING)
        except Conflict:
            return None
        return int(item.tries)

    def put_back(self, notice: Notice, after: timedelta) -> None:
        """It was certainly not sent: wait in the queue again."""
        item = NoticeItem(*keys.notice(notice.practice, notice.invoice, notice.event))
        g3pk, g3sk = keys.notice_due(notice.invoice, self.now() + after)
        waits: list[Action] = [NoticeItem.state.set(PENDING), NoticeItem.g3pk.set(g3pk), NoticeItem.g3sk.set(g3sk)]
        with answered():
            item.update(waits, condition=NoticeItem.state == SENT)

    def waiting(self) -> Sequence[Notice]:
        """What should have been sent by now, of all practices."""
        until = NoticeItem.g3sk <= moment(self.now())
        pages = (
            reading.page(NoticeItem, keys.notice_queue(number), index=3, condition=until, limit=PAGE, newest_first=False)
            for number in range(SHARDS)
        )
        return [row.notice() for page in pages for row in page.items]
