"""Lists the statuses of appointments, and the actions on them."""

from enum import StrEnum


class AppointmentStatus(StrEnum):
    """
    Lists the statuses of an appointment.

    The visit in the appointment's room has a separate status. A client asks for an
    appointment (`requested`), or it is booked. It is `confirmed` when both sides have
    agreed to its time. A request that nobody answers before its time is `expired`.
    """

    REQUESTED = "requested"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    EXPIRED = "expired"


HOLDING = frozenset(
    {
        AppointmentStatus.REQUESTED,
        AppointmentStatus.BOOKED,
        AppointmentStatus.CONFIRMED,
        AppointmentStatus.ARRIVED,
    }
)
"""In these statuses, the appointment takes its providers' time."""
AGREED = HOLDING - {AppointmentStatus.REQUESTED}
"""In these statuses, the appointment is going to take place, so its room may open."""
CALLED_OFF = frozenset(
    {AppointmentStatus.CANCELLED, AppointmentStatus.DECLINED, AppointmentStatus.EXPIRED}
)
"""In these statuses, the appointment does not take place."""


class AppointmentAction(StrEnum):
    """An action that a person may take on an appointment."""

    JOIN = "join"
    RESCHEDULE = "reschedule"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    DECLINE = "decline"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
