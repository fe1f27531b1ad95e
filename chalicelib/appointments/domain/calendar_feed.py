"""
Defines the private calendar feed of a person (S29).

See docs/product.md#calendar-feed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId

FEED_PAST, FEED_AHEAD = timedelta(weeks=4), timedelta(days=366)
"""How far a feed reaches back and ahead."""
MAX_FEED_EVENTS = 2000
"""The most events of a feed; later appointments are left out."""
MAX_READS_PER_HOUR = 60
"""How often a feed may be read in one hour."""
HIDDEN = frozenset(
    {AppointmentStatus.REQUESTED, AppointmentStatus.DECLINED, AppointmentStatus.EXPIRED}
)
"""Statuses that a feed leaves out, because nobody has agreed to them yet."""


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """
    A person's calendar feed in one role; anybody who has its address can read it.

    `client` is set for the role Client only. `hour` is the hour of the latest read, and
    `reads` the number of reads in that hour.
    """

    practice: PracticeId
    person: PersonId
    role: Role
    created_at: datetime
    client: ClientId | None = None
    last_read_at: datetime | None = None
    hour: datetime | None = None
    reads: int = 0

    def is_used_up(self, now: datetime) -> bool:
        """Return whether the feed was read too often in this hour."""
        return self.hour == whole_hour(now) and self.reads >= MAX_READS_PER_HOUR


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """
    An appointment in a feed: when it is, and whether it is cancelled.

    `uid` identifies the appointment in this person's feed only. `sequence` grows with each
    change of the appointment.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    sequence: int
    is_cancelled: bool


def whole_hour(at: datetime) -> datetime:
    """Return the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def feed_events(
    appointments: Sequence[Appointment], uid_of: Callable[[AppointmentId], str]
) -> Sequence[FeedEvent]:
    """Return the events of a feed, without anything that says who meets whom or why."""
    return [
        FeedEvent(
            uid_of(each.id),
            each.starts_at,
            each.ends_at,
            each.created_at,
            each.version,
            each.status is AppointmentStatus.CANCELLED,
        )
        for each in appointments
        if each.status not in HIDDEN
    ]
