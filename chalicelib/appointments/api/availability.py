"""Defines the routes to services and times that can be booked."""

from datetime import datetime

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.appointments.api.periods import period
from chalicelib.appointments.domain.free_times import FreeTime
from chalicelib.appointments.usecases.availability import MAX_AVAILABILITY_DAYS, BookableService
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.kernel.time_zones import zone as known_zone
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.instants import DayOrInstant
from chalicelib.platform.http.shapes import MoneyShape, Named, Query, QueryId, Shape
from chalicelib.practice.domain.visit_terms import Bookable, Location
from chalicelib.wiring import bookings as wiring_bookings
from chalicelib.wiring.directory import directory

routes = Blueprint(__name__)


class AvailabilityQuery(Query):
    """
    Selects a service, and the period in which it is to be booked.

    `from` and `to` are instants, or days in `zone`; the day `to` is included. Without
    `provider`, all providers of the service count. `zone` is the practice's if it is absent.
    """

    service: QueryId
    provider: QueryId | None = None
    since: DayOrInstant = Field(alias="from")
    until: DayOrInstant = Field(alias="to")
    zone: str | None = Field(default=None, max_length=64)


class BookableServicesQuery(Query):
    """Names the service that the caller chose, if they did."""

    chosen: QueryId | None = None


class SlotShape(Shape):
    """A time that can be booked; `provider_ids` are the providers who are free then."""

    starts_at: datetime
    local: str
    provider_ids: list[str]


class SlotsShape(Shape):
    """The times at which a service can be booked, in order."""

    slots: list[SlotShape]


class BookableServiceShape(Shape):
    """
    A visit that the caller can book, with the providers who offer it to them.

    `minimum_notice` and `notice_period` are in minutes: a client who cancels less than
    `notice_period` ahead cancels late. `bookable` says whether clients ask for it or book
    alone. `directions` say where clients come for a visit at an office; if they are null, that
    is the practice's address.
    """

    id: str
    name: str
    description: str
    minutes: int
    price: MoneyShape | None
    bookable: Bookable
    minimum_notice: int
    notice_period: int
    location: Location
    directions: str | None
    providers: list[Named]


class BookableServicesShape(Shape):
    """
    All visits that the caller can book.

    `phone` is the number in a client's own profile, if they chose a visit by phone: at it, the
    provider calls them. There is only one page, so `next` is null.
    """

    items: list[BookableServiceShape]
    phone: str | None
    next: str | None


@route(routes, "GET", "/bookable-services", who=ANYONE)
def list_bookable_services(access: Access, query: BookableServicesQuery) -> BookableServicesShape:
    """List the visits that the caller can book; `chosen` adds the number to call."""
    services = wiring_bookings.availability().bookable(access)
    is_by_phone = any(
        each.service.id == query.chosen and each.terms.location is Location.PHONE
        for each in services
    )
    phone = wiring_bookings.visit_places().own_number(access) if is_by_phone else ""
    return BookableServicesShape(
        items=[_service_shape(each) for each in services], phone=phone or None, next=None
    )


@route(routes, "GET", "/availability", who=ANYONE)
def list_slots(access: Access, query: AvailabilityQuery) -> SlotsShape:
    """List the times at which a service can be booked."""
    zone = known_zone(query.zone) if query.zone else directory().billing_setup(access).zone
    selection = period(query.since, query.until, zone, MAX_AVAILABILITY_DAYS)
    slots = wiring_bookings.availability().slots(
        access,
        ServiceId(query.service),
        PersonId(query.provider) if query.provider else None,
        selection.since,
        selection.until,
    )
    times = [(FreeTime.at(each.starts_at, zone), each.providers) for each in slots]
    return SlotsShape(
        slots=[
            SlotShape(starts_at=time.starts_at, local=time.local, provider_ids=list(providers))
            for time, providers in times
        ]
    )


def _service_shape(each: BookableService) -> BookableServiceShape:
    service, terms = each.service, each.terms
    return BookableServiceShape(
        id=service.id,
        name=service.name,
        description=service.description,
        minutes=terms.minutes,
        price=MoneyShape.of(terms.price) if terms.price else None,
        bookable=terms.bookable,
        minimum_notice=terms.minimum_notice,
        notice_period=terms.notice_period,
        location=terms.location,
        directions=(terms.directions or None) if terms.location is Location.OFFICE else None,
        providers=[Named(id=who, name=name) for who, name in each.providers],
    )
