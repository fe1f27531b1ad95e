"""Appointments: lists, booking, moving, cancelling."""

from chalice.app import Blueprint

from chalicelib import wiring_calls, wiring_visits
from chalicelib.domain.access import Access
from chalicelib.domain.ids import AppointmentId
from chalicelib.handlers.api.appointment_shapes import (
    AppointmentEdit,
    AppointmentQuery,
    AppointmentShape,
    AppointmentsShape,
    BookingBody,
    appointment_shape,
)
from chalicelib.handlers.api.contract import ANYONE, STAFF, route
from chalicelib.handlers.api.invoices import once
from chalicelib.handlers.api.request import Request

routes = Blueprint(__name__)


@route(routes, "GET", "/appointments", who=ANYONE)
def list_appointments(access: Access, query: AppointmentQuery) -> AppointmentsShape:
    """A provider's and a client's own, the practice's for an Admin; or one client's."""
    shown, following = wiring_visits.appointments().page(access, query.wanted())
    return AppointmentsShape(items=[appointment_shape(access, each) for each in shown], next=following)


@route(routes, "POST", "/appointments", who=STAFF, status=201)
def book_appointment(access: Access, body: BookingBody, request: Request) -> AppointmentShape:
    """Book for a client; none before the agreement is accepted."""
    return appointment_shape(access, wiring_calls.bookings().book(access, body.booking(), once(request)))


@route(routes, "GET", "/appointments/{appointment_id}", who=ANYONE)
def read_appointment(access: Access, appointment_id: str) -> AppointmentShape:
    """One appointment, with what can be done."""
    return appointment_shape(access, wiring_visits.appointments().get(access, AppointmentId(appointment_id)))


@route(routes, "PATCH", "/appointments/{appointment_id}", who=ANYONE, fresh=appointment_shape)
def change_appointment(access: Access, appointment_id: str, body: AppointmentEdit) -> AppointmentShape:
    """Move it to another time, which keeps its room; or cancel it. A client may cancel his own until it begins."""
    bookings, which, move = wiring_calls.bookings(), AppointmentId(appointment_id), body.move()
    if move is None:
        return appointment_shape(access, bookings.cancel(access, which, body.version))
    return appointment_shape(access, bookings.reschedule(access, which, body.version, move))
