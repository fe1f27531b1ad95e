"""Finds people who would have two appointments at the same time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.slots import busy_interval
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId


@dataclass(frozen=True, slots=True)
class Overlap:
    """
    Describes another appointment that one person has at the same time.

    `person` is set only for a provider, and `client` only for a client. `appointment` is
    the id of the other appointment, or None if the caller may not see it.
    """

    starts_at: datetime
    ends_at: datetime
    person: PersonId | None = None
    client: ClientId | None = None
    appointment: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class BusyTime:
    """
    Names the people and the time that an appointment needs.

    `except_for` is the id of an appointment that is being moved, which does not overlap
    itself. The providers also need `buffer_before` and `buffer_after` minutes around it.
    """

    providers: Collection[PersonId]
    clients: Collection[ClientId]
    starts_at: datetime
    ends_at: datetime
    except_for: AppointmentId | None = None
    buffer_before: int = 0
    buffer_after: int = 0


def busy_time(appointment: Appointment) -> BusyTime:
    """Return the people and the time that an appointment needs."""
    return BusyTime(
        appointment.providers,
        appointment.clients,
        appointment.starts_at,
        appointment.ends_at,
        appointment.id,
        appointment.buffer_before,
        appointment.buffer_after,
    )


def is_overlapping(needed: BusyTime, other: Appointment) -> bool:
    """
    Return whether another appointment takes a part of the needed time.

    Appointments that only touch, one ending when the other starts, do not overlap. An
    appointment that is over or called off takes no time. Buffers do not count.
    """
    return (
        other.status in HOLDING
        and other.id != needed.except_for
        and other.starts_at < needed.ends_at
        and needed.starts_at < other.ends_at
    )


def is_overlapping_for_provider(needed: BusyTime, other: Appointment) -> bool:
    """
    Return whether a provider has no time for both appointments, buffers included.

    A booking of the needed time is refused for the same reason (`conflicts`).
    """
    busy = busy_interval(other)
    return (
        busy is not None
        and other.id != needed.except_for
        and busy.overlaps(
            needed.starts_at - timedelta(minutes=needed.buffer_before),
            needed.ends_at + timedelta(minutes=needed.buffer_after),
        )
    )
