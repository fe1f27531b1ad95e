"""Appointments in JSON: what is asked of them and what is shown."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from chalicelib.appointments.domain.appointment import (
    MAX_PARTICIPANTS,
    AppointmentAction,
    AppointmentStatus,
    Location,
    Participant,
)
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.bookings import Booking, Move
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.http.shapes import Body, Named, PageQuery, Shape, line

EARLIEST, LATEST = 2000, 2199
"""Years of an instant: what is near enough to be reckoned with in every zone."""


def _instant(said: object) -> object:
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None or not EARLIEST <= at.year <= LATEST:
        raise ValueError("Write a time with its offset, such as 2026-11-24T15:00:00-05:00.")
    return at


Instant = Annotated[datetime, BeforeValidator(_instant)]
"""ISO 8601 with its offset; a time that says no offset means two instants, or none, somewhere."""
Id = Annotated[str, line(64)]
Ids = Annotated[list[Id], Field(max_length=MAX_PARTICIPANTS)]


class BookingBody(Body):
    """
    A new appointment: `client_id` for whom, `participant_ids` further clients. `provider_ids` may
    be left out by a provider, who then takes part. `zone`: IANA name. `notify`: tell the others by
    mail.
    """

    client_id: Id
    provider_ids: Ids = Field(default_factory=list)
    participant_ids: Ids = Field(default_factory=list)
    starts_at: Instant
    minutes: int
    zone: Annotated[str, line(64)]
    location: Annotated[Location, Field(strict=False)] = Location.VIDEO
    notify: bool = True

    def booking(self) -> Booking:
        """Return it as the use case takes it."""
        return Booking(
            ClientId(self.client_id),
            self.starts_at,
            self.minutes,
            self.zone,
            [PersonId(each) for each in self.provider_ids],
            [ClientId(each) for each in self.participant_ids],
            self.location,
            self.notify,
        )


class AppointmentEdit(Body):
    """
    Another time, of which what is not named stays; or `status` alone, to cancel.

    `version` is the one that was seen.
    """

    starts_at: Instant | None = None
    minutes: int | None = None
    zone: Annotated[str, line(64)] | None = None
    status: Literal["cancelled"] | None = None
    version: int

    def move(self) -> Move | None:
        """For services: where to, or None to cancel. Raises Invalid when both are asked."""
        move = Move(self.starts_at, self.minutes, self.zone)
        if self.status is None:
            return move
        if move != Move():
            raise Invalid(fields={"status": "Either move the appointment, or cancel it."})
        return None


class AppointmentQuery(PageQuery):
    """
    Which appointments, by their start:

    `from` included, `to` not. Earliest first; with `to` alone latest first.
    """

    since: Instant | None = Field(default=None, alias="from")
    until: Instant | None = Field(default=None, alias="to")
    client: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")

    def wanted(self) -> AppointmentFilter:
        """Return it as the use case takes it."""
        return AppointmentFilter(
            self.since,
            self.until,
            ClientId(self.client) if self.client else None,
            cursor=self.cursor,
        )


class ParticipantShape(Shape):
    """One who takes part; `me`: the one who asks."""

    seat: str
    role: Role
    name: str
    me: bool


class AppointmentShape(Shape):
    """
    An appointment as one person sees it.

    `local`: its start on the clock of `zone`; times with an offset are instants.
    """

    id: str
    version: int
    status: AppointmentStatus
    client: Named
    participants: list[ParticipantShape]
    starts_at: datetime
    ends_at: datetime
    local: str
    zone: str
    minutes: int
    location: Location
    opens_at: datetime
    closes_at: datetime
    can_join: bool
    room_path: str
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_by: Role | None
    actions: list[AppointmentAction]


class AppointmentsShape(Shape):
    """A page of appointments."""

    items: list[AppointmentShape]
    next: str | None


def appointment_shape(access: Access, shown: AppointmentView) -> AppointmentShape:
    """An appointment as one person sees it."""
    it, names = shown.appointment, dict(shown.appointment.names)

    def participant(each: Participant) -> ParticipantShape:
        return ParticipantShape(
            seat=each.seat, role=each.role, name=names[each.seat], me=each.is_worn_by(access)
        )

    whom = next(each for each in it.participants if each.client == it.client)
    return AppointmentShape(
        id=it.id,
        version=it.version,
        status=it.status,
        client=Named(id=it.client, name=names[whom.seat]),
        participants=[participant(each) for each in it.participants],
        starts_at=it.starts_at,
        ends_at=it.ends_at,
        local=it.local,
        zone=it.zone,
        minutes=it.minutes,
        location=it.location,
        opens_at=it.opens_at,
        closes_at=it.closes_at,
        can_join=AppointmentAction.JOIN in shown.actions,
        room_path=f"/room/{it.id}",
        created_at=it.created_at,
        cancelled_at=it.cancelled_at,
        cancelled_by=it.cancelled_by,
        actions=list(shown.actions),
    )
