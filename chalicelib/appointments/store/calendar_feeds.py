"""Stores calendar feeds under keyed hashes of their secrets, unencrypted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.appointments.domain.calendar_feed import CalendarFeed
from chalicelib.appointments.store import keys
from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import AuditItem, DynamoAudit
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.queries import batch_get
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import Transaction, transaction

MAX_WRITE_ATTEMPTS = 3


class FeedItem(CoreRow):
    """A row with a feed, by the hash of its secret."""

    practice = UnicodeAttribute()
    person = UnicodeAttribute()
    role = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    created = UnicodeAttribute()
    last_read = UnicodeAttribute(null=True)
    hour = UnicodeAttribute(null=True)
    reads = NumberAttribute()

    def feed(self) -> CalendarFeed:
        return CalendarFeed(
            PracticeId(self.practice),
            PersonId(self.person),
            Role(self.role),
            datetime.fromisoformat(self.created),
            ClientId(self.client) if self.client else None,
            datetime.fromisoformat(self.last_read) if self.last_read else None,
            datetime.fromisoformat(self.hour) if self.hour else None,
            int(self.reads),
        )


class OwnFeedItem(CoreRow):
    """A row that points from a person, in one role, to their feed."""

    hashed = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class DynamoFeeds:
    """Implements `FeedStore` with DynamoDB."""

    audit: DynamoAudit

    def of(self, access: Access) -> CalendarFeed | None:
        hashed = self._own(access)
        if hashed is None:
            return None
        (item,) = batch_get((FeedItem, keys.feed(hashed)))
        return item.feed() if item else None

    def start(self, feed: CalendarFeed, hashed: str, access: Access) -> None:
        def write(rows: Transaction, before: str | None) -> None:
            own = OwnFeedItem(*_own_key(access), hashed=hashed)
            unchanged = OwnFeedItem.hashed == before if before else OwnFeedItem.pk.does_not_exist()
            rows.save(own, condition=unchanged)
            rows.save(_item(feed, hashed), condition=FeedItem.pk.does_not_exist())
            if before:
                rows.delete(FeedItem(*keys.feed(before)))
            self.audit.add_to(rows, self._entry(access, AuditAction.CREATE, "start calendar feed"))

        self._attempt(access, write)

    def stop(self, access: Access) -> None:
        def write(rows: Transaction, before: str | None) -> None:
            own = OwnFeedItem(*_own_key(access))
            rows.delete(own, condition=OwnFeedItem.hashed == before)
            rows.delete(FeedItem(*keys.feed(before or "")))
            self.audit.add_to(rows, self._entry(access, AuditAction.DELETE, "stop calendar feed"))

        # DynamoDB refuses a transaction without rows.
        self._attempt(access, write, is_needed=lambda before: before is not None)

    def find(self, hashed: str) -> tuple[CalendarFeed, Membership] | None:
        (item,) = batch_get((FeedItem, keys.feed(hashed)))
        if item is None:
            return None
        key = identity_keys.membership(item.practice, item.person)
        (member,) = batch_get((MembershipItem, key))
        return (item.feed(), member.membership()) if member else None

    def begin_hour(self, access: Access, hashed: str, feed: CalendarFeed) -> None:
        hour, last_read = (moment(at) if at else "" for at in (feed.hour, feed.last_read_at))
        is_new = FeedItem.hour.does_not_exist() | (FeedItem.hour < hour)
        changes: list[Action] = [
            FeedItem.hour.set(hour),
            FeedItem.last_read.set(last_read),
            FeedItem.reads.set(1),
        ]
        with transaction() as rows:
            rows.update(
                FeedItem(*keys.feed(hashed)), changes, condition=FeedItem.pk.exists() & is_new
            )
            self.audit.add_to(rows, self._entry(access, AuditAction.READ, "calendar feed"))

    def add_read(self, hashed: str, feed: CalendarFeed) -> None:
        same_hour = FeedItem.hour == (moment(feed.hour) if feed.hour else "")
        with mapped_errors():
            FeedItem(*keys.feed(hashed)).update([FeedItem.reads.add(1)], condition=same_hour)

    def _attempt(
        self,
        access: Access,
        write: Callable[[Transaction, str | None], None],
        is_needed: Callable[[str | None], bool] = lambda _: True,
    ) -> None:
        for _ in range(MAX_WRITE_ATTEMPTS):
            before = self._own(access)
            if not is_needed(before):
                return
            try:
                with transaction() as rows:
                    write(rows, before)
            except Conflict:
                # The person changed their feed in another window at the same moment.
                continue
            return
        raise Unavailable

    def _own(self, access: Access) -> str | None:
        (item,) = batch_get((OwnFeedItem, _own_key(access)))
        return item.hashed if item else None

    def _entry(self, access: Access, action: AuditAction, purpose: str) -> AuditItem:
        return self.audit.entry(
            access, action, [str(_own_key(access))], purpose=purpose, subject=access.client
        )


def _own_key(access: Access) -> Key:
    return keys.own_feed(access.practice, access.person, access.role)


def _item(feed: CalendarFeed, hashed: str) -> FeedItem:
    return FeedItem(
        *keys.feed(hashed),
        practice=feed.practice,
        person=feed.person,
        role=feed.role.value,
        client=feed.client,
        created=moment(feed.created_at),
        reads=0,
    )
