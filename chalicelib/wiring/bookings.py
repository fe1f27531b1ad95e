"""Builds the use cases that book and change appointments."""

from functools import cache

from chalicelib.appointments.store.appointment_lists import (
    DynamoRequestQueue,
    DynamoSettlementQueue,
)
from chalicelib.appointments.store.held_times import DynamoHeldTimes
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.attendance import Attendance
from chalicelib.appointments.usecases.availability import Availability
from chalicelib.appointments.usecases.bookings import Bookings
from chalicelib.appointments.usecases.calendar import Calendar
from chalicelib.appointments.usecases.client_bookings import ClientBookings
from chalicelib.appointments.usecases.new_appointments import NewAppointments
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.appointments.usecases.past_appointments import PastAppointments
from chalicelib.appointments.usecases.provider_changes import ProviderChanges
from chalicelib.appointments.usecases.unanswered_requests import UnansweredRequests
from chalicelib.appointments.usecases.visit_places import VisitPlaces
from chalicelib.clients.store.calendar_names import DynamoCalendarNames
from chalicelib.clients.store.client_phones import DynamoClientPhones
from chalicelib.wiring import appointments, notices, platform, visits
from chalicelib.wiring.directory import client_access, directory, practice_rows
from chalicelib.wiring.practice import visit_services


@cache
def overlaps() -> Overlaps:
    return Overlaps(appointments.appointments(), visit_services())


@cache
def changes() -> AppointmentChanges:
    return AppointmentChanges(
        appointments.appointments(),
        appointments.slots(),
        visits.rooms(),
        notices.notices(),
    )


@cache
def bookings() -> Bookings:
    return Bookings(changes(), overlaps(), new_appointments(), platform.clock)


@cache
def new_appointments() -> NewAppointments:
    return NewAppointments(
        client_access(), directory(), visit_services(), platform.ids(), platform.clock
    )


@cache
def provider_changes() -> ProviderChanges:
    return ProviderChanges(changes(), overlaps(), directory(), visit_services(), platform.clock)


@cache
def attendance() -> Attendance:
    return Attendance(changes(), platform.clock)


@cache
def request_queue() -> DynamoRequestQueue:
    platform.tables()
    return DynamoRequestQueue()


@cache
def unanswered_requests() -> UnansweredRequests:
    return UnansweredRequests(request_queue(), changes(), platform.clock)


@cache
def settlement_queue() -> DynamoSettlementQueue:
    platform.tables()
    return DynamoSettlementQueue()


@cache
def past_appointments() -> PastAppointments:
    return PastAppointments(settlement_queue(), changes(), visits.meetings(), platform.clock)


@cache
def availability() -> Availability:
    return Availability(
        visit_services(),
        appointments.working_hours(),
        appointments.appointment_rows(),
        client_access(),
        directory(),
        platform.clock,
    )


@cache
def visit_places() -> VisitPlaces:
    phones = DynamoClientPhones(platform.vault())
    return VisitPlaces(
        appointments.appointments(), visit_services(), practice_rows(), phones, platform.clock
    )


@cache
def client_bookings() -> ClientBookings:
    return ClientBookings(availability(), changes(), new_appointments())


@cache
def calendar() -> Calendar:
    return Calendar(
        appointments.appointments(),
        appointments.working_hours(),
        visit_services(),
        DynamoCalendarNames(platform.vault()),
        DynamoHeldTimes(),
    )
