"""Hands an appointment over to another provider."""

from dataclasses import replace
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import with_provider
from chalicelib.kernel.ids import PersonId


def handed_over(
    appointment: Appointment, now: datetime, former: PersonId, new: PersonId, name: str
) -> Appointment:
    """
    Return the appointment with another provider in a former one's seat.

    Its time and confirmation stay. Raises Conflict as `moved` does, or Invalid as
    `with_provider` does.
    """
    appointment.require_changeable(now)
    participants = with_provider(appointment.participants, former, new)
    seat = next(each.seat for each in participants if each.person == new)
    names = dict(appointment.names) | {seat: name}
    return replace(appointment, participants=participants, names=tuple(names.items()))
