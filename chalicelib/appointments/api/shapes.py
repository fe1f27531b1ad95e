"""Defines the JSON shapes of appointments in requests and responses."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.appointments.domain.appointment import (
    MAX_PARTICIPANTS,
    AppointmentAction,
    AppointmentStatus,
    Location,
    Participant,
    check_minutes,
    whole_minute,
)
from chalicelib.appointments.domain.overlap import BusyTime, Overlap
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.bookings import Booking, Move
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId
from chalicelib.platform.http.instants import Instant
from chalicelib.platform.http.shapes import (
    Body,
    Named,
    PageQuery,
    Shape,
    WholeNumber,
    line,
)

Id = Annotated[str, line(64)]
Ids = Annotated[list[Id], Field(max_length=MAX_PARTICIPANTS)]


class BookingBody(Body):
    """
    Holds an appointment to book for the client with the id `client_id`.

    `participant_ids` are the ids of further clients. If the caller is a provider and
    `provider_ids` is empty, the caller takes part as the provider. `zone` is an IANA time
    zone. If `notify` is true, the other participants get an e-mail.
    """

    client_id: Id
    provider_ids: Ids = Field(default_factory=list)
    participant_ids: Ids = Field(default_factory=list)
    starts_at: Instant
    minutes: WholeNumber
    zone: Annotated[str, line(64)]
    location: Annotated[Location, Field(strict=False)] = Location.VIDEO
    notify: bool = True

    def booking(self) -> Booking:
        """Return the request body as a booking for the use case."""
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


class BusyTimeBody(Body):
    """
    Asks which people have another appointment at a given time.

    For a new appointment, the fields have the same meaning as in `BookingBody`. For an
    appointment that is to be moved, `appointment_id` is its id; its participants are then
    checked, and the other ids are ignored.
    """

    client_id: Id | None = None
    provider_ids: Ids = Field(default_factory=list)
    participant_ids: Ids = Field(default_factory=list)
    starts_at: Instant
    minutes: WholeNumber
    appointment_id: Id | None = None

    def busy_time(self) -> BusyTime:
        """
        Return the request body as a `BusyTime` for the use case.

        Raises Invalid when the time is not valid, or neither a client nor an appointment is
        named.
        """
        if not (self.client_id or self.appointment_id):
            raise Invalid(fields={"client_id": "Name a client or an appointment."})
        starts_at = whole_minute(self.starts_at)
        clients = [self.client_id, *self.participant_ids] if self.client_id else []
        return BusyTime(
            [PersonId(each) for each in self.provider_ids],
            [ClientId(each) for each in clients],
            starts_at,
            starts_at + timedelta(minutes=check_minutes(self.minutes)),
            AppointmentId(self.appointment_id) if self.appointment_id else None,
        )


class AppointmentEdit(Body):
    """
    Holds a change of an appointment: either a new time or a cancellation.

    To cancel the appointment, the request sets `status`, but none of `starts_at`, `minutes`
    and `zone`. To move the appointment, the request sets one or more of these three fields;
    a field that is None keeps its current value. `version` is the version of the
    appointment that the person saw.
    """

    starts_at: Instant | None = None
    minutes: WholeNumber | None = None
    zone: Annotated[str, line(64)] | None = None
    status: Literal["cancelled"] | None = None
    version: WholeNumber

    def move(self) -> Move | None:
        """
        Return the new time, or None if the request cancels the appointment.

        Raises Invalid when the request asks for both a new time and a cancellation.
        """
        move = Move(self.starts_at, self.minutes, self.zone)
        if self.status is None:
            return move
        if move != Move():
            raise Invalid(fields={"status": "Either move the appointment, or cancel it."})
        return None


class AppointmentQuery(PageQuery):
    """
    Selects appointments that start at `from` or later, and before `to`.

    If one of these two is absent, the list has no limit on that side. The list begins with
    the earliest appointment, or with the latest one when only `to` is given. `client`
    selects the appointments of one client.
    """

    since: Instant | None = Field(default=None, alias="from")
    until: Instant | None = Field(default=None, alias="to")
    client: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")

    def filters(self) -> AppointmentFilter:
        """Return the query parameters as a filter for the use case."""
        return AppointmentFilter(
            self.since,
            self.until,
            ClientId(self.client) if self.client else None,
            cursor=self.cursor,
        )


class ParticipantShape(Shape):
    """A participant; `me` is true for the caller."""

    seat: str
    role: Role
    name: str
    me: bool


class OverlapShape(Shape):
    """
    Describes another appointment that a person has at the same time.

    `provider_id` or `client_id` is that person. `me` is true if that person is the caller.
    `appointment_id` is None if the caller may not see the other appointment.
    """

    provider_id: str | None
    client_id: str | None
    me: bool
    starts_at: datetime
    ends_at: datetime
    appointment_id: str | None


class OverlapsShape(Shape):
    """Lists the other appointments that people have at the same time."""

    items: list[OverlapShape]


class AppointmentShape(Shape):
    """
    Describes an appointment, with the actions that the caller may take.

    `overlaps` lists the other appointments of its people at the same time. It is filled in
    the response to a booking or a move, and empty in all other responses. It is null if the
    appointment was booked or moved, but its overlaps could not be read.

    `local` is the start in the local time of `zone`, without an offset. All other times
    have an offset from UTC. `minutes` is the planned duration.
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
    overlaps: list[OverlapShape] | None


class AppointmentsShape(Shape):
    """A page of appointments; `next` is the cursor of the next page."""

    items: list[AppointmentShape]
    next: str | None


def appointment_shape(access: Access, view: AppointmentView) -> AppointmentShape:
    """Return the API response that describes an appointment to the caller."""
    appointment, names = view.appointment, dict(view.appointment.names)

    def participant(each: Participant) -> ParticipantShape:
        return ParticipantShape(
            seat=each.seat, role=each.role, name=names[each.seat], me=each.is_caller(access)
        )

    overlaps = view.overlaps
    first = next(each for each in appointment.participants if each.client == appointment.client)
    return AppointmentShape(
        id=appointment.id,
        version=appointment.version,
        status=appointment.status,
        client=Named(id=appointment.client, name=names[first.seat]),
        participants=[participant(each) for each in appointment.participants],
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        local=appointment.local,
        zone=appointment.zone,
        minutes=appointment.minutes,
        location=appointment.location,
        opens_at=appointment.opens_at,
        closes_at=appointment.closes_at,
        can_join=AppointmentAction.JOIN in view.actions,
        room_path=f"/room/{appointment.id}",
        created_at=appointment.created_at,
        cancelled_at=appointment.cancelled_at,
        cancelled_by=appointment.cancelled_by,
        actions=list(view.actions),
        overlaps=None if overlaps is None else [overlap_shape(access, each) for each in overlaps],
    )


def overlap_shape(access: Access, overlap: Overlap) -> OverlapShape:
    return OverlapShape(
        provider_id=overlap.person,
        client_id=overlap.client,
        me=access.role is Role.PROVIDER and overlap.person == access.person,
        starts_at=overlap.starts_at,
        ends_at=overlap.ends_at,
        appointment_id=overlap.appointment,
    )
