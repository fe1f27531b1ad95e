"""
A practice whose appointments are the real use cases, over fakes:

Sam and Kim see clients, Jordan is the Admin.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.bookings import Booking, Bookings
from chalicelib.appointments.usecases.completion import Completion
from chalicelib.clients.domain import Profile
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import PersonId
from tests.appointments.fake_appointments import FakeAppointments
from tests.kernel.fake_clock import FakeIdGenerator
from tests.practice.practice_harness import ADMIN, AVERY, KIM, NOW, PRACTICE, SAM, PracticeHarness

MORGAN = Profile("Morgan Lee", "morgan@mail.example", preferred_name="Mo")
TOMORROW = NOW + timedelta(days=1)


@dataclass
class FakeDelivery:
    """Implements `Outbox`; `sent`: notices in the order in which they left."""

    sent: list = field(default_factory=list)

    def deliver(self, notice):
        self.sent.append(notice)


@dataclass
class Booked(PracticeHarness):
    """
    `appointments`, `bookings`, `completing` are the real use cases;

    `avery` and `morgan` are clients, Sam's and Kim's.
    """

    def __post_init__(self):
        super().__post_init__()
        self.rows, self.outbox = FakeAppointments(), FakeDelivery()
        self.followed, self.keeping = [], None
        self.appointments = Appointments(self.rows, ClientAccess(self.desk), self.now)
        self.bookings = Bookings(
            self.appointments, self.desk, self, self.outbox, FakeIdGenerator(), self.now
        )
        self.completing = Completion(self.rows, self.now)
        self.avery = self.client(SAM, AVERY).id
        self.morgan = self.client(KIM, MORGAN).id

    def update_room(self, appointment):
        """Implements `RoomUpdater`."""
        self.followed.append(appointment)
        if isinstance(self.keeping, Exception):
            raise self.keeping

    def book(self, access=SAM, client=None, key=None, **changed):
        asked = Booking(client or self.avery, TOMORROW, 50, "America/New_York")
        return self.bookings.book(access, replace(asked, **changed), key).appointment

    def assigned(self, client, *people):
        """Who is assigned to a client now."""
        key = PRACTICE, client
        self.client_rows.rows[key] = replace(
            self.client_rows.rows[key], providers=frozenset(people)
        )

    def listed(self, access, wanted):
        return [each.appointment.id for each in self.appointments.page(access, wanted)[0]]


def wears_client(client):
    """A client, signed in."""
    return Access(PRACTICE, PersonId(f"person-of-{client}"), Role.CLIENT, client=client)


__all__ = ["ADMIN", "KIM", "NOW", "SAM", "TOMORROW", "Booked", "wears_client"]
