"""
Lazily builds the use cases that read and complete appointments.

`chalicelib/wiring/bookings.py` builds the use case that books, reschedules and
cancels appointments.
"""

from functools import cache

from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.store.hours import DynamoHours
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.completion import Completion
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.next_appointments import NextAppointments
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.unattended import UnattendedAppointments
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.wiring import platform
from chalicelib.wiring.directory import client_access, directory


@cache
def appointment_rows() -> DynamoAppointments:
    return DynamoAppointments(platform.vault(), platform.audit(), platform.clock)


@cache
def appointments() -> Appointments:
    return Appointments(
        appointment_rows(), client_access(), CurrentNames(directory()), platform.clock
    )


@cache
def unattended() -> UnattendedAppointments:
    return UnattendedAppointments(appointments(), directory())


@cache
def next_appointments() -> NextAppointments:
    return NextAppointments(appointment_rows(), platform.clock)


@cache
def working_hours() -> WorkingHours:
    return WorkingHours(DynamoHours(platform.audit()), directory())


@cache
def slots() -> Slots:
    return Slots(appointment_rows(), working_hours(), platform.clock)


@cache
def completing() -> Completion:
    return Completion(appointment_rows(), slots(), CurrentNames(directory()), platform.clock)
