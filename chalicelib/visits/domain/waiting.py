"""Decides what hosts know about waiting people, and when hosts get an e-mail."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from chalicelib.kernel.ids import PersonId
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import Seat

NOTICE_AFTER = timedelta(minutes=1)
"""A mail goes out when somebody has waited this long and no host has looked."""
NOTICE_INTERVAL = timedelta(minutes=10)
"""The hosts of a room get at most one mail in this time."""
NOTICE_LIFETIME = timedelta(minutes=10)
"""A mail that could not be sent in this time is not sent: by then nobody may wait."""
HostKnowledge = Literal["nothing", "seen", "mailed"]


def host_knowledge(snapshot: RoomSnapshot, seat: Seat) -> HostKnowledge:
    """
    Return what the hosts know of the person who waits in this seat.

    `seen`: a host's page shows that the person waits. `mailed`: no page shows this, but all
    hosts got a mail. `nothing`: neither of the two.
    """
    if snapshot.hosts_inside or _is_since_arrival(seat, seat.shown_at):
        return "seen"
    return "mailed" if _is_since_arrival(seat, seat.mailed_at) else "nothing"


def is_notice_due(snapshot: RoomSnapshot, seat: Seat, now: datetime) -> bool:
    """Return whether the hosts must get a mail about the person in this seat."""
    if not seat.is_waiting or seat.conn is None or seat.since is None:
        return False
    earlier = max((each.notice_at for each in snapshot.seats if each.notice_at), default=None)
    return (
        now - seat.since >= NOTICE_AFTER
        and host_knowledge(snapshot, seat) == "nothing"
        and not _is_since_arrival(seat, seat.notice_at)
        and (earlier is None or now - earlier >= NOTICE_INTERVAL)
    )


def waiting_notices(
    snapshot: RoomSnapshot, hosts: Collection[PersonId], now: datetime
) -> tuple[Notice, ...]:
    """Return one notice for each of these hosts, about people who wait at `now`."""
    room = snapshot.room
    return tuple(
        Notice(
            NoticeKind.CLIENT_WAITING,
            room.practice,
            room.id,
            f"waiting-{int(now.timestamp())}-{seat.id}",
            person=seat.person,
            clients=frozenset({room.client}),
            until=now + NOTICE_LIFETIME,
        )
        for seat in snapshot.seats
        if seat.is_host and seat.person in hosts
    )


def unattended_notices(
    snapshot: RoomSnapshot, admins: Collection[PersonId], now: datetime
) -> tuple[Notice, ...]:
    """
    Return the notices to Admins that people wait whom no provider can let in.

    They are the same until all who wait now have left, so that each is stored once.
    """
    room = snapshot.room
    since = next((each.since for each in snapshot.waiting if each.since), now)
    return tuple(
        Notice(
            NoticeKind.CLIENT_UNATTENDED,
            room.practice,
            room.id,
            f"unattended-{int(since.timestamp())}-{admin}",
            person=admin,
            clients=frozenset({room.client}),
            until=now + NOTICE_LIFETIME,
        )
        for admin in sorted(admins)
    )


def _is_since_arrival(seat: Seat, at: datetime | None) -> bool:
    # A person who leaves and comes back waits anew.
    return at is not None and seat.since is not None and at >= seat.since
