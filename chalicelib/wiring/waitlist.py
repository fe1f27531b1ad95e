"""Builds the waitlist, at first use."""

from functools import cache

from chalicelib.appointments.store.waitlist import DynamoWaits
from chalicelib.appointments.usecases.waitlist import Waitlist
from chalicelib.appointments.usecases.waitlist_offers import WaitlistOffers
from chalicelib.clients.store.calendar_names import DynamoCalendarNames
from chalicelib.wiring import bookings, platform
from chalicelib.wiring.appointments import appointment_rows
from chalicelib.wiring.directory import practice_rows


@cache
def wait_rows() -> DynamoWaits:
    return DynamoWaits(appointment_rows().writes)


@cache
def waitlist_offers() -> WaitlistOffers:
    return WaitlistOffers(
        wait_rows(),
        bookings.changes().slots,
        bookings.availability(),
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
        DynamoCalendarNames(platform.vault()),
    )
