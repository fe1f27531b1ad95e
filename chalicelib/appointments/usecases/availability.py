"""Finds the times at which a service can be booked, for clients and for staff."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.appointments.domain.availability import SlotRule, open_slots
from chalicelib.appointments.domain.slots import DAY
from chalicelib.appointments.domain.times import MAX_BOOKING_AHEAD
from chalicelib.appointments.usecases.ports import AppointmentStore, BookingDirectory
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.kernel.ports import Clock
from chalicelib.practice.domain.service import Service
from chalicelib.practice.domain.visit_terms import Bookable, VisitTerms
from chalicelib.practice.usecases.offerings import ServiceAssignments
from chalicelib.practice.usecases.visit_services import VisitServices

MAX_AVAILABILITY_DAYS = 62


@dataclass(frozen=True, slots=True)
class AvailableSlot:
    """A time at which a service can be booked, and the providers who are free then."""

    starts_at: datetime
    providers: Sequence[PersonId]


@dataclass(frozen=True, slots=True)
class BookableService:
    """A visit service with the providers with whom the caller can book it."""

    service: Service
    terms: VisitTerms
    providers: Sequence[tuple[PersonId, str]]


@dataclass(frozen=True, slots=True)
class Availability:
    """
    Finds services and times that can be booked.

    A client sees only services that clients may book, and only with providers who are
    assigned to them (S2). Nothing about other appointments is shown but that a time is
    not free.

    Raises:
        NotFound: There is no such service or provider, or the caller cannot book them.
    """

    services: VisitServices
    hours: WorkingHours
    rows: AppointmentStore
    client_access: ClientAccess
    directory: BookingDirectory
    now: Clock

    def bookable(self, access: Access) -> Sequence[BookableService]:
        """Return all visit services that the caller can book."""
        offered = [
            each for each in self.services.offered(access) if _may_book(access, each.service.visit)
        ]
        names = self._providers(access, {who for each in offered for who in each.people})
        return [
            BookableService(each.service, each.service.visit, people)
            for each in offered
            if each.service.visit
            if (people := [pair for pair in names if pair[0] in each.people])
            or access.role is not Role.CLIENT
        ]

    def terms(
        self, access: Access, service: ServiceId, provider: PersonId | None
    ) -> tuple[Service, VisitTerms, Sequence[PersonId]]:
        """Return a service, its terms, and the providers with whom the caller can book it."""
        stored, terms = self.services.get(access, service)
        if not _may_book(access, terms):
            raise NotFound
        people = [who for who, _ in self._providers(access, _chosen(stored, provider))]
        if not people and (provider or access.role is Role.CLIENT):
            raise NotFound
        return stored.service, terms, people

    def slots(
        self,
        access: Access,
        service: ServiceId,
        provider: PersonId | None,
        since: datetime,
        until: datetime,
    ) -> Sequence[AvailableSlot]:
        """Return the slots that start from `since` until before `until`, in order."""
        _, terms, people = self.terms(access, service, provider)
        return self.slots_of(access, terms, people, since, until)

    def slots_of(
        self,
        access: Access,
        terms: VisitTerms,
        people: Sequence[PersonId],
        since: datetime,
        until: datetime,
    ) -> Sequence[AvailableSlot]:
        """Return the slots of some providers. Checks no permission."""
        now = self.now()
        earliest = max(since, now + timedelta(minutes=terms.minimum_notice))
        latest = min(until, now + MAX_BOOKING_AHEAD)
        if earliest >= latest:
            return ()
        end = latest + timedelta(minutes=terms.minutes)
        hours = self.hours.open(access, people, earliest, end)
        busy = self.rows.provider_days(access, list(hours), _dates(earliest - DAY, end + DAY))
        rule = SlotRule(terms.minutes, terms.buffer_before, terms.buffer_after)
        free: dict[datetime, list[PersonId]] = defaultdict(list)
        for who, intervals in hours.items():
            taken = [each for day in busy if day.provider == who for each in day.busy]
            for at in open_slots(rule, intervals, taken, earliest):
                if at < latest:
                    free[at].append(who)
        return [AvailableSlot(at, free[at]) for at in sorted(free)]

    def _providers(
        self, access: Access, people: Collection[PersonId]
    ) -> Sequence[tuple[PersonId, str]]:
        """Return those people with whom the caller can book, with their names."""
        if access.role is Role.CLIENT and access.client:
            pairs = self.client_access.assignments.assigned(access, people, [access.client])
            people = {who for who, _ in pairs}
        if not people:
            return []
        colleagues = self.directory.colleagues(access, sorted(people))
        pairs_of_names = [
            (who, summary.name)
            for who, (member, summary) in colleagues.items()
            if member.is_active_provider
        ]
        return sorted(pairs_of_names, key=lambda each: (each[1].casefold(), each[0]))


def _chosen(stored: ServiceAssignments, provider: PersonId | None) -> frozenset[PersonId]:
    return stored.people & {provider} if provider else stored.people


def _may_book(access: Access, terms: VisitTerms | None) -> bool:
    return terms is not None and (
        access.role is not Role.CLIENT or terms.bookable is not Bookable.NO
    )


def _dates(since: datetime, until: datetime) -> Sequence[date]:
    days = (until.date() - since.date()).days
    return [since.date() + DAY * number for number in range(days + 1)]
