"""Says why an appointment cannot be changed."""

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Conflict
from chalicelib.practice.domain.visit_terms import Location

CANCELLED = "This appointment was cancelled. Book a new one."
DECLINED = "This appointment was declined. Book a new one."
EXPIRED = "Nobody answered this request before its time. Book a new appointment."
LATE = (
    "It is late to cancel this appointment by now, and your practice may charge for it. To cancel"
    " it all the same, confirm again."
)
NOT_REQUESTED = "There is no request to decline. To call the appointment off, cancel it."
CANNOT_ARRIVE = "A client can be marked as arrived from one hour before the start on."
CANNOT_BE_MISSED = (
    "An appointment can be marked as missed once it has begun, and a wrong mark can be corrected"
    " until two days after its end."
)
CANNOT_BE_COMPLETED = (
    "An appointment can be marked as completed once it has begun, and a wrong mark can be"
    " corrected until two days after its end."
)
REFUSED_MARKS = {
    AppointmentStatus.ARRIVED: CANNOT_ARRIVE,
    AppointmentStatus.COMPLETED: CANNOT_BE_COMPLETED,
    AppointmentStatus.NO_SHOW: CANNOT_BE_MISSED,
}
"""Why staff cannot set a mark now."""
ENDED = {
    AppointmentStatus.CANCELLED: CANCELLED,
    AppointmentStatus.DECLINED: DECLINED,
    AppointmentStatus.EXPIRED: EXPIRED,
}
"""Why an appointment that does not take place can no longer be changed."""
NO_ROOM = {
    Location.OFFICE: "This visit takes place at the office, so it has no room to enter.",
    Location.PHONE: "This visit takes place by phone, so it has no room to enter.",
}
"""Why nobody can enter a room of an appointment that is not by video."""


def require_room(location: Location) -> None:
    """Raise Conflict if appointments at this location have no room."""
    if location in NO_ROOM:
        raise Conflict(NO_ROOM[location])
