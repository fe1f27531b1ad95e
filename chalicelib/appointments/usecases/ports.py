"""Defines ports of the appointment use cases: storage, the practice, and rooms."""

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
"""
Raises NotFound when the caller may not see an appointment.

The names of the appointment are still sealed when the check runs.
"""


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    """
    Selects the appointments of a list.

    The appointments start at `since` or later, and before `until`. If `provider` is set,
    only that provider's appointments are selected; otherwise, if `client` is set, only that
    client's. With neither, the list covers the whole practice. The list begins with the
    earliest appointment, or with the latest one when only `until` is given.
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

    Each read has an audit entry, written before names are opened (S15). Each change and its audit
    entry are one transaction (S14).
    """

    def get(self, access: Access, appointment: AppointmentId, may: AppointmentCheck) -> Appointment:
        """
        Return one appointment, read consistently, if the check `may` allows it.

        If `may` refuses, the names stay sealed and the attempt has an audit entry.

        Raises:
            NotFound: The practice has no such appointment, or `may` refused.
        """

    def page(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        """
        Return a page of appointments and the cursor of the next page.

        The page is read with one Query and recorded in one audit entry.
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
        """
        Store `after` with the next version, and its notices.

        Raises Conflict when the appointment changed since `before` was read.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the appointment that an earlier request with this key created."""


class BookingDirectory(Protocol):
    """Reads what booking needs to know about the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Return the practice's settings as they apply to the caller."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """
        Return those of `people` who belong to the practice, with their names.

        One audit entry covers all names.
        """

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        Return the preferred, else legal, names of clients.

        One audit entry covers all names.
        """


class RoomUpdater(Protocol):
    """Applies changes of appointments to their open rooms."""

    def update_room(self, appointment: Appointment) -> None:
        """
        Apply a stored change of an appointment to its room, if it has one.

        The room gets the new times; it ends if the appointment was cancelled. Raises a Failure when
        the room could not be updated.
        """
