"""Reads and changes when providers work, and the practice's holidays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.hours import (
    DayOff,
    Holidays,
    OpenInterval,
    ProviderHours,
    days_off,
    open_intervals,
    validate_holidays,
    validate_hours,
)
from chalicelib.appointments.usecases.ports import BookingDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import PersonId, PracticeId


class HoursStore(Protocol):
    """Stores providers' hours and a practice's holidays, each with a version."""

    def read(
        self, practice: PracticeId, providers: Collection[PersonId]
    ) -> tuple[Mapping[PersonId, ProviderHours], Holidays]:
        """Return the hours of those providers who have any, and the practice's holidays."""

    def save(self, access: Access, hours: ProviderHours) -> ProviderHours:
        """
        Store hours as the next version, with an audit entry.

        Raises Conflict when the stored hours do not have the version `hours.version`.
        """

    def save_holidays(self, access: Access, holidays: Holidays) -> Holidays:
        """
        Store holidays as the next version, with an audit entry.

        Raises Conflict when the stored holidays do not have the version `holidays.version`.
        """


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """
    Lets providers change their own hours, and Admins all hours and the holidays.

    Raises:
        NotAllowed: The caller's role does not permit the change (S4).
        NotFound: The practice has no such provider, or a provider asks for a colleague's.
        Invalid: A value is not valid. The error names the field.
        Conflict: The hours have changed since the caller read them. The error has the
            current ones.
    """

    rows: HoursStore
    directory: BookingDirectory

    def of(self, access: Access, provider: PersonId) -> ProviderHours:
        """Return a provider's hours. Without any, they are empty, in the practice's zone."""
        self._require_provider(access, provider)
        return self._stored(access, provider)

    def save(self, access: Access, hours: ProviderHours) -> ProviderHours:
        """Store a provider's hours; `hours.version` is the version that the caller saw."""
        self._require_provider(access, hours.provider)
        checked = validate_hours(hours)
        try:
            return self.rows.save(access, checked)
        except Conflict:
            raise Conflict(fresh=self._stored(access, hours.provider)) from None

    def holidays(self, access: Access) -> Holidays:
        access.require_role(Role.ADMIN, Role.PROVIDER)
        return self.rows.read(access.practice, ())[1]

    def save_holidays(self, access: Access, holidays: Holidays) -> Holidays:
        """Store the holidays; `holidays.version` is the version that the caller saw."""
        access.require_role(Role.ADMIN)
        checked = validate_holidays(holidays)
        try:
            return self.rows.save_holidays(access, checked)
        except Conflict:
            raise Conflict(fresh=self.holidays(access)) from None

    def open(
        self, access: Access, providers: Collection[PersonId], since: datetime, until: datetime
    ) -> Mapping[PersonId, Sequence[OpenInterval]]:
        """Return when each provider works, for those who have hours. Checks no permission."""
        return self.open_and_off(access, providers, since, until)[0]

    def open_and_off(
        self, access: Access, providers: Collection[PersonId], since: datetime, until: datetime
    ) -> tuple[Mapping[PersonId, Sequence[OpenInterval]], Mapping[PersonId, Sequence[DayOff]]]:
        """Return when each provider works, as `open` does, and on which days they do not."""
        hours, holidays = self.rows.read(access.practice, providers)
        start, end = (each.replace(second=0, microsecond=0) for each in (since, until))
        closed = holidays.dates
        return (
            {who: open_intervals(each, closed, start, end) for who, each in hours.items()},
            {who: days_off(each, closed, since, until) for who, each in hours.items()},
        )

    def _stored(self, access: Access, provider: PersonId) -> ProviderHours:
        stored = self.rows.read(access.practice, [provider])[0].get(provider)
        return stored or ProviderHours(provider, self.directory.billing_setup(access).zone)

    def _require_provider(self, access: Access, provider: PersonId) -> None:
        access.require_role(Role.ADMIN, Role.PROVIDER)
        if access.role is Role.PROVIDER and provider != access.person:
            raise NotFound
        member = self.directory.colleagues(access, [provider]).get(provider)
        if member is None or not member[0].is_provider:
            raise NotFound
