"""
What appointments need of where they rest, of the practice, and of the rooms that people meet in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.identity.domain.membership import Membership, PersonCard
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId
from chalicelib.notices.domain import Notice
from chalicelib.practice.usecases.billing_setup import BillingSetup

AppointmentCheck = Callable[[Appointment], None]
"""Raises NotFound when the asker does not reach the appointment it is shown, names still sealed."""


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    """
    Which appointments a list asks for, by their start: `since` included, `until` not. Earliest
    first; with `until` alone, which asks for what is past, latest first. Of `provider`, else of
    `client`, else the practice's.
    """

    since: datetime | None = None
    until: datetime | None = None
    client: ClientId | None = None
    provider: PersonId | None = None
    cursor: str | None = None
    limit: int = 50

    @property
    def latest_first(self) -> bool:
        """Which end the list begins with."""
        return self.until is not None and self.since is None


class AppointmentStore(Protocol):
    """
    Stores appointments; whatever opens one is audited first (S15), every change carries its entry
    (S14).
    """

    def get(self, access: Access, appointment: AppointmentId, may: AppointmentCheck) -> Appointment:
        """
        One consistent read. What `may` refuses is not opened, and the attempt is written down.

        Raises:
            NotFound: Absent, another practice's, or refused by `may`.
        """

    def page(
        self, access: Access, wanted: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        """One Query, one audit entry; and the cursor of the next page."""

    def add(
        self,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        once: IdempotencyKey | None,
    ) -> Appointment:
        """A new one with its notices. Raises AlreadyProcessed when `once` made one before."""

    def change(
        self, access: Access, before: Appointment, after: Appointment, notices: Sequence[Notice]
    ) -> Appointment:
        """Store it if its version is still that of `before`; answers the next. Raises Conflict."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """The appointment an earlier request with this key made."""


class BookingDirectory(Protocol):
    """What booking asks of the rest of the practice."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Return the practice's settings as they apply to the person who asks."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonCard]]:
        """Those who belong to the practice; opened under one audit entry."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        What clients of the practice are called, by their preferred names; opened under one audit
        entry.
        """


class RoomUpdater(Protocol):
    """The rooms of appointments, which people may be in."""

    def update_room(self, appointment: Appointment) -> None:
        """
        A stored change: its room, if there is one, takes over the times, or ends with a cancelled
        one. Raises Failure.
        """
