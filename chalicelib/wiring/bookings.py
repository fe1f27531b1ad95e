"""Builds the use case that books, reschedules and cancels appointments."""

from functools import cache

from chalicelib.appointments.usecases.bookings import Bookings
from chalicelib.wiring import appointments, clients, notices, platform, visits


@cache
def bookings() -> Bookings:
    return Bookings(
        appointments.appointments(),
        clients.directory(),
        visits.rooms(),
        notices.notices(),
        platform.ids(),
        platform.clock,
    )
