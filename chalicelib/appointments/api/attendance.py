"""Defines the routes that confirm, decline, hand over and mark appointments."""

from chalice.app import Blueprint

from chalicelib.appointments.api.bodies import AttendanceBody, DeclineBody, ProviderBody
from chalicelib.appointments.api.shapes import AppointmentShape, appointment_shape
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.http.contract import ANYONE, STAFF, route
from chalicelib.wiring import bookings as wiring_bookings

routes = Blueprint(__name__)
PATH = "/appointments/{appointment_id}"


@route(routes, "POST", f"{PATH}/confirm", who=ANYONE, fresh=appointment_shape)
def confirm_appointment(
    access: Access, appointment_id: str, body: AttendanceBody
) -> AppointmentShape:
    """
    Confirm an appointment.

    Staff confirm a client's request. A client confirms what the practice booked for them.
    """
    attendance = wiring_bookings.attendance()
    view = attendance.confirm(access, AppointmentId(appointment_id), body.version)
    return appointment_shape(access, view)


@route(routes, "POST", f"{PATH}/decline", who=STAFF, fresh=appointment_shape)
def decline_appointment(access: Access, appointment_id: str, body: DeclineBody) -> AppointmentShape:
    """Decline a client's request for an appointment."""
    attendance, reason = wiring_bookings.attendance(), body.reason or ""
    view = attendance.decline(access, AppointmentId(appointment_id), body.version, reason)
    return appointment_shape(access, view)


@route(routes, "POST", f"{PATH}/provider", who=STAFF, fresh=appointment_shape)
def change_provider(access: Access, appointment_id: str, body: ProviderBody) -> AppointmentShape:
    """
    Hand an appointment over to another provider, in the same room at the same time.

    If the new provider has another appointment then, the response is 409 `SlotTaken` with the
    next free times, unless staff allow an overlap.
    """
    changes, appointment = wiring_bookings.provider_changes(), AppointmentId(appointment_id)
    view = changes.hand_over(access, appointment, body.version, body.change())
    return appointment_shape(access, view)


@route(routes, "POST", f"{PATH}/arrived", who=STAFF, fresh=appointment_shape)
def mark_arrived(access: Access, appointment_id: str, body: AttendanceBody) -> AppointmentShape:
    """Mark the client of an appointment as arrived."""
    attendance = wiring_bookings.attendance()
    view = attendance.arrive(access, AppointmentId(appointment_id), body.version)
    return appointment_shape(access, view)


@route(routes, "POST", f"{PATH}/completed", who=STAFF, fresh=appointment_shape)
def mark_completed(access: Access, appointment_id: str, body: AttendanceBody) -> AppointmentShape:
    """
    Mark an appointment as completed, because it took place.

    Staff can correct a wrong no-show in this way until two days after the end, and the
    other way round.
    """
    attendance = wiring_bookings.attendance()
    view = attendance.complete(access, AppointmentId(appointment_id), body.version)
    return appointment_shape(access, view)


@route(routes, "POST", f"{PATH}/no-show", who=STAFF, fresh=appointment_shape)
def mark_no_show(access: Access, appointment_id: str, body: AttendanceBody) -> AppointmentShape:
    """Mark an appointment as missed by the client."""
    attendance = wiring_bookings.attendance()
    view = attendance.miss(access, AppointmentId(appointment_id), body.version)
    return appointment_shape(access, view)
