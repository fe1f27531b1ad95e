"""Defines the JSON shapes of appointments in responses."""

from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.overlap import Overlap
from chalicelib.appointments.domain.participants import Participant
from chalicelib.appointments.domain.status import AppointmentAction, AppointmentStatus
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.kernel.access import Access, Role
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.practice.domain.visit_terms import Location


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


class SeriesShape(Shape):
    """
    The place of an appointment in its series; `rule` is an RRULE of RFC 5545.

    `is_moved` says that the appointment was moved alone.
    """

    id: str
    rule: str
    is_moved: bool


class MarkShape(Shape):
    """
    An attendance mark of an appointment.

    `by` is the role of the person who set it; `system` says that it was set from what
    happened in the room.
    """

    status: AppointmentStatus
    at: datetime
    by: Role


class AppointmentShape(Shape):
    """
    Describes an appointment, with the actions that the caller may take.

    `overlaps` lists the other appointments of its people at the same time. It is filled in
    the response to a booking or a move, and empty in all other responses. It is null if the
    appointment was booked or moved, but its overlaps could not be read.

    `local` is the start in the local time of `zone`, without an offset. All other times
    have an offset from UTC. `minutes` is the planned duration. `service` is what was booked.
    The provider keeps `buffer_before` and `buffer_after` minutes free around it.
    `location` says where it takes place; only a video visit has a room, with `room_path`. Its
    room is open from `opens_at` until `closes_at`; at an office or by phone, the client can be
    marked as arrived in that time.
    `cancelled_at`, `cancelled_by` and `reason` tell of a cancelled or declined appointment.
    `late` says that the client cancelled after `late_after`, which is null if no
    cancellation is late.
    `provider_ids` are in the order of `participants`. `undecided` tells staff that its time
    is over and nobody has marked whether it took place; `marks` lists for them what was
    marked, oldest first.
    """

    id: str
    version: int
    status: AppointmentStatus
    undecided: bool
    client: Named
    participants: list[ParticipantShape]
    provider_ids: list[str]
    starts_at: datetime
    ends_at: datetime
    local: str
    zone: str
    minutes: int
    location: Location
    opens_at: datetime
    closes_at: datetime
    can_join: bool
    room_path: str | None
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_by: Role | None
    late: bool
    late_after: datetime | None
    reason: str | None
    service: Named | None
    buffer_before: int
    buffer_after: int
    actions: list[AppointmentAction]
    overlaps: list[OverlapShape] | None
    series: SeriesShape | None
    marks: list[MarkShape]


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
        undecided=view.is_undecided,
        client=Named(id=appointment.client, name=names[first.seat]),
        participants=[participant(each) for each in appointment.participants],
        provider_ids=list(appointment.providers),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        local=appointment.local,
        zone=appointment.zone,
        minutes=appointment.minutes,
        location=appointment.location,
        opens_at=appointment.opens_at,
        closes_at=appointment.closes_at,
        can_join=AppointmentAction.JOIN in view.actions,
        room_path=room_path(appointment),
        created_at=appointment.created_at,
        cancelled_at=appointment.cancelled_at,
        cancelled_by=appointment.cancelled_by,
        late=appointment.is_late,
        late_after=appointment.late_after,
        reason=appointment.reason or None,
        service=service_of(appointment),
        buffer_before=appointment.buffer_before,
        buffer_after=appointment.buffer_after,
        actions=list(view.actions),
        overlaps=None if overlaps is None else [overlap_shape(access, each) for each in overlaps],
        series=series_of(appointment),
        marks=_marks(access, appointment),
    )


def room_path(appointment: Appointment) -> str | None:
    """Return the path of the room's page, or None if the appointment has no room."""
    return f"/room/{appointment.id}" if appointment.location.has_room else None


def _marks(access: Access, appointment: Appointment) -> list[MarkShape]:
    if access.role is Role.CLIENT:
        return []
    return [MarkShape(status=each.status, at=each.at, by=each.role) for each in appointment.marks]


def series_of(appointment: Appointment) -> SeriesShape | None:
    """Return the place of an appointment in its series, or None."""
    place = appointment.series
    if place is None:
        return None
    is_moved = not place.holds(appointment.starts_at)
    return SeriesShape(id=place.series, rule=place.rule.text, is_moved=is_moved)


def service_of(appointment: Appointment) -> Named | None:
    """Return the service that was booked, or None."""
    if appointment.service is None:
        return None
    return Named(id=appointment.service, name=appointment.service_name)


def overlap_shape(access: Access, overlap: Overlap) -> OverlapShape:
    return OverlapShape(
        provider_id=overlap.person,
        client_id=overlap.client,
        me=access.role is Role.PROVIDER and overlap.person == access.person,
        starts_at=overlap.starts_at,
        ends_at=overlap.ends_at,
        appointment_id=overlap.appointment,
    )
