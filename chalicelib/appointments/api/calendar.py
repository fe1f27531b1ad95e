"""Defines the route to the calendar of a provider or of the practice."""

from datetime import datetime

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.appointments.api.periods import period
from chalicelib.appointments.api.shapes import room_path
from chalicelib.appointments.domain.status import AppointmentAction, AppointmentStatus
from chalicelib.appointments.usecases.calendar import MAX_CALENDAR_DAYS, CalendarEntry, HeldEntry
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.time_zones import zone as known_zone
from chalicelib.platform.http.contract import STAFF, route
from chalicelib.platform.http.instants import DayOrInstant
from chalicelib.platform.http.shapes import Named, Query, QueryId, Shape
from chalicelib.practice.domain.visit_terms import Location
from chalicelib.wiring import bookings as wiring_bookings
from chalicelib.wiring.directory import directory

routes = Blueprint(__name__)


class CalendarQuery(Query):
    """
    Selects a period of a calendar.

    `from` and `to` are instants, or days in `zone`; the day `to` is included. Without
    `provider`, an Admin gets the whole practice, and a provider their own calendar. `zone`
    is the practice's if it is absent.
    """

    since: DayOrInstant = Field(alias="from")
    until: DayOrInstant = Field(alias="to")
    provider: QueryId | None = None
    zone: str | None = Field(default=None, max_length=64)


class CalendarEntryShape(Shape):
    """
    Describes an appointment in a calendar, with the actions of the caller.

    `local` is the start in the local time of `zone`, without an offset. `undecided` says that
    its time is over and nobody has marked whether it took place. Only a video visit has
    `room_path`.
    """

    id: str
    version: int
    status: AppointmentStatus
    undecided: bool
    starts_at: datetime
    ends_at: datetime
    local: str
    zone: str
    minutes: int
    client: Named
    provider_ids: list[str]
    service: Named | None
    location: Location
    buffer_before: int
    buffer_after: int
    can_join: bool
    room_path: str | None
    actions: list[AppointmentAction]


class HeldTimeShape(Shape):
    """
    A time that is held for an offer of the waitlist until `until`.

    `client` and `service` are null if the caller may not see the client.
    """

    id: str
    provider_id: str
    starts_at: datetime
    ends_at: datetime
    until: datetime
    client: Named | None
    service: Named | None


class OpenHoursShape(Shape):
    """A time during which a provider works."""

    provider_id: str
    starts_at: datetime
    ends_at: datetime


class DayOffShape(Shape):
    """A day on which a provider does not work, by their own time zone."""

    provider_id: str
    starts_at: datetime
    ends_at: datetime
    is_holiday: bool


class CalendarShape(Shape):
    """
    The appointments of a period by start, and their providers by name.

    `open` has the hours of those whose calendar it is, without their colleagues' in shared
    appointments. `with_hours` names those who have hours at all, so that a week of time
    off is not a week without hours. `days_off` has their time off and holidays. There is
    only one page, so `next` is null.
    """

    items: list[CalendarEntryShape]
    held: list[HeldTimeShape]
    providers: list[Named]
    open: list[OpenHoursShape]
    with_hours: list[str]
    days_off: list[DayOffShape]
    next: str | None


@route(routes, "GET", "/calendar", who=STAFF)
def read_calendar(access: Access, query: CalendarQuery) -> CalendarShape:
    """Return the appointments of a provider, or of the practice, in a period."""
    zone = known_zone(query.zone) if query.zone else directory().billing_setup(access).zone
    selection = period(query.since, query.until, zone, MAX_CALENDAR_DAYS)
    provider = PersonId(query.provider) if query.provider else None
    calendar = wiring_bookings.calendar().read(access, provider, selection.since, selection.until)
    return CalendarShape(
        items=[_entry_shape(each) for each in calendar.entries],
        held=[_held_shape(each) for each in calendar.held],
        providers=[Named(id=who, name=name) for who, name in calendar.providers],
        open=[
            OpenHoursShape(provider_id=who, starts_at=each.starts_at, ends_at=each.ends_at)
            for who, intervals in calendar.open.items()
            for each in intervals
        ],
        with_hours=sorted(calendar.open),
        days_off=[
            DayOffShape(
                provider_id=who,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                is_holiday=each.is_holiday,
            )
            for who, days in calendar.days_off.items()
            for each in days
        ],
        next=None,
    )


def _held_shape(entry: HeldEntry) -> HeldTimeShape:
    held, name = entry.time, entry.client_name
    return HeldTimeShape(
        id=held.appointment,
        provider_id=held.provider,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        until=held.until,
        client=None if name is None else Named(id=held.client, name=name),
        service=None if name is None else Named(id=held.service, name=entry.service_name),
    )


def _entry_shape(entry: CalendarEntry) -> CalendarEntryShape:
    appointment = entry.appointment
    service = appointment.service
    return CalendarEntryShape(
        id=appointment.id,
        version=appointment.version,
        status=appointment.status,
        undecided=entry.is_undecided,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        local=appointment.local,
        zone=appointment.zone,
        minutes=appointment.minutes,
        client=Named(id=appointment.client, name=entry.client_name),
        provider_ids=list(appointment.providers),
        service=Named(id=service, name=entry.service_name) if service else None,
        location=appointment.location,
        buffer_before=appointment.buffer_before,
        buffer_after=appointment.buffer_after,
        can_join=AppointmentAction.JOIN in entry.actions,
        room_path=room_path(appointment),
        actions=list(entry.actions),
    )
