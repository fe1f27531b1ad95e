"""Defines the routes for appointments."""

from chalice.app import Blueprint

from chalicelib.appointments.api.bodies import (
    AppointmentEdit,
    AppointmentQuery,
    BookingBody,
    BusyTimeBody,
)
from chalicelib.appointments.api.shapes import (
    AppointmentShape,
    AppointmentsShape,
    OverlapsShape,
    appointment_shape,
    overlap_shape,
)
from chalicelib.appointments.domain.series import SeriesScope
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId, ServiceId
from chalicelib.platform.http.contract import ANYONE, STAFF, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.wiring import appointments as wiring_appointments
from chalicelib.wiring import bookings as wiring_bookings
from chalicelib.wiring import series as wiring_series

routes = Blueprint(__name__)


@route(routes, "GET", "/appointments", who=ANYONE)
def list_appointments(access: Access, query: AppointmentQuery) -> AppointmentsShape:
    """
    List the caller's own appointments, or the appointments of one client.

    If the request names no client, an Admin gets all appointments of the practice.
    """
    page, cursor = wiring_appointments.appointments().page(access, query.filters())
    return AppointmentsShape(items=[appointment_shape(access, each) for each in page], next=cursor)


@route(routes, "POST", "/appointments", who=ANYONE, status=201)
def book_appointment(access: Access, body: BookingBody, request: Request) -> AppointmentShape:
    """
    Book an appointment; as a client, ask for one or book it alone.

    The practice must have accepted the Business Associate Agreement. If the time of a
    provider is taken, the response is 409 `SlotTaken` with the next free times, unless
    staff allow an overlap. `overlaps` in the response lists a double booking. With
    `repeat`, a series is booked, all or none, and the response is its first appointment. A client
    books a service at an available time; the status is then `requested` or `booked`.
    """
    key = idempotency_key(request)
    if access.role is Role.CLIENT:
        booking = body.service_booking(access.client)
        view = wiring_bookings.client_bookings().book(access, booking, key)
    elif body.repeat:
        repeat = body.repeat.repeat()
        view = wiring_series.series_bookings().book(access, body.booking(), repeat, key)
    else:
        view = wiring_bookings.bookings().book(access, body.booking(), key)
    return appointment_shape(access, view)


@route(routes, "POST", "/appointments/overlaps", who=STAFF)
def find_overlaps(access: Access, body: BusyTimeBody) -> OverlapsShape:
    """
    List the other appointments of some people at a time that is not booked yet.

    Booking at a provider's taken time needs `allow_overlap`.
    """
    service = ServiceId(body.service) if body.service else None
    overlaps = wiring_bookings.overlaps().of(access, body.busy_time(), service)
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

    With a `scope`, staff move or cancel others of its series too, all or none. A client
    cannot move an appointment, but may cancel one that was booked for them before it begins.
    After `late_after`, this is a late cancellation, and 409 without `allow_late`.
    """
    bookings, appointment = wiring_bookings.bookings(), AppointmentId(appointment_id)
    move = body.move()
    if body.scope is not SeriesScope.ONE:
        return appointment_shape(access, _change_series(access, appointment, body, move))
    if move is None:
        view = bookings.cancel(
            access, appointment, body.version, body.reason or "", allow_late=body.allow_late
        )
        return appointment_shape(access, view)
    return appointment_shape(access, bookings.reschedule(access, appointment, body.version, move))


def _change_series(
    access: Access, appointment: AppointmentId, body: AppointmentEdit, move: Move | None
) -> AppointmentView:
    changes, version, scope = wiring_series.series_changes(), body.version, body.scope
    if move is None:
        return changes.cancel(access, appointment, version, scope, body.reason or "")
    return changes.reschedule(access, appointment, version, scope, move)
