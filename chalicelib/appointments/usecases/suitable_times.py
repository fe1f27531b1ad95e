"""Finds free times that suit the clients on a practice's waitlist."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.appointments.domain.offers import offer_end
from chalicelib.appointments.domain.waitlist import Wait
from chalicelib.appointments.usecases.availability import Availability, AvailableSlot
from chalicelib.appointments.usecases.wait_providers import WaitChoices
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.visit_terms import VisitTerms

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
    Finds times that suit waits of one practice.

    `choices` has who can hold the visits. Free times are read once, however many clients
    wait; after `reread`, a provider's free times are read again.
    """

    access: Access
    availability: Availability
    practice: Practice
    choices: WaitChoices
    slots: dict[tuple[ServiceId, tuple[PersonId, ...]], Sequence[AvailableSlot]] = field(
        default_factory=dict
    )

    def all(self, wait: Wait, span: tuple[datetime, datetime]) -> Iterator[SuitableTime]:
        """Yield the times in a span that can be offered, whatever the client wishes."""
        terms, people = self._choice(wait)
        if terms is None:
            return
        for slot in self._slots(wait.service, terms, people, span):
            ends = self._end(terms, slot.starts_at)
            if ends and wait.is_earlier(slot.starts_at):
                for who in slot.providers:
                    yield SuitableTime(who, slot.starts_at, terms, ends)

    def first(self, wait: Wait, span: tuple[datetime, datetime]) -> SuitableTime | None:
        """Return the first time in a span that suits a client, if there is one."""
        times = self.all(wait, span)
        return next((each for each in times if wait.accepts(each.provider, each.starts_at)), None)

    def at(self, wait: Wait, provider: PersonId, starts_at: datetime) -> SuitableTime:
        """
        Return a time that staff chose.

        Raises:
            NotFound: The service or the provider is not there for this client any more.
            Conflict: The time is too near to offer.
        """
        terms, people = self._choice(wait)
        if terms is None or provider not in people:
            raise NotFound
        ends = self._end(terms, starts_at)
        if ends is None:
            raise Conflict(TOO_NEAR)
        return SuitableTime(provider, starts_at, terms, ends)

    def reread(self, provider: PersonId) -> None:
        """Forget the free times of a provider, because one was just taken."""
        for key in [each for each in self.slots if provider in each[1]]:
            del self.slots[key]

    def _choice(self, wait: Wait) -> tuple[VisitTerms | None, tuple[PersonId, ...]]:
        return self.choices.terms.get(wait.service), self.choices.possible.get(wait.id, ())

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
        now = self.availability.now()
        return offer_end(now, starts_at, terms.minimum_notice, self.practice)
