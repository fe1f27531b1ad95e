"""Builds the reminders of appointments, at first use."""

from functools import cache

from chalicelib.appointments.store.reminders import DynamoReminderPlans
from chalicelib.appointments.usecases.reminders import AppointmentReminders
from chalicelib.wiring import platform
from chalicelib.wiring.directory import directory, practice_rows


@cache
def reminder_plans() -> DynamoReminderPlans:
    platform.tables()
    return DynamoReminderPlans()


@cache
def appointment_reminders() -> AppointmentReminders:
    return AppointmentReminders(reminder_plans(), practice_rows(), directory(), platform.clock)
