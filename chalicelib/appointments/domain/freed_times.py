"""Finds the times that a changed appointment frees for the waitlist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.slots import busy_interval
from chalicelib.appointments.domain.status import CALLED_OFF, HOLDING
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId


@dataclass(frozen=True, slots=True)
class FreedTime:
    """A time of some providers that `version` of an appointment set free."""

    practice: PracticeId
    appointment: AppointmentId
    version: int
    providers: tuple[PersonId, ...]
    starts_at: datetime
    ends_at: datetime


def freed_times(before: Appointment, after: Appointment, now: datetime) -> Sequence[FreedTime]:
    """
    Return the time that a change sets free, if it does.

    A hand-over at the same time sets it free for the former provider only.
    """
    old = busy_interval(before)
    if old is None or old.ends_at <= now or after.status not in HOLDING | CALLED_OFF:
        return ()
    staying = after.providers if old == busy_interval(after) else ()
    providers = tuple(who for who in before.providers if who not in staying)
    if not providers:
        return ()
    freed = FreedTime(
        after.practice, after.id, after.version, providers, old.starts_at, old.ends_at
    )
    return (freed,)
