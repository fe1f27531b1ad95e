"""Connects booking, which changes an appointment and its room. It is made at first use."""

from functools import cache

from chalicelib.appointments.usecases.bookings import Bookings
from chalicelib.wiring import appointments, clients, notices, platform, visits


@cache
def bookings() -> Bookings:
    """Appointments booked, moved and called off, and their rooms with them."""
    return Bookings(
        appointments.appointments(),
        clients.directory(),
        visits.rooms(),
        notices.notices(),
        platform.ids(),
        platform.clock,
    )
