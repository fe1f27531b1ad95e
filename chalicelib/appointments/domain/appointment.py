"""Defines the rules of appointments: booking, changes, and when a room is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId
from chalicelib.kernel.time_zones import changed_zone, local_time
from chalicelib.kernel.time_zones import zone as known_zone

MIN_MINUTES, MAX_MINUTES = 5, 480
"""An appointment lasts at least and at most this many minutes."""
WRONG_MINUTES = f"An appointment lasts {MIN_MINUTES} to {MAX_MINUTES} minutes."
MAX_PARTICIPANTS = 4
"""The most people whom a call can connect directly (docs/video.md#v2)."""
MAX_BOOKING_AHEAD = timedelta(days=2 * 366)
STAFF = frozenset({Role.ADMIN, Role.PROVIDER})
CANCELLED = "This appointment was cancelled. Book a new one."
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(hours=2)
"""How long before the start the room opens, and how long after the end it closes."""


class AppointmentStatus(StrEnum):
    """
    Lists the statuses of an appointment.

    The visit in the appointment's room has a separate status.
    """

    BOOKED = "booked"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Location(StrEnum):
    """Where an appointment takes place."""

    VIDEO = "video"


class AppointmentAction(StrEnum):
    """An action that a person may take on an appointment."""

    JOIN = "join"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Participant:
    """
    A provider or client who takes part in an appointment, with their seat.

    `person` is set only for a provider, and `client` only for a client. `seat` is the
    participant's id in the appointment's room.
    """

    seat: SeatId
    role: Role
    person: PersonId | None = None
    client: ClientId | None = None

    @property
    def hosts(self) -> bool:
        """Whether the participant is a host of the visit (docs/video.md#v3)."""
        return self.role is Role.PROVIDER

    def is_caller(self, access: Access) -> bool:
        """
        Return whether this participant is the caller.

        The result is false while the caller acts in a role other than the participant's
        (docs/video.md#v9).
        """
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
    An appointment with its time and its participants.

    `participants` lists providers first. The appointment is for the first client among the
    participants. `starts_at` is in UTC, and `zone` is the IANA zone in which the time was
    booked. `names` pairs each seat with the participant's name; the names are sealed in
    storage.
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
        """The time in UTC at which the appointment is booked to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def opens_at(self) -> datetime:
        """The time at which the appointment's room opens."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """The time at which the appointment's room closes."""
        return self.ends_at + CLOSES_AFTER

    @property
    def local(self) -> str:
        """The start in the appointment's time zone, in the format `YYYY-MM-DDTHH:MM`."""
        return local_time(self.starts_at, self.zone).strftime("%Y-%m-%dT%H:%M")

    @property
    def client(self) -> ClientId:
        """The id of the client whom the appointment is for."""
        return next(each.client for each in self.participants if each.client is not None)

    @property
    def providers(self) -> tuple[PersonId, ...]:
        """The person ids of the providers who take part in the appointment."""
        return tuple(
            each.person for each in self.participants if each.hosts and each.person is not None
        )

    @property
    def clients(self) -> tuple[ClientId, ...]:
        """The id of the client whom the appointment is for, then any further clients' ids."""
        return tuple(each.client for each in self.participants if each.client is not None)

    def of(self, access: Access) -> Participant | None:
        """
        Return the participant who is the caller; None if the caller does not take part.

        The result is also None while the caller acts in a role other than the participant's.
        """
        return next((each for each in self.participants if each.is_caller(access)), None)

    def is_open(self, now: datetime) -> bool:
        """Return whether people may enter the appointment's room at `now`."""
        return self.status is AppointmentStatus.BOOKED and self.opens_at <= now < self.closes_at

    def actions(self, access: Access, now: datetime) -> tuple[AppointmentAction, ...]:
        """
        Return the actions that the caller may take on the appointment now.

        The method assumes that the caller may see the appointment. A client may cancel an
        appointment that was booked for them before it begins, but cannot move it.
        """
        allowed = {
            AppointmentAction.JOIN: self.of(access) is not None and self.is_open(now),
            AppointmentAction.RESCHEDULE: access.role in STAFF and self._can_change(now),
            AppointmentAction.CANCEL: (
                self._can_change(now)
                and (access.role in STAFF or (self._is_for(access) and now < self.starts_at))
            ),
        }
        return tuple(action for action, may in allowed.items() if may)

    def moved(
        self, now: datetime, starts_at: datetime | None, minutes: int | None, zone: str | None
    ) -> "Appointment":
        """
        Return the appointment with a new time, in the same room.

        If an argument is None, that value of the appointment does not change.

        Raises:
            Conflict: The appointment is over or cancelled.
            Invalid: A new value is not valid.
        """
        self._require_changeable(now)
        after = replace(
            self,
            starts_at=whole_minute(starts_at or self.starts_at),
            minutes=self.minutes if minutes is None else minutes,
            zone=changed_zone(zone, self.zone),
        )
        return check_time(after, now)

    def cancelled(self, now: datetime, by: Role) -> "Appointment":
        """
        Return the appointment with the status `cancelled`.

        Raises Conflict when the appointment is over or already cancelled.
        """
        self._require_changeable(now)
        return replace(self, status=AppointmentStatus.CANCELLED, cancelled_at=now, cancelled_by=by)

    def completed(self) -> "Appointment":
        """
        Return the appointment with the status completed.

        Raises Conflict when the appointment was cancelled.
        """
        if self.status is AppointmentStatus.CANCELLED:
            raise Conflict(CANCELLED)
        return replace(self, status=AppointmentStatus.COMPLETED)

    def _is_for(self, access: Access) -> bool:
        return access.role is Role.CLIENT and access.client == self.client

    def _can_change(self, now: datetime) -> bool:
        return self.status is AppointmentStatus.BOOKED and now < self.closes_at

    def _require_changeable(self, now: datetime) -> None:
        if self.status is AppointmentStatus.CANCELLED:
            raise Conflict(CANCELLED)
        if not self._can_change(now):
            raise Conflict("This appointment is over. Book a new one.")


def seat_participants(
    providers: Sequence[PersonId], clients: Sequence[ClientId], seats: Sequence[SeatId]
) -> tuple[Participant, ...]:
    """
    Give each provider and client a seat, and return them as participants.

    The result lists the providers first.

    Raises:
        Invalid: There is no provider or no client, a person is named twice, or there are more
            than MAX_PARTICIPANTS people.
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
    """
    Return the appointment unchanged, if its time can be booked.

    Raises Invalid when the zone is unknown, the appointment would already be over or start
    too far ahead, or its duration is too short or too long.
    """
    known_zone(appointment.zone)
    check_minutes(appointment.minutes)
    if appointment.ends_at <= now:
        raise Invalid(fields={"starts_at": "This time is over. Choose a later one."})
    if appointment.starts_at > now + MAX_BOOKING_AHEAD:
        raise Invalid(
            fields={"starts_at": "This is more than two years ahead. Choose an earlier time."}
        )
    return appointment


def check_minutes(minutes: int) -> int:
    """Return the duration. Raises Invalid when it is too short or too long."""
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise Invalid(fields={"minutes": WRONG_MINUTES})
    return minutes


def whole_minute(at: datetime) -> datetime:
    """Convert an aware datetime to UTC, and round it down to the whole minute."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)
