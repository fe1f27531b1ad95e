"""Appointments: lists, booking, moving, cancelling."""

from chalice.app import Blueprint

from chalicelib.appointments.api.shapes import (
    AppointmentEdit,
    AppointmentQuery,
    AppointmentShape,
    AppointmentsShape,
    BookingBody,
    appointment_shape,
)
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import ANYONE, STAFF, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import bookings as wiring_bookings

routes = Blueprint(__name__)


@route(routes, "GET", "/appointments", who=ANYONE)
def list_appointments(access: Access, query: AppointmentQuery) -> AppointmentsShape:
    """A provider's and a client's own, the practice's for an Admin; or one client's."""
    shown, following = wiring_appointments.appointments().page(access, query.wanted())
    return AppointmentsShape(
        items=[appointment_shape(access, each) for each in shown], next=following
    )


@route(routes, "POST", "/appointments", who=STAFF, status=201)
def book_appointment(access: Access, body: BookingBody, request: Request) -> AppointmentShape:
    """Book for a client; none before the agreement is accepted."""
    return appointment_shape(
        access, wiring_bookings.bookings().book(access, body.booking(), idempotency_key(request))
    )


@route(routes, "GET", "/appointments/{appointment_id}", who=ANYONE)
def read_appointment(access: Access, appointment_id: str) -> AppointmentShape:
    """One appointment, with what can be done."""
    return appointment_shape(
        access, wiring_appointments.appointments().get(access, AppointmentId(appointment_id))
    )


@route(routes, "PATCH", "/appointments/{appointment_id}", who=ANYONE, fresh=appointment_shape)
def change_appointment(
    access: Access, appointment_id: str, body: AppointmentEdit
) -> AppointmentShape:
    """
    Move it to another time, which keeps its room; or cancel it.

    A client may cancel their own until it begins.
    """
    bookings, which, move = wiring_bookings.bookings(), AppointmentId(appointment_id), body.move()
    if move is None:
        return appointment_shape(access, bookings.cancel(access, which, body.version))
    return appointment_shape(access, bookings.reschedule(access, which, body.version, move))
