"""Ends requests of clients: staff decline them, or nobody answers in time."""

from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.refusals import NOT_REQUESTED
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict


def declined(appointment: Appointment, now: datetime, by: Role, reason: str = "") -> Appointment:
    """
    Return the requested appointment with the status `declined`.

    Raises Conflict when nobody has to decide about the appointment.
    """
    if appointment.status is AppointmentStatus.DECLINED:
        return appointment
    if not appointment.is_requested:
        raise Conflict(NOT_REQUESTED)
    return appointment.called_off(AppointmentStatus.DECLINED, now, by, reason)


def expired(appointment: Appointment, now: datetime) -> Appointment:
    """
    Return the request that nobody answered, with the status `expired`.

    Raises Conflict when it is no request, or its time has not come.
    """
    if not appointment.is_unanswered(now):
        raise Conflict
    return appointment.called_off(AppointmentStatus.EXPIRED, now, Role.SYSTEM, "")
