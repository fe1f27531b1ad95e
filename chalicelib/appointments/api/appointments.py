"""Defines the routes for appointments."""

from chalice.app import Blueprint

from chalicelib.appointments.api.shapes import (
    AppointmentEdit,
    AppointmentQuery,
    AppointmentShape,
    AppointmentsShape,
    BookingBody,
    BusyTimeBody,
    OverlapsShape,
    appointment_shape,
    overlap_shape,
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
    """
    List the caller's own appointments, or the appointments of one client.

    If the request names no client, an Admin gets all appointments of the practice.
    """
    page, cursor = wiring_appointments.appointments().page(access, query.filters())
    return AppointmentsShape(items=[appointment_shape(access, each) for each in page], next=cursor)


@route(routes, "POST", "/appointments", who=STAFF, status=201)
def book_appointment(access: Access, body: BookingBody, request: Request) -> AppointmentShape:
    """
    Book an appointment.

    The practice must have accepted the Business Associate Agreement. A double booking is
    allowed; `overlaps` in the response lists it.
    """
    return appointment_shape(
        access, wiring_bookings.bookings().book(access, body.booking(), idempotency_key(request))
    )


@route(routes, "POST", "/appointments/overlaps", who=STAFF)
def find_overlaps(access: Access, body: BusyTimeBody) -> OverlapsShape:
    """
    List the other appointments of some people at a time that is not booked yet.

    Booking at that time is allowed all the same.
    """
    overlaps = wiring_bookings.overlaps().of(access, body.busy_time())
    return OverlapsShape(items=[overlap_shape(access, each) for each in overlaps])


@route(routes, "GET", "/appointments/{appointment_id}", who=ANYONE, counts=False)
def read_appointment(access: Access, appointment_id: str) -> AppointmentShape:
    """Return an appointment with the actions that the caller may take."""
    return appointment_shape(
        access, wiring_appointments.appointments().get(access, AppointmentId(appointment_id))
    )


@route(routes, "PATCH", "/appointments/{appointment_id}", who=ANYONE, fresh=appointment_shape)
def change_appointment(
    access: Access, appointment_id: str, body: AppointmentEdit
) -> AppointmentShape:
    """
    Move an appointment to another time in the same room, or cancel it.

    A client cannot move an appointment, but may cancel one that was booked for them before
    it begins.
    """
    bookings, appointment = wiring_bookings.bookings(), AppointmentId(appointment_id)
    move = body.move()
    if move is None:
        return appointment_shape(access, bookings.cancel(access, appointment, body.version))
    return appointment_shape(access, bookings.reschedule(access, appointment, body.version, move))
