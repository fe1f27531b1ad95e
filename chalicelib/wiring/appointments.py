"""Connects appointments; `bookings` adds what changes them. Each part is made at first use."""

from functools import cache

from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.completion import Completing
from chalicelib.wiring import clients, platform


@cache
def appointment_rows() -> DynamoAppointments:
    """Appointments as they rest."""
    return DynamoAppointments(platform.vault(), platform.audit(), platform.clock)


@cache
def appointments() -> Appointments:
    """Which appointments a person sees."""
    return Appointments(appointment_rows(), clients.desk(), platform.clock)


@cache
def completing() -> Completing:
    """That an appointment took place."""
    return Completing(appointment_rows(), platform.clock)
