"""
Provides a sample appointment, and the `Access` of each person in the tests.

In the appointment, the provider Sam meets the client Avery at noon UTC.
"""

from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import seat_participants
from chalicelib.appointments.domain.times import check_booking_time
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId

PRACTICE = PracticeId("prc-1")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SAM, KIM = PersonId("sam"), PersonId("kim")
AVERY, MORGAN = ClientId("avery"), ClientId("morgan")
SEATS = [SeatId(f"seat-{n}") for n in range(1, 5)]


def an_appointment(providers=(SAM,), clients=(AVERY,), **changed):
    people = seat_participants(providers, clients, SEATS)
    names = tuple((each.seat, f"{each.person or each.client}".title()) for each in people)
    appointment = Appointment(
        AppointmentId("apt-1"), PRACTICE, people, NOON, 50, "America/New_York", NOON, names=names
    )
    return replace(appointment, **changed)


def check_time(appointment, now):
    """Return the appointment, if its time can be booked."""
    check_booking_time(appointment.starts_at, appointment.minutes, appointment.zone, now)
    return appointment


def provider(person=SAM, role=Role.PROVIDER):
    return Access(PRACTICE, person, role)


def client(which=AVERY):
    return Access(PRACTICE, PersonId(f"person-of-{which}"), Role.CLIENT, client=which)


ADMIN = Access(PRACTICE, PersonId("boss"), Role.ADMIN)
EVERYBODY = (
    provider(),
    provider(KIM),
    provider(SAM, Role.ADMIN),
    ADMIN,
    client(),
    client(MORGAN),
    client(ClientId("riley")),
)
