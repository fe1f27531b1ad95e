"""Defines the port to the stored waitlist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.freed_times import FreedTime
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.waitlist import Wait
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PracticeId, WaitId
from chalicelib.notices.domain import Notice


@dataclass(frozen=True, slots=True)
class WaitEffects:
    """
    What is stored in the same transaction as a changed wait.

    `days` are the provider days with the held time, or without it. `freed` is the time of
    an offer that ended.
    """

    days: Sequence[ProviderDay] = ()
    notices: Sequence[Notice] = ()
    freed: FreedTime | None = None


@dataclass(frozen=True, slots=True)
class AcceptedOffer:
    """
    The appointment of an accepted offer, and the one that it replaces.

    `replaced` is that appointment before and after it was cancelled, or None.
    """

    appointment: Appointment
    replaced: tuple[Appointment, Appointment] | None
    notices: Sequence[Notice]


class WaitStore(Protocol):
    """
    Stores waits. Nothing personal is clear in them but ids.

    Open waits are read consistently, and apart from those that ended. Each change of a wait
    is stored with an audit entry.
    """

    def get(self, practice: PracticeId, wait: WaitId) -> Wait:
        """
        Return a wait, open or ended, without the reason of its end.

        Raises NotFound when the practice has no such wait.
        """

    def all_open(self, practice: PracticeId) -> Sequence[Wait]:
        """Return all open waits of a practice."""

    def open_count(self, practice: PracticeId, client: ClientId) -> int:
        """Return how many open waits a client has."""

    def ended(
        self, access: Access, client: ClientId, cursor: str | None
    ) -> tuple[Sequence[Wait], str | None]:
        """
        Return a page of a client's ended waits, newest first, and a cursor.

        An audit entry is written before the reasons are opened.
        """

    def add(self, access: Access, wait: Wait, key: IdempotencyKey | None) -> Wait:
        """
        Store a new wait, and return it.

        Raises:
            AlreadyProcessed: An earlier request used the idempotency key.
            Conflict: The client has the most open waits already.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the wait that an earlier request created, or None."""

    def change(
        self, access: Access, before: Wait, after: Wait, purpose: str, effects: WaitEffects
    ) -> Wait:
        """
        Store the next version of a wait, and hold or release the time of its offer.

        A wait that has ended leaves the open waits in the same transaction.

        Raises:
            Conflict: The wait has changed since `before` was read.
            DaysChanged: One of the days has changed since it was read.
        """

    def accept(
        self,
        access: Access,
        before: Wait,
        after: Wait,
        acceptance: AcceptedOffer,
        days: Sequence[ProviderDay],
    ) -> Appointment:
        """
        Store an accepted offer: the wait, the appointment, and the one it replaces.

        Raises:
            Conflict: The wait, or the replaced appointment, has changed since it was read.
            DaysChanged: One of the days has changed since it was read.
        """

    def postpone(self, wait: Wait, check: datetime) -> None:
        """Store when a wait is checked next. Does nothing if the wait has changed."""

    def due(self, now: datetime) -> Sequence[Wait]:
        """Return waits whose next check is due; some may be missing."""

    def freed(self, now: datetime) -> Sequence[FreedTime]:
        """Return times that were set free and not dealt with; some may be missing."""

    def forget(self, freed: FreedTime) -> None:
        """Delete a freed time, about which the whole waitlist was asked."""
