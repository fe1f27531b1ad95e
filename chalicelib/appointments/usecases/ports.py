"""Defines the ports to storage, practice data and rooms for appointment use cases."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.status import AppointmentStatus
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
AppointmentSelection = Callable[[Sequence[Appointment]], Sequence[Appointment]]
"""Returns those appointments, whose names are still sealed, that the caller may see."""


@dataclass(frozen=True, slots=True)
class AppointmentFilter:
    """
    Selects the appointments that a list contains.

    The list contains appointments that start at `since` or later, and before `until`. If
    one of these two is None, the list has no limit on that side. If `provider` is set, the
    list has only that provider's appointments. Otherwise, if `client` is set, the list has
    only that client's appointments. If neither is set, the list covers the whole practice.
    If `status` is set, the list has only appointments with that status. With `undecided`, it
    has only those whose time is over and that nobody has marked. The list begins
    with the earliest appointment, or with the latest one when only `until` is given.
    """

    since: datetime | None = None
    until: datetime | None = None
    client: ClientId | None = None
    provider: PersonId | None = None
    status: AppointmentStatus | None = None
    undecided: bool = False
    cursor: str | None = None
    limit: int = 50

    @property
    def latest_first(self) -> bool:
        """Whether the list begins with the latest appointment."""
        return self.until is not None and self.since is None


class DaysChanged(Exception):
    """Raised when another booking changed a provider's day; nothing was stored."""


class AppointmentStore(Protocol):
    """
    Stores appointments.

    The store writes an audit entry for each read before it opens the names (S15). It writes
    each change and the change's audit entry in one transaction (S14).
    """

    def get(self, access: Access, appointment: AppointmentId, may: AppointmentCheck) -> Appointment:
        """
        Return one appointment with a consistent read, if the check `may` allows it.

        If `may` raises NotFound, the names stay sealed, and the refused attempt gets an audit
        entry.

        Raises:
            NotFound: The practice has no such appointment, or `may` refused the caller.
        """

    def without_names(self, access: Access, appointment: AppointmentId) -> Appointment:
        """
        Return one appointment without the participants' names, read consistently.

        Nothing sealed is opened, so there is no audit entry. Raises NotFound if the practice
        has no such appointment.
        """

    def some_without_names(
        self, access: Access, appointments: Collection[AppointmentId]
    ) -> Sequence[Appointment]:
        """
        Return those of the appointments that exist, as `without_names` does.

        The store reads them with one BatchGet.
        """

    def page(
        self, access: Access, filters: AppointmentFilter, visible: AppointmentSelection
    ) -> tuple[Sequence[Appointment], str | None]:
        """
        Return what `visible` selects of a page, and the next page's cursor.

        Booked appointments have the names that their participants have now. The store reads the
        page with one DynamoDB Query and the names with one BatchGet, and writes one audit entry
        for both. The cursor is None on the last page.
        """

    def page_without_names(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        """
        Return a page of appointments without names, and the next page's cursor.

        Nothing sealed is opened, so there is no audit entry. The cursor is None on the last page.
        """

    def provider_days(
        self, access: Access, providers: Collection[PersonId], days: Collection[date]
    ) -> Sequence[ProviderDay]:
        """
        Return each provider's busy intervals on each UTC day, read consistently.

        A day that was never stored is made of the provider's appointments. Nothing sealed is
        opened, so there is no audit entry.
        """

    def add(
        self,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        key: IdempotencyKey | None,
        days: Sequence[ProviderDay] = (),
    ) -> Appointment:
        """
        Store a new appointment with its notices, and return the stored appointment.

        The changed provider days are stored in the same transaction.

        Raises:
            AlreadyProcessed: An earlier request used the idempotency key `key`.
            DaysChanged: One of the days has changed since it was read.
        """

    def change(
        self,
        access: Access,
        before: Appointment,
        after: Appointment,
        notices: Sequence[Notice],
        days: Sequence[ProviderDay] = (),
    ) -> Appointment:
        """
        Store `after` as the next version of the appointment, with its notices.

        The changed provider days are stored in the same transaction.

        Raises:
            Conflict: The appointment has changed since `before` was read.
            DaysChanged: One of the days has changed since it was read.
        """

    def held_until(self, access: Access, appointment: AppointmentId) -> datetime | None:
        """
        Return until when a time is held for an appointment to be accepted.

        The result is None if no time is held for it. The read is consistent.
        """

    def remove(
        self, access: Access, appointment: Appointment, days: Sequence[ProviderDay] = ()
    ) -> Appointment:
        """
        Delete an appointment of a booking that was interrupted, and return it.

        Nobody has been told of it. The changed provider days are stored in the same
        transaction, with an audit entry.

        Raises:
            Conflict: The appointment has changed since it was read.
            DaysChanged: One of the days has changed since it was read.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """
        Return the id of the appointment that an earlier request created.

        The result is None if no earlier request used the idempotency key `key`.
        """


class BookingDirectory(Protocol):
    """Reads what booking needs to know about the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """
        Return the practice's billing settings.

        The result also says whether the practice has accepted the Business Associate Agreement,
        and whether the caller is assigned to the service Client Billing.
        """

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """
        Return the memberships and names of `people`, by person.

        The result omits people who do not belong to the practice. One audit entry covers all
        names.
        """

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        Return the names of clients, as a mapping from client id to name.

        A client's name is their preferred name, or their legal name if they have no preferred
        name. One audit entry covers all names.
        """


class RoomUpdater(Protocol):
    """Updates the room of an appointment after the appointment has changed."""

    def update_room(self, appointment: Appointment) -> None:
        """
        Update the room of an appointment after a stored change of the appointment.

        The room gets the new times, or ends if the appointment was cancelled. If the
        appointment has no room yet, nothing happens. Raises a Failure when the room could not
        be updated.
        """
