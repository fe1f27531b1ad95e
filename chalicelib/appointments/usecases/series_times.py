"""Finds and reports the times of a series that are taken."""

from collections.abc import Collection, Sequence

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.usecases.slots import Slots, free_bodies
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import SlotTaken
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.time_zones import local_day

MAX_NAMED = 5
"""At most so many taken dates are written out."""


def taken_times(
    slots: Slots,
    access: Access,
    planned: Sequence[Appointment],
    among: Collection[AppointmentId] = (),
) -> Sequence[Appointment]:
    """Return those appointments whose time another one takes, which is not in `among`."""
    return [each for each in planned if slots.is_taken(access, each, among)]


def require_free(
    slots: Slots,
    access: Access,
    planned: Sequence[Appointment],
    among: Collection[AppointmentId] = (),
) -> None:
    """
    Check that the times of all appointments are free.

    Raises:
        SlotTaken: Some are taken. The error names their dates, and has free times in place
            of the first.
    """
    taken = taken_times(slots, access, planned, among)
    if not taken:
        return
    bodies = [
        {"starts_at": each.starts_at.isoformat().replace("+00:00", "Z"), "local": each.local}
        for each in taken
    ]
    raise SlotTaken(
        _words(taken, len(planned)),
        free=free_bodies(slots.free_times(access, taken[0])),
        taken=bodies,
    )


def _words(taken: Sequence[Appointment], count: int) -> str:
    days = [local_day(each.starts_at, each.zone) for each in taken[:MAX_NAMED]]
    names = ", ".join(f"{day:%B} {day.day}" for day in days)
    more = f" and {len(taken) - MAX_NAMED} more" if len(taken) > MAX_NAMED else ""
    return (
        f"{len(taken)} of {count} times are taken: {names}{more}. Leave these dates out, choose"
        " another time, or book them anyway."
    )
