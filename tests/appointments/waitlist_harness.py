"""Provides the waitlist of a practice, on fake stores."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from chalicelib.appointments.domain.waitlist import WaitStatus
from chalicelib.appointments.usecases.new_waits import NewWaits, WaitRequest
from chalicelib.appointments.usecases.wait_providers import WaitProviders
from chalicelib.appointments.usecases.wait_views import WaitViews
from chalicelib.appointments.usecases.waitlist import WaitFilter, Waitlist
from chalicelib.appointments.usecases.waitlist_offers import WaitlistOffers
from chalicelib.clients.domain.client import Profile
from chalicelib.identity.domain.membership import MembershipStatus
from tests.appointments.booking_harness import SAM, BookingHarness, client_access
from tests.appointments.fake_waits import FakeWaits
from tests.clients.fake_current_providers import FakeCurrentProviders

ZONE = "America/New_York"


class CountingIds:
    """Generates ids that sort by the time of their creation."""

    def __init__(self):
        self.numbers = count(1)

    def id(self):
        return f"01K{next(self.numbers):023d}"


class WaitlistHarness(BookingHarness):
    """
    Holds the waitlist under test. Sam works every weekday, and offers a visit.

    All of Sam's times are taken but those that a test sets free, by `taken`.
    """

    def __post_init__(self):
        super().__post_init__()
        ids = CountingIds()
        self.new_appointments = replace(self.new_appointments, ids=ids)
        self.waits = FakeWaits(self.rows)
        self.current_providers = FakeCurrentProviders(self.directory)
        providers = WaitProviders(self.visit_services, self.current_providers)
        self.views = WaitViews(self.appointments, providers, self)
        self.offers = WaitlistOffers(
            self.waits,
            self.slots,
            self.availability,
            providers,
            self.practice_rows,
            ids,
            self.now,
        )
        self.waitlist = Waitlist(
            self.waits,
            self.offers,
            self.changes,
            self.new_appointments,
            self.availability,
            NewWaits(self.availability, self.views, ids),
            self.views,
        )
        self.at = self.at.replace(hour=16, minute=0)
        self.rows.at = self.at
        self.work(SAM, start=10 * 60, end=11 * 60)
        self.visit = self.offer(minutes=60)
        self.day = self.at.replace(hour=15) + timedelta(days=1)
        self.taken = self.book(SAM, starts_at=self.day, minutes=60)

    def request(self, **changed):
        request = WaitRequest(None, self.visit, date(2026, 11, 25), ZONE)
        return replace(request, **changed)

    def join(self, access, key=None, **changed):
        # A wait begins after the one before it.
        self.at += timedelta(seconds=1)
        return self.waitlist.join(access, self.request(**changed), key)

    def three_wait(self):
        """Let three clients wait; return how they are signed in, in order."""
        names = ("Ada", "Ben", "Cid")
        made = [
            self.client(SAM, Profile(each, f"{each}@mail.example"), providers=[]) for each in names
        ]
        people = [client_access(each.id) for each in made]
        for each in people:
            self.join(each)
        return people

    def free(self):
        """Cancel the appointment that takes the time, and let the schedule run."""
        self.bookings.cancel(SAM, self.taken.id, self.taken.version)
        return self.offers.run_due()

    def wait_of(self, access):
        waits = [*self.waits.rows.values(), *self.waits.over.values()]
        return next((each for each in waits if each.client == access.client), None)

    def seen(self, access, **selection):
        """Return the waits that the caller sees, without what is read from elsewhere."""
        views = self.waitlist.list(access, WaitFilter(**selection))
        return [each.wait for each in views]

    def leaves(self, access):
        """Take a provider's membership away."""
        rows = self.directory.memberships.rows
        key = access.practice, access.person
        rows[key] = replace(rows[key], status=MembershipStatus.REMOVED)

    def offered(self):
        return [each for each in self.waits.rows.values() if each.status is WaitStatus.OFFERED]

    def accept(self, access):
        return self.waitlist.accept(access, self.wait_of(access).id).appointment

    def busy(self):
        (day,) = self.rows.provider_days(SAM, [SAM.person], [self.day.date()])
        return [each.appointment for each in day.busy]
