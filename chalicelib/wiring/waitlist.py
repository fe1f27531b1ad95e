"""Builds the waitlist, at first use."""

from functools import cache

from chalicelib.appointments.store.waitlist import DynamoWaits
from chalicelib.appointments.usecases.new_waits import NewWaits
from chalicelib.appointments.usecases.wait_providers import WaitProviders
from chalicelib.appointments.usecases.wait_views import WaitViews
from chalicelib.appointments.usecases.waitlist import Waitlist
from chalicelib.appointments.usecases.waitlist_offers import WaitlistOffers
from chalicelib.clients.store.calendar_names import DynamoCalendarNames
from chalicelib.clients.store.current_providers import DynamoCurrentProviders
from chalicelib.wiring import bookings, platform
from chalicelib.wiring.appointments import appointment_rows, appointments
from chalicelib.wiring.directory import practice_rows
from chalicelib.wiring.practice import visit_services


@cache
def wait_rows() -> DynamoWaits:
    return DynamoWaits(appointment_rows().writes)


@cache
def wait_providers() -> WaitProviders:
    return WaitProviders(visit_services(), DynamoCurrentProviders(platform.clock))


@cache
def wait_views() -> WaitViews:
    names = DynamoCalendarNames(platform.vault())
    return WaitViews(appointments(), wait_providers(), names)


@cache
def waitlist_offers() -> WaitlistOffers:
    return WaitlistOffers(
        wait_rows(),
        bookings.changes().slots,
        bookings.availability(),
        wait_providers(),
        practice_rows(),
        platform.ids(),
        platform.clock,
    )


@cache
def waitlist() -> Waitlist:
    return Waitlist(
        wait_rows(),
        waitlist_offers(),
        bookings.changes(),
        bookings.new_appointments(),
        bookings.availability(),
        NewWaits(bookings.availability(), wait_views(), platform.ids()),
        wait_views(),
    )
