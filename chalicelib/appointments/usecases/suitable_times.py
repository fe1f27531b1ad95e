"""Finds free times that suit the clients on a practice's waitlist."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.appointments.domain.waitlist import Wait, offer_end
from chalicelib.appointments.usecases.availability import Availability, AvailableSlot
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import ClientId, PersonId, ServiceId
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.visit_terms import VisitTerms
from chalicelib.practice.usecases.offerings import ServiceAssignments

TOO_NEAR = "This time is too near to offer it. Book it for the client instead."


@dataclass(frozen=True, slots=True)
class SuitableTime:
    """A time to offer to a client until `ends`."""

    provider: PersonId
    starts_at: datetime
    terms: VisitTerms
    ends: datetime


@dataclass(frozen=True, slots=True)
class SuitableTimes:
    """
    Finds times of some providers that suit waits of one practice.

    `assigned` are pairs of a provider and a client. Services and free times are read once,
    however many clients wait; after `reread`, a provider's free times are read again.
    """

    access: Access
    availability: Availability
    practice: Practice
    providers: Collection[PersonId]
    assigned: Collection[tuple[PersonId, ClientId]]
    services: dict[ServiceId, tuple[ServiceAssignments, VisitTerms]] = field(default_factory=dict)
    slots: dict[tuple[ServiceId, tuple[PersonId, ...]], Sequence[AvailableSlot]] = field(
        default_factory=dict
    )

    def first(self, wait: Wait, span: tuple[datetime, datetime]) -> SuitableTime | None:
        """Return the first time in a span that suits a client, if there is one."""
        terms, people = self._terms(wait)
        for slot in self._slots(wait.service, terms, people, span):
            for who in slot.providers:
                ends = wait.accepts(who, slot.starts_at) and self._end(terms, slot.starts_at)
                if ends:
                    return SuitableTime(who, slot.starts_at, terms, ends)
        return None

    def at(self, wait: Wait, provider: PersonId, starts_at: datetime) -> SuitableTime:
        """
        Return a time that staff chose.

        Raises:
            NotFound: The service or the provider is not there for this client any more.
            Conflict: The time is too near to offer.
        """
        terms, people = self._terms(wait)
        if provider not in people:
            raise NotFound
        ends = self._end(terms, starts_at)
        if ends is None:
            raise Conflict(TOO_NEAR)
        return SuitableTime(provider, starts_at, terms, ends)

    def reread(self, provider: PersonId) -> None:
        """Forget the free times of a provider, because one was just taken."""
        for key in [each for each in self.slots if provider in each[1]]:
            del self.slots[key]

    def _terms(self, wait: Wait) -> tuple[VisitTerms, tuple[PersonId, ...]]:
        """Return the service's terms, and who of the providers can hold the visit."""
        if wait.service not in self.services:
            self.services[wait.service] = self.availability.services.get(self.access, wait.service)
        stored, terms = self.services[wait.service]
        people = tuple(
            who
            for who in wait.providers
            if who in stored.people
            and who in self.providers
            and (who, wait.client) in self.assigned
        )
        return terms, people

    def _slots(
        self,
        service: ServiceId,
        terms: VisitTerms,
        people: tuple[PersonId, ...],
        span: tuple[datetime, datetime],
    ) -> Sequence[AvailableSlot]:
        if not people:
            return ()
        if (service, people) not in self.slots:
            slots = self.availability.slots_of(self.access, terms, people, *span)
            self.slots[service, people] = slots
        return self.slots[service, people]

    def _end(self, terms: VisitTerms, starts_at: datetime) -> datetime | None:
        rule, zone = self.practice.reminders, self.practice.zone
        return offer_end(self.availability.now(), starts_at, terms.minimum_notice, rule, zone)
