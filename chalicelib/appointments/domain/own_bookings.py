"""Limits what a client may ask for or book alone (docs/product.md#appointments)."""

from collections.abc import Iterable

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Conflict

MAX_REQUESTS, MAX_UPCOMING = 5, 10
"""A client may have so many requests that nobody answered, and so many appointments ahead."""
UPCOMING = frozenset(
    {AppointmentStatus.REQUESTED, AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED}
)
TOO_MANY_REQUESTS = (
    f"You have {MAX_REQUESTS} requests that your practice has not answered yet. Wait for an"
    " answer, or cancel one of them."
)
TOO_MANY_AHEAD = (
    f"You have {MAX_UPCOMING} appointments ahead. Cancel one of them first, or ask your practice"
    " to book more for you."
)


def check_own_bookings(upcoming: Iterable[Appointment]) -> None:
    """
    Check that a client may book or ask for one more appointment.

    Appointments of a series do not count, because staff booked them.

    Raises:
        Conflict: The client has too many requests, or too many appointments ahead.
    """
    own = [each for each in upcoming if each.status in UPCOMING and each.series is None]
    if sum(each.status is AppointmentStatus.REQUESTED for each in own) >= MAX_REQUESTS:
        raise Conflict(TOO_MANY_REQUESTS)
    if len(own) >= MAX_UPCOMING:
        raise Conflict(TOO_MANY_AHEAD)
