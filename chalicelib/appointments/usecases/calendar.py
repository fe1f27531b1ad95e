"""Reads the calendar of one provider, or of all providers of a practice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.hours import DayOff, OpenInterval
from chalicelib.appointments.domain.offers import HeldTime
from chalicelib.appointments.domain.status import AppointmentAction
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.practice.usecases.visit_services import VisitServices

MAX_CALENDAR_DAYS = 42
PAGE = 1000


class CalendarNames(Protocol):
    """Reads the names that a calendar shows."""

    def names(
        self, access: Access, clients: Collection[ClientId], people: Collection[PersonId]
    ) -> Mapping[str, str]:
        """
        Return the present names by client and person id; omit ids that are unknown.

        One audit entry covers all names, and is written before any of them is opened.
        """


class HeldTimeReader(Protocol):
    """Reads the times that are held for waiting clients; there are no names in them."""

    def held(self, practice: PracticeId, since: datetime, until: datetime) -> Sequence[HeldTime]:
        """Return the held times that start in a period, in order; some may be missing."""


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """
    A held time in a calendar.

    `client_name` is None if the caller may not see the client.
    """

    time: HeldTime
    client_name: str | None = field(repr=False)
    service_name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """
    An appointment in a calendar, with the actions that the caller may take now.

    `is_undecided` says that staff have to say whether it took place.
    """

    appointment: Appointment
    actions: tuple[AppointmentAction, ...]
    client_name: str = field(repr=False)
    service_name: str = ""
    is_undecided: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """
    The appointments of a period, in order, and their providers by name.

    `open` says when each provider whose calendar it is works, for those who have hours, and
    `days_off` on which days they do not. `held` are the times that are held for offers of the
    waitlist.
    """

    entries: Sequence[CalendarEntry]
    held: Sequence[HeldEntry]
    providers: Sequence[tuple[PersonId, str]]
    open: Mapping[PersonId, Sequence[OpenInterval]]
    days_off: Mapping[PersonId, Sequence[DayOff]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Reads a period of a calendar with two Queries, for any number of providers.

    An Admin sees all appointments of the practice. A provider sees those appointments whose
    clients are all assigned to them (S2). Calendars show the names that profiles have now.
    """

    appointments: Appointments
    hours: WorkingHours
    services: VisitServices
    names: CalendarNames
    held: HeldTimeReader

    def read(
        self, access: Access, provider: PersonId | None, since: datetime, until: datetime
    ) -> CalendarPeriod:
        """
        Return the calendar of a provider, of the practice, or of the caller.

        Without `provider`, an Admin gets the whole practice, and a provider their own.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        if provider is None and access.role is Role.PROVIDER:
            provider = access.person
        appointments = self._appointments(access, provider, since, until)
        held = self._held(access, provider, since, until)
        seen = self.appointments.client_access.reached(access, {each.client for each in held})
        people = {who for each in appointments for who in each.providers}
        people |= {each.provider for each in held} | ({provider} if provider else set())
        clients = {*seen, *(each.client for each in appointments)}
        names = self.names.names(access, clients, people)
        services = self._service_names(access, [*appointments, *held])
        now = self.appointments.now()
        entries = [
            CalendarEntry(
                each,
                each.actions(access, now),
                names.get(each.client, ""),
                services.get(each.service or "", ""),
                each.is_undecided(now),
            )
            for each in appointments
        ]
        by_name = sorted((names[who].casefold(), who) for who in people if who in names)
        providers = [(who, names[who]) for _, who in by_name]
        owners = {provider} if provider else people
        held_entries = [
            HeldEntry(each, names.get(each.client, ""), services.get(each.service, ""))
            if each.client in seen
            else HeldEntry(each, None)
            for each in held
        ]
        return CalendarPeriod(
            entries,
            held_entries,
            providers,
            *self.hours.open_and_off(access, owners, since, until),
        )

    def _held(
        self, access: Access, provider: PersonId | None, since: datetime, until: datetime
    ) -> Sequence[HeldTime]:
        now = self.appointments.now()
        return [
            each
            for each in self.held.held(access.practice, since - LONGEST, until)
            if each.ends_at > since and now < each.until and provider in {None, each.provider}
        ]

    def _appointments(
        self, access: Access, provider: PersonId | None, since: datetime, until: datetime
    ) -> Sequence[Appointment]:
        filters = AppointmentFilter(since - LONGEST, until, provider=provider, limit=PAGE)
        appointments = [
            each
            for each in self.appointments.all_without_names(access, filters)
            if each.ends_at > since
        ]
        visible = self.appointments.visible(access, appointments)
        return [each for each in appointments if each.id in visible]

    def _service_names(
        self, access: Access, appointments: Sequence[Appointment | HeldTime]
    ) -> Mapping[str, str]:
        if not any(each.service for each in appointments):
            return {}
        rows = self.services.rows.all(access.practice)
        return {each.service.id: each.service.name for each in rows}
