"""Ports of the appointment use cases: storage, the practice's people, and rooms."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId
from chalicelib.notices.domain import Notice
from chalicelib.practice.usecases.billing_setup import BillingSetup

AppointmentCheck = Callable[[Appointment], None]
"""Raises NotFound when the caller may not see this appointment, whose names are still sealed."""


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    """
    Selects the appointments of a list.

    Their start is at `since` or later, and before `until`. The list holds those of `provider`,
    else of `client`, else of the whole practice. It begins with the earliest one, or with the
    latest one when only `until` is given.
    """

    since: datetime | None = None
    until: datetime | None = None
    client: ClientId | None = None
    provider: PersonId | None = None
    cursor: str | None = None
    limit: int = 50

    @property
    def latest_first(self) -> bool:
        """Whether the list begins with the latest appointment."""
        return self.until is not None and self.since is None


class AppointmentStore(Protocol):
    """
    Stores appointments.

    Each read is audited before names are opened (S15). Each change and its audit entry are one
    transaction (S14).
    """

    def get(self, access: Access, appointment: AppointmentId, may: AppointmentCheck) -> Appointment:
        """
        Read one appointment consistently.

        If `may` refuses it, its names stay sealed and the attempt is audited.

        Raises:
            NotFound: The practice has no such appointment, or `may` refused it.
        """

    def page(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        """
        Return a page and the cursor of the next one.

        Takes one Query and one audit entry.
        """

    def add(
        self,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        key: IdempotencyKey | None,
    ) -> Appointment:
        """
        Store a new appointment with its notices.

        Raises AlreadyProcessed when an earlier request used `key`.
        """

    def change(
        self, access: Access, before: Appointment, after: Appointment, notices: Sequence[Notice]
    ) -> Appointment:
        """Store `after` with the next version. Raises Conflict when `before` is outdated."""

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the appointment that an earlier request with this key created."""


class BookingDirectory(Protocol):
    """Reads what booking needs to know of the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Return the practice's settings as they apply to the person who asks."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """Return those who belong to the practice; one audit entry covers them all."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """Return the preferred, else legal, names; one audit entry covers them all."""


class RoomUpdater(Protocol):
    """Keeps the open rooms in step with their appointments."""

    def update_room(self, appointment: Appointment) -> None:
        """
        Apply a stored change to the appointment's room, if it has one.

        The room takes over the new times, and ends if the appointment was cancelled. Raises
        Failure.
        """
