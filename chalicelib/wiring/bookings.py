"""Builds the use case that books, reschedules and cancels appointments."""

from functools import cache

from chalicelib.appointments.usecases.bookings import Bookings
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.wiring import appointments, notices, platform, visits
from chalicelib.wiring.directory import directory


@cache
def overlaps() -> Overlaps:
    return Overlaps(appointments.appointments())


@cache
def bookings() -> Bookings:
    return Bookings(
        appointments.appointments(),
        overlaps(),
        directory(),
        visits.rooms(),
        notices.notices(),
        platform.ids(),
        platform.clock,
    )
