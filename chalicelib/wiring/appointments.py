"""Connects appointments; `bookings` adds what changes them. Each part is made at first use."""

from functools import cache

from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.completion import Completion
from chalicelib.wiring import clients, platform


@cache
def appointment_rows() -> DynamoAppointments:
    """Stores appointments."""
    return DynamoAppointments(platform.vault(), platform.audit(), platform.clock)


@cache
def appointments() -> Appointments:
    """Which appointments a person sees."""
    return Appointments(appointment_rows(), clients.client_access(), platform.clock)


@cache
def completing() -> Completion:
    """That an appointment took place."""
    return Completion(appointment_rows(), platform.clock)
