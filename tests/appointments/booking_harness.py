"""Provides the product's appointment use cases, on fake stores."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.bookings import Booking, Bookings
from chalicelib.appointments.usecases.completion import Completion
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.clients.domain.client import Profile
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
    """A fake `Outbox`; `sent` lists the delivered notices in order."""

    sent: list = field(default_factory=list)

    def deliver(self, notice):
        self.sent.append(notice)


@dataclass
class BookingHarness(PracticeHarness):
    """
    Holds the appointment use cases under test, and the fakes that they use.

    `appointments`, `bookings` and `completion` are the product's own classes. Sam and
    Kim are providers and Jordan is an Admin. `avery` is a client of Sam, and `morgan` a
    client of Kim. `room_updates` lists the appointments whose video rooms were updated.
    If `room_error` is set, each room update raises that error.
    """

    def __post_init__(self):
        super().__post_init__()
        self.rows, self.outbox = FakeAppointments(), FakeDelivery()
        self.room_updates, self.room_error = [], None
        self.appointments = Appointments(
            self.rows, ClientAccess(self.directory), CurrentNames(self.directory), self.now
        )
        self.bookings = Bookings(
            self.appointments,
            Overlaps(self.appointments),
            self.directory,
            self,
            self.outbox,
            FakeIdGenerator(),
            self.now,
        )
        self.completion = Completion(self.rows, CurrentNames(self.directory), self.now)
        self.avery = self.client(SAM, AVERY).id
        self.morgan = self.client(KIM, MORGAN).id

    def update_room(self, appointment):
        """Record the room update, as a fake `RoomUpdater`; raise `room_error` if set."""
        self.room_updates.append(appointment)
        if isinstance(self.room_error, Exception):
            raise self.room_error

    def book(self, access=SAM, client=None, key=None, **changed):
        return self.book_view(access, client, key, **changed).appointment

    def book_view(self, access=SAM, client=None, key=None, **changed):
        booking = Booking(client or self.avery, TOMORROW, 50, "America/New_York")
        return self.bookings.book(access, replace(booking, **changed), key)

    def assign(self, client, *people):
        """Replace the client's assigned providers with these people."""
        key = PRACTICE, client
        self.client_rows.rows[key] = replace(
            self.client_rows.rows[key], providers=frozenset(people)
        )

    def list_ids(self, access, filters):
        return [each.appointment.id for each in self.appointments.page(access, filters)[0]]


def client_access(client):
    """Return an `Access` for a request that this client sends while signed in."""
    return Access(PRACTICE, PersonId(f"person-of-{client}"), Role.CLIENT, client=client)


__all__ = ["ADMIN", "KIM", "NOW", "SAM", "TOMORROW", "BookingHarness", "client_access"]
