"""Provides the product's appointment use cases, on fake stores."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.appointments.domain.hours import HoursWindow, ProviderHours, WeeklyWindow
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.attendance import Attendance
from chalicelib.appointments.usecases.availability import Availability
from chalicelib.appointments.usecases.booking_requests import Booking
from chalicelib.appointments.usecases.bookings import Bookings
from chalicelib.appointments.usecases.calendar import Calendar
from chalicelib.appointments.usecases.client_bookings import ClientBookings
from chalicelib.appointments.usecases.completion import Completion
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.new_appointments import NewAppointments
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.appointments.usecases.past_appointments import PastAppointments
from chalicelib.appointments.usecases.provider_changes import ProviderChanges
from chalicelib.appointments.usecases.series_bookings import SeriesBookings
from chalicelib.appointments.usecases.series_changes import SeriesChanges
from chalicelib.appointments.usecases.series_recovery import SeriesRecovery
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.unanswered_requests import UnansweredRequests
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.clients.domain.client import Profile
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import PersonId
from chalicelib.practice.domain.visit_terms import Bookable, VisitTerms
from chalicelib.practice.usecases.visit_services import VisitServiceFacts, VisitServices
from tests.appointments.fake_appointments import FakeAppointments
from tests.appointments.fake_hours import FakeHours
from tests.appointments.fake_series import FakeSeries
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
    If `room_error` is set, each room update raises that error. `book` allows double
    bookings, unless it is told otherwise.
    """

    def __post_init__(self):
        super().__post_init__()
        self.rows, self.outbox = FakeAppointments(), FakeDelivery()
        self.room_updates, self.room_error, self.name_reads = [], None, 0
        self.rows.names = CurrentNames(self.directory)
        names, access = CurrentNames(self.directory), ClientAccess(self.directory, self.directory)
        self.appointments = Appointments(self.rows, access, names, self.now)
        self.hour_rows = FakeHours()
        self.working_hours = WorkingHours(self.hour_rows, self.directory)
        self.visit_services = VisitServices(self.offerings, self.offering_rows, FakeIdGenerator())
        self.slots = Slots(self.rows, self.working_hours, self.now)
        self.changes = AppointmentChanges(self.appointments, self.slots, self, self.outbox)
        self.new_appointments = NewAppointments(
            access, self.directory, self.visit_services, FakeIdGenerator(), self.now
        )
        self.bookings = Bookings(
            self.changes,
            Overlaps(self.appointments, self.visit_services),
            self.new_appointments,
            self.now,
        )
        self.availability = Availability(
            self.visit_services, self.working_hours, self.rows, access, self.directory, self.now
        )
        self.client_bookings = ClientBookings(
            self.availability, self.changes, self.new_appointments
        )
        self.calendar = Calendar(
            self.appointments, self.working_hours, self.visit_services, self, self.rows
        )
        self.attendance = Attendance(self.changes, self.now)
        self.provider_changes = ProviderChanges(
            self.changes, self.bookings.overlaps, self.directory, self.visit_services, self.now
        )
        self.met = set()
        self.past_appointments = PastAppointments(self.rows, self.changes, self, self.now)
        self.unanswered_requests = UnansweredRequests(self.rows, self.changes, self.now)
        self.series = FakeSeries(self.rows)
        self.series_recovery = SeriesRecovery(self.changes, self.series, self.now)
        overlaps = self.bookings.overlaps
        self.series_bookings = SeriesBookings(
            self.series_recovery, overlaps, self.new_appointments, self.now
        )
        self.series_changes = SeriesChanges(self.series_recovery, overlaps, self.now)
        self.completion = Completion(self.rows, self.slots, CurrentNames(self.directory), self.now)
        self.avery = self.client(SAM, AVERY).id
        self.morgan = self.client(KIM, MORGAN).id

    def update_room(self, appointment):
        """Record the room update, as a fake `RoomUpdater`; raise `room_error` if set."""
        self.room_updates.append(appointment)
        if isinstance(self.room_error, Exception):
            raise self.room_error

    def have_met(self, access, appointment):
        """Return whether the test says that people met, as a fake `MeetingReader`."""
        return access.role is Role.SYSTEM and appointment.id in self.met

    def names(self, access, clients, people):
        """Return names, as a fake `CalendarNames`; `name_reads` counts the calls."""
        self.name_reads += 1
        colleagues = self.directory.colleagues(access, people)
        return {who: summary.name for who, (_, summary) in colleagues.items()} | dict(
            self.directory.client_names(access, clients)
        )

    def offer(self, *providers, **terms):
        """Create a visit service that these providers offer; return its id."""
        values = {"minutes": 50, "bookable": Bookable.ONLINE} | terms
        facts = VisitServiceFacts(
            "First visit", "", VisitTerms(**values), [each.person for each in providers or [SAM]]
        )
        return self.visit_services.create(ADMIN, facts, None).service.id

    def work(self, access=SAM, zone="America/New_York", start=9 * 60, end=17 * 60, **changed):
        """Store hours of this provider, the same on each weekday from Monday to Friday."""
        window = HoursWindow(start, end)
        weekly = tuple(WeeklyWindow(day, window) for day in range(5))
        stored = self.hour_rows.hours.get((PRACTICE, access.person))
        hours = ProviderHours(access.person, zone, weekly, version=stored.version if stored else 0)
        return self.working_hours.save(ADMIN, replace(hours, **changed))

    def book(self, access=SAM, client=None, key=None, **changed):
        return self.book_view(access, client, key, **changed).appointment

    def book_view(self, access=SAM, client=None, key=None, **changed):
        booking = Booking(
            client or self.avery, TOMORROW, 50, "America/New_York", allow_overlap=True
        )
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
