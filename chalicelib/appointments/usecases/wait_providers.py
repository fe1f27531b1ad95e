"""Finds the providers with whom waiting clients can have their visits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.appointments.domain.waitlist import Wait
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId, ServiceId, WaitId
from chalicelib.practice.domain.visit_terms import VisitTerms
from chalicelib.practice.usecases.offerings import ServiceAssignments
from chalicelib.practice.usecases.visit_services import VisitServices


class CurrentProviderReader(Protocol):
    """Reads who provides now and for whom. Nothing sealed is opened."""

    def active(self, access: Access, people: Collection[PersonId]) -> Collection[PersonId]:
        """Return which of these people are active providers of the practice."""

    def assigned(
        self, access: Access, pairs: Collection[tuple[PersonId, ClientId]]
    ) -> Collection[tuple[PersonId, ClientId]]:
        """Return the pairs in which the provider is assigned to the client."""


@dataclass(frozen=True, slots=True)
class WaitChoices:
    """
    Who can hold the visits of some waits, and the terms of each service.

    `possible` has those whom the client wishes, and the provider of the wait's offer.
    """

    possible: Mapping[WaitId, tuple[PersonId, ...]]
    terms: Mapping[ServiceId, VisitTerms]

    def of(self, wait: Wait) -> tuple[PersonId, ...]:
        """Return the providers whom the client wishes and who can hold the visit."""
        possible = self.possible.get(wait.id, ())
        return tuple(who for who in possible if not wait.providers or who in wait.providers)

    def offer_stands(self, wait: Wait) -> bool:
        """Return whether there is an offer, and its provider can hold the visit."""
        return wait.offer is not None and wait.offer.provider in self.possible.get(wait.id, ())


@dataclass(frozen=True, slots=True)
class WaitProviders:
    """
    Finds who can hold the visits for which clients wait.

    They are active providers who offer the service and are assigned to the client (S2).
    """

    services: VisitServices
    reader: CurrentProviderReader

    def of(
        self, access: Access, waits: Sequence[Wait], among: Collection[PersonId] | None = None
    ) -> WaitChoices:
        """Return the choices of some waits, of all providers or only of those in `among`."""
        if not waits:
            return WaitChoices({}, {})
        offered = {each.service.id: each for each in self.services.offered(access)}
        people = {each.id: _people(each, offered, among) for each in waits}
        active = set(self.reader.active(access, sorted(set().union(*people.values()))))
        pairs = [(who, each.client) for each in waits for who in sorted(people[each.id] & active)]
        assigned = set(self.reader.assigned(access, pairs)) if pairs else set()
        possible = {
            each.id: tuple(who for who in sorted(people[each.id]) if (who, each.client) in assigned)
            for each in waits
        }
        visits = {key: each.service.visit for key, each in offered.items()}
        return WaitChoices(possible, {key: terms for key, terms in visits.items() if terms})


def _people(
    wait: Wait,
    offered: Mapping[ServiceId, ServiceAssignments],
    among: Collection[PersonId] | None,
) -> frozenset[PersonId]:
    """Return who offers the service, of those wished for or in the offer."""
    if wait.service not in offered:
        return frozenset()
    people = offered[wait.service].people
    if wait.providers:
        people &= {*wait.providers, *([wait.offer.provider] if wait.offer else [])}
    return people if among is None else people & frozenset(among)
