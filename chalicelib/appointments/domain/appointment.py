"""
A booked time with its people: what may be booked, moved and cancelled, and when its
room is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId
from chalicelib.kernel.time_zones import zone as known_zone

MIN_MINUTES, MAX_MINUTES = 5, 480
"""Minutes."""
MAX_PARTICIPANTS = 4
"""People that a mesh carries (video.md V2)."""
MAX_BOOKING_AHEAD = timedelta(days=2 * 366)
STAFF = frozenset({Role.ADMIN, Role.PROVIDER})
CANCELLED = "This appointment was cancelled. Book a new one."
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(hours=2)
"""How long before the start and after the end the room lets people in."""


class AppointmentStatus(StrEnum):
    """Where an appointment stands; what happens in its room is the visit's."""

    BOOKED = "booked"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Location(StrEnum):
    """Where it takes place."""

    VIDEO = "video"


class AppointmentAction(StrEnum):
    """What one person may do with an appointment now."""

    JOIN = "join"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Participant:
    """
    One who takes part, and their seat in the room.

    A provider by `person`, a client by `client`.
    """

    seat: SeatId
    role: Role
    person: PersonId | None = None
    client: ClientId | None = None

    @property
    def hosts(self) -> bool:
        """Providers admit, remove, lock and end (video.md V3)."""
        return self.role is Role.PROVIDER

    def is_worn_by(self, access: Access) -> bool:
        """Whether it is the asker, in the role they wear now (V9)."""
        if access.role is not self.role:
            return False
        return (
            access.person == self.person
            if self.hosts
            else access.client is not None and access.client == self.client
        )


@dataclass(frozen=True, slots=True)
class Appointment:
    """
    The first client participant is whom it is for; providers come first. `starts_at` is UTC, `zone`
    the IANA zone it was booked in, so that its local time survives a change of the zone's rules.
    `names` by seat, sealed wherever it is stored.
    """

    id: AppointmentId
    practice: PracticeId
    participants: tuple[Participant, ...]
    starts_at: datetime
    minutes: int
    zone: str
    created_at: datetime
    location: Location = Location.VIDEO
    status: AppointmentStatus = AppointmentStatus.BOOKED
    cancelled_at: datetime | None = None
    cancelled_by: Role | None = None
    version: int = 0
    names: tuple[tuple[SeatId, str], ...] = field(default=(), repr=False)

    @property
    def ends_at(self) -> datetime:
        """As booked, UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def opens_at(self) -> datetime:
        """When its room begins to let people in."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """When its room stops letting people in."""
        return self.ends_at + CLOSES_AFTER

    @property
    def local(self) -> str:
        """Its start on the clock of its zone, `YYYY-MM-DDTHH:MM`."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")

    @property
    def client(self) -> ClientId:
        """The client it is for."""
        return next(each.client for each in self.participants if each.client is not None)

    @property
    def providers(self) -> tuple[PersonId, ...]:
        """Its hosts."""
        return tuple(
            each.person for each in self.participants if each.hosts and each.person is not None
        )

    @property
    def clients(self) -> tuple[ClientId, ...]:
        """The client it is for, and further ones."""
        return tuple(each.client for each in self.participants if each.client is not None)

    def of(self, access: Access) -> Participant | None:
        """The asker's own part in it, in the role they wear now."""
        return next((each for each in self.participants if each.is_worn_by(access)), None)

    def is_open(self, now: datetime) -> bool:
        """Whether its room may be entered now."""
        return self.status is AppointmentStatus.BOOKED and self.opens_at <= now < self.closes_at

    def actions(self, access: Access, now: datetime) -> tuple[AppointmentAction, ...]:
        """
        What the asker, who reaches it, may do; a client cancels their own until it begins, and
        moves nothing.
        """
        allowed = {
            AppointmentAction.JOIN: self.of(access) is not None and self.is_open(now),
            AppointmentAction.RESCHEDULE: access.role in STAFF and self._stands(now),
            AppointmentAction.CANCEL: (
                self._stands(now)
                and (access.role in STAFF or (self._is_for(access) and now < self.starts_at))
            ),
        }
        return tuple(act for act, may in allowed.items() if may)

    def moved(
        self, now: datetime, starts_at: datetime | None, minutes: int | None, zone: str | None
    ) -> "Appointment":
        """
        Another time, the same room.

        Raises Conflict when it is over or cancelled, Invalid naming the field.
        """
        self._must_stand(now)
        after = replace(
            self,
            starts_at=whole_minute(starts_at or self.starts_at),
            minutes=self.minutes if minutes is None else minutes,
            zone=zone or self.zone,
        )
        return check_time(after, now)

    def cancelled(self, now: datetime, by: Role) -> "Appointment":
        """
        Cancel it; by whom and when, since a practice's rule may ask.

        Raises Conflict when it is over or cancelled.
        """
        self._must_stand(now)
        return replace(self, status=AppointmentStatus.CANCELLED, cancelled_at=now, cancelled_by=by)

    def completed(self) -> "Appointment":
        """It took place. Raises Conflict when it was cancelled."""
        if self.status is AppointmentStatus.CANCELLED:
            raise Conflict(CANCELLED)
        return replace(self, status=AppointmentStatus.COMPLETED)

    def _is_for(self, access: Access) -> bool:
        return access.role is Role.CLIENT and access.client == self.client

    def _stands(self, now: datetime) -> bool:
        return self.status is AppointmentStatus.BOOKED and now < self.closes_at

    def _must_stand(self, now: datetime) -> None:
        if self.status is AppointmentStatus.CANCELLED:
            raise Conflict(CANCELLED)
        if not self._stands(now):
            raise Conflict("This appointment is over. Book a new one.")


def seat_participants(
    providers: Sequence[PersonId], clients: Sequence[ClientId], seats: Sequence[SeatId]
) -> tuple[Participant, ...]:
    """
    Everybody with a seat of their own, providers first; the first of `clients` is whom it is for.

    Raises:
        Invalid: Nobody to host or nobody to see, one person twice, or more than a room holds.
    """
    if not providers or not clients:
        raise Invalid(
            fields={"provider_ids": "An appointment needs at least one provider and one client."}
        )
    if len(set(providers)) < len(providers):
        raise Invalid(fields={"provider_ids": "A provider is named twice."})
    if len(set(clients)) < len(clients):
        raise Invalid(fields={"participant_ids": "A client is named twice."})
    if len(providers) + len(clients) > MAX_PARTICIPANTS:
        raise Invalid(
            fields={
                "participant_ids": (
                    f"A video visit holds up to {MAX_PARTICIPANTS} people, providers included."
                )
            }
        )
    hosts = [
        Participant(seat, Role.PROVIDER, person=who)
        for seat, who in zip(seats, providers, strict=False)
    ]
    rest = [
        Participant(seat, Role.CLIENT, client=who)
        for seat, who in zip(seats[len(hosts) :], clients, strict=False)
    ]
    return (*hosts, *rest)


def check_time(appointment: Appointment, now: datetime) -> Appointment:
    """The appointment, if its time can be booked. Raises Invalid naming the field."""
    known_zone(appointment.zone)
    if not MIN_MINUTES <= appointment.minutes <= MAX_MINUTES:
        raise Invalid(
            fields={"minutes": f"An appointment lasts {MIN_MINUTES} to {MAX_MINUTES} minutes."}
        )
    if appointment.ends_at <= now:
        raise Invalid(fields={"starts_at": "This time is over. Choose a later one."})
    if appointment.starts_at > now + MAX_BOOKING_AHEAD:
        raise Invalid(
            fields={"starts_at": "This is more than two years ahead. Choose an earlier time."}
        )
    return appointment


def whole_minute(at: datetime) -> datetime:
    """The whole minute, in UTC, that an aware time falls into: nobody books seconds."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)
