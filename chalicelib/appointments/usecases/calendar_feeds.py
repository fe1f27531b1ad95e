"""Lets people read their appointments in a calendar outside the product (S29)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.calendar_feed import (
    FEED_AHEAD,
    FEED_PAST,
    MAX_FEED_EVENTS,
    CalendarFeed,
    FeedEvent,
    feed_events,
    whole_hour,
)
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Conflict, NotFound, TooMany, Unavailable

MAX_COUNT_ATTEMPTS = 3
PAGE = 1000


class FeedStore(Protocol):
    """
    Stores at most one feed per person and role, under a hash of its secret.

    Each change and its audit entry are stored in one transaction.
    """

    def of(self, access: Access) -> CalendarFeed | None:
        """Return the caller's feed in their present role, read consistently, or None."""

    def start(self, feed: CalendarFeed, hashed: str, access: Access) -> None:
        """Store a feed in place of the caller's earlier one, which ends."""

    def stop(self, access: Access) -> None:
        """End the caller's feed in their present role, if there is one."""

    def find(self, hashed: str) -> tuple[CalendarFeed, Membership] | None:
        """Return a feed and its person's membership, read consistently, or None."""

    def begin_hour(self, access: Access, hashed: str, feed: CalendarFeed) -> None:
        """
        Store the first read of an hour, with an audit entry.

        `feed` is the feed after the read. Raises Conflict if the feed has ended, or another
        read of this hour was stored already.
        """

    def add_read(self, hashed: str, feed: CalendarFeed) -> None:
        """
        Store another read of the same hour, without an audit entry.

        Raises Conflict if the feed has ended, or a later hour has begun.
        """


@dataclass(frozen=True, slots=True)
class CalendarFeeds:
    """
    Switches calendar feeds on and off, and reads them.

    `new_secret` returns 256 random bits as text. `keyed_hash` hashes secrets and event ids,
    so that neither can be found from what is stored or sent.
    """

    rows: FeedStore
    appointments: Appointments
    new_secret: Callable[[], str]
    keyed_hash: Callable[[str], str]

    def create(self, access: Access) -> str:
        """Switch on the caller's feed, and return its secret, which is not stored."""
        _require_own_calendar(access)
        secret, now = self.new_secret(), self.appointments.now().replace(microsecond=0)
        feed = CalendarFeed(access.practice, access.person, access.role, now, access.client)
        self.rows.start(feed, self._hash(secret), access)
        return secret

    def get(self, access: Access) -> CalendarFeed | None:
        """Return the caller's feed, or None while it is switched off."""
        _require_own_calendar(access)
        return self.rows.of(access)

    def stop(self, access: Access) -> None:
        """Switch off the caller's feed at once; its address then leads nowhere."""
        _require_own_calendar(access)
        self.rows.stop(access)

    def read(self, secret: str, caller: Caller) -> Sequence[FeedEvent]:
        """
        Return the events of the feed with this secret.

        Raises:
            NotFound: No feed has this secret, or its person may no longer use it.
            TooMany: The feed was read too often in this hour.
        """
        access = self._counted(self._hash(secret), caller)
        return feed_events(
            self._shown(access),
            lambda each: self.keyed_hash(f"feed event {access.practice} {access.person} {each}"),
        )

    def _counted(self, hashed: str, caller: Caller) -> Access:
        now = self.appointments.now()
        for _ in range(MAX_COUNT_ATTEMPTS):
            access, feed = self._found(hashed, caller)
            if feed.is_used_up(now):
                raise TooMany
            try:
                if feed.hour == whole_hour(now):
                    self.rows.add_read(hashed, feed)
                else:
                    self.rows.begin_hour(access, hashed, _read_at(feed, now))
            except Conflict:
                # Another read was counted first, or the feed was switched off at this moment.
                continue
            return access
        raise Unavailable

    def _found(self, hashed: str, caller: Caller) -> tuple[Access, CalendarFeed]:
        pair = self.rows.find(hashed)
        if pair is None or not _may_read(*pair):
            raise NotFound
        feed, membership = pair
        access = Access(
            feed.practice,
            feed.person,
            feed.role,
            membership.roles,
            feed.client,
            request=caller.request,
            ip=caller.ip,
            agent=caller.agent,
        )
        return access, feed

    def _shown(self, access: Access) -> Sequence[Appointment]:
        now = self.appointments.now()
        since, until = now - FEED_PAST, now + FEED_AHEAD
        provider = access.person if access.role is Role.PROVIDER else None
        filters = AppointmentFilter(
            since - LONGEST, until, client=access.client, provider=provider, limit=PAGE
        )
        all_of_period = self.appointments.all_without_names(access, filters)
        page = list(
            islice((each for each in all_of_period if each.ends_at > since), MAX_FEED_EVENTS)
        )
        visible = self.appointments.visible(access, page)
        return [each for each in page if each.id in visible]

    def _hash(self, secret: str) -> str:
        return self.keyed_hash(f"calendar feed {secret}")


def _require_own_calendar(access: Access) -> None:
    access.require_role(Role.PROVIDER, Role.CLIENT)


def _may_read(feed: CalendarFeed, membership: Membership) -> bool:
    return (
        membership.status is MembershipStatus.ACTIVE
        and feed.role in membership.roles
        and (feed.role is not Role.CLIENT or feed.client == membership.client)
    )


def _read_at(feed: CalendarFeed, now: datetime) -> CalendarFeed:
    return replace(feed, last_read_at=now, hour=whole_hour(now), reads=1)
