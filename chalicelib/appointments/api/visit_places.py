"""Defines the route that tells where a visit takes place."""

from chalice.app import Blueprint

from chalicelib.appointments.usecases.visit_places import VisitPlace
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.shapes import Named, Shape
from chalicelib.practice.domain.visit_terms import Location
from chalicelib.wiring import bookings as wiring_bookings

routes = Blueprint(__name__)


class CallShape(Shape):
    """A client whom the provider calls; `phone` is null if the profile has no number."""

    client: Named
    phone: str | None


class VisitPlaceShape(Shape):
    """
    Where a visit takes place.

    `address` says where clients come for a visit at an office, as its service or the practice
    says today; it is null if neither does. `calls` has the clients whom the provider calls for
    a visit by phone, and nobody once it is over or called off. A client reads only their own
    number.
    """

    location: Location
    address: str | None
    calls: list[CallShape]


@route(routes, "GET", "/appointments/{appointment_id}/place", who=ANYONE)
def read_place(access: Access, appointment_id: str) -> VisitPlaceShape:
    """Return the address of a visit at an office, or the number for one by phone."""
    return _place_shape(wiring_bookings.visit_places().of(access, AppointmentId(appointment_id)))


def _place_shape(place: VisitPlace) -> VisitPlaceShape:
    return VisitPlaceShape(
        location=place.location,
        address=place.address or None,
        calls=[
            CallShape(client=Named(id=each.client, name=each.name), phone=each.phone or None)
            for each in place.calls
        ],
    )
