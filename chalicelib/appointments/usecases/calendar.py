"""Reads the calendar of one provider, or of all providers of a practice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.hours import DayOff, OpenInterval
from chalicelib.appointments.domain.status import AppointmentAction
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId
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


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment in a calendar, with the actions that the caller may take now."""

    appointment: Appointment
    actions: tuple[AppointmentAction, ...]
    client_name: str = field(repr=False)
    service_name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """
    The appointments of a period, in order, and their providers by name.

    `open` says when each provider whose calendar it is works, for those who have hours, and
    `days_off` on which days they do not.
    """

    entries: Sequence[CalendarEntry]
    providers: Sequence[tuple[PersonId, str]]
    open: Mapping[PersonId, Sequence[OpenInterval]]
    days_off: Mapping[PersonId, Sequence[DayOff]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Reads a period of a calendar with one Query, for any number of providers.

    An Admin sees all appointments of the practice. A provider sees those appointments whose
    clients are all assigned to them (S2). Calendars show the names that profiles have now.
    """

    appointments: Appointments
    hours: WorkingHours
    services: VisitServices
    names: CalendarNames

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
        people = {who for each in appointments for who in each.providers} | (
            {provider} if provider else set()
        )
        clients = {each.client for each in appointments}
        names = self.names.names(access, clients, people)
        services = self._service_names(access, appointments)
        now = self.appointments.now()
        entries = [
            CalendarEntry(
                each,
                each.actions(access, now),
                names.get(each.client, ""),
                services.get(each.service or "", ""),
            )
            for each in appointments
        ]
        by_name = sorted((names[who].casefold(), who) for who in people if who in names)
        providers = [(who, names[who]) for _, who in by_name]
        owners = {provider} if provider else people
        return CalendarPeriod(
            entries,
            providers,
            self.hours.open(access, owners, since, until),
            self.hours.days_off(access, owners, since, until),
        )

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
        self, access: Access, appointments: Sequence[Appointment]
    ) -> Mapping[str, str]:
        if not any(each.service for each in appointments):
            return {}
        rows = self.services.rows.all(access.practice)
        return {each.service.id: each.service.name for each in rows}
