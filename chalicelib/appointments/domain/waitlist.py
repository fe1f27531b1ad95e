"""
Defines the waitlist: who is told, and in which order, when a time becomes free.

See docs/product.md#waitlist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.offers import Offer
from chalicelib.appointments.domain.participants import seat_participants
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    PersonId,
    PracticeId,
    SeatId,
    ServiceId,
    WaitId,
)
from chalicelib.kernel.time_zones import local_time, zone

CHECK_EVERY = timedelta(hours=1)
"""How often free times are looked for that no appointment set free."""
MAX_WAIT_DAYS = 180
MAX_OPEN_WAITS = 5
"""The most waits of one client at a time."""
MAX_PASSED = 50
"""How many times that were offered and not accepted a wait remembers."""
AFTERNOON_FROM, EVENING_FROM = 12, 17
"""The local hours at which the afternoon and the evening begin."""
NO_OFFER = "This offer has ended. You stay on the waitlist."
NOT_EARLIER = "Choose a time before the appointment that it replaces."
NOT_WAITING = "This client does not wait any more, or has an offer already."
TOO_MANY = f"A client can wait for {MAX_OPEN_WAITS} visits at a time. Remove another one first."


class DayPart(StrEnum):
    """Lists the parts of a day that a client can choose."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class WaitStatus(StrEnum):
    """Lists the statuses of a wait: open, or how it ended."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


OPEN = frozenset({WaitStatus.WAITING, WaitStatus.OFFERED})
"""In these statuses, the client is still on the waitlist."""


@dataclass(frozen=True, slots=True)
class Wait:
    """
    A client's place on the waitlist of one service.

    The client accepts any of `providers`, on `weekdays` (Monday is 0) and in `parts` of the
    day; if one of these is empty, any will do. `until` is the last day, and days are those
    of `zone`. If `replaces` is set, accepting an offer cancels that appointment, so only times
    before its start, `before`, are offered. `passed` are times that were offered and not
    accepted, which are not offered again. At `next_check`, an offer is checked, or the
    waitlist looks for free times. A wait that has ended has `ended_at`, and the `reason` that
    staff gave, if any.
    """

    id: WaitId
    practice: PracticeId
    client: ClientId
    service: ServiceId
    providers: tuple[PersonId, ...]
    until: date
    zone: str
    created_at: datetime
    weekdays: frozenset[int] = frozenset()
    parts: frozenset[DayPart] = frozenset()
    replaces: AppointmentId | None = None
    status: WaitStatus = WaitStatus.WAITING
    offer: Offer | None = None
    passed: tuple[datetime, ...] = field(default=())
    version: int = 0
    next_check: datetime | None = None
    before: datetime | None = None
    ended_at: datetime | None = None
    reason: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def accepts(self, provider: PersonId, starts_at: datetime) -> bool:
        """Return whether a time is one for which the client waits."""
        return self.status is WaitStatus.WAITING and self.suits(provider, starts_at)

    def suits(self, provider: PersonId, starts_at: datetime) -> bool:
        """Return whether a time is as the client wishes, and was not offered before."""
        local = local_time(starts_at, self.zone)
        return (
            (not self.providers or provider in self.providers)
            and local.date() <= self.until
            and (not self.weekdays or local.weekday() in self.weekdays)
            and (not self.parts or day_part(local.hour) in self.parts)
            and starts_at not in self.passed
            and self.is_earlier(starts_at)
        )

    def is_earlier(self, starts_at: datetime) -> bool:
        """Return whether a time is before the appointment that it would replace, if any."""
        return self.before is None or starts_at < self.before

    def beside(self, replaced: Appointment | None, now: datetime) -> "Wait":
        """
        Return the wait with the current start of the appointment that it replaces.

        If that appointment is gone, called off or has begun, the wait replaces none.
        """
        if replaced and replaced.status in HOLDING and now < replaced.starts_at:
            return replace(self, before=replaced.starts_at)
        return replace(self, replaces=None, before=None)

    def is_late(self, now: datetime) -> bool:
        """Return whether the last day is over."""
        return local_time(now, self.zone).date() > self.until

    def offered(self, offer: Offer, now: datetime) -> "Wait":
        """
        Return the wait with an offer.

        Raises:
            Conflict: The client does not wait.
            Invalid: The time is not before the appointment that it replaces.
        """
        if self.status is not WaitStatus.WAITING:
            raise Conflict(NOT_WAITING)
        if not self.is_earlier(offer.starts_at):
            raise Invalid(fields={"starts_at": NOT_EARLIER})
        check = offer.next_check(now)
        return replace(self, status=WaitStatus.OFFERED, offer=offer, next_check=check)

    def current_offer(self, now: datetime) -> Offer:
        """Return the offer. Raises Conflict if there is none, or it has ended."""
        if self.status is not WaitStatus.OFFERED or self.offer is None or now >= self.offer.ends:
            raise Conflict(NO_OFFER)
        return self.offer

    def without_offer(self, now: datetime) -> "Wait":
        """Return the wait after an offer that was not accepted; its place stays the same."""
        if self.status is not WaitStatus.OFFERED or self.offer is None:
            raise Conflict(NO_OFFER)
        passed = (*self.passed, self.offer.starts_at)[-MAX_PASSED:]
        waiting = replace(self, status=WaitStatus.WAITING, offer=None, passed=passed)
        return replace(waiting, next_check=now + CHECK_EVERY)

    def over(self, status: WaitStatus, now: datetime, reason: str = "") -> "Wait":
        """Return the wait with a status in which the client waits no more."""
        ended_at = now.replace(microsecond=0)
        return replace(self, status=status, next_check=None, ended_at=ended_at, reason=reason)


def day_part(hour: int) -> DayPart:
    """Return the part of the day in which a local hour is."""
    if hour < AFTERNOON_FROM:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour < EVENING_FROM else DayPart.EVENING


def in_order(waits: Sequence[Wait]) -> Sequence[Wait]:
    """Return those who wait for an offer: who came first is first."""
    waiting = [each for each in waits if each.status is WaitStatus.WAITING]
    return sorted(waiting, key=lambda each: (each.created_at, each.id))


def held_appointment(wait: Wait, offer: Offer, seats: Sequence[SeatId]) -> Appointment:
    """Return an appointment that takes the time of an offer; it has no names."""
    return Appointment(
        offer.appointment,
        wait.practice,
        seat_participants([offer.provider], [wait.client], seats),
        offer.starts_at,
        offer.minutes,
        wait.zone,
        wait.created_at,
        service=wait.service,
        buffer_before=offer.buffer_before,
        buffer_after=offer.buffer_after,
    )


def validate_wait(wait: Wait, now: datetime) -> Wait:
    """Return the wait if it is possible. Raises Invalid, which names the field."""
    zone(wait.zone)
    today = local_time(now, wait.zone).date()
    if not today <= wait.until <= today + timedelta(days=MAX_WAIT_DAYS):
        raise Invalid(fields={"until": f"Use a day from today to {MAX_WAIT_DAYS} days ahead."})
    return wait
