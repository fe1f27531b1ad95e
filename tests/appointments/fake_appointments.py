"""Provides a fake appointment store, which keeps appointments in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.appointments.domain.freed_times import freed_times
from chalicelib.appointments.domain.reminders import first_plan
from chalicelib.appointments.domain.slots import ProviderDay, busy_interval
from chalicelib.appointments.domain.status import AGREED
from chalicelib.appointments.usecases.ports import DaysChanged
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed


@dataclass
class FakeAppointments:
    """
    A fake `AppointmentStore` that keeps appointments in memory.

    `refused` lists each refused access, as a pair of person and appointment. `notices`
    lists all stored notices. `freed` lists times that were set free, and `holds` has the
    held times, by practice and appointment. `left` has the appointments about which
    staff have to decide. `names` are the `CurrentNames` that
    lists show, if any. `days` has the stored provider days,
    and `plans` the reminder plans; `at` is the time at which these begin.
    """

    rows: dict = field(default_factory=dict)
    ids_by_key: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    days: dict = field(default_factory=dict)
    plans: dict = field(default_factory=dict)
    freed: list = field(default_factory=list)
    holds: dict = field(default_factory=dict)
    left: set = field(default_factory=set)
    at: datetime = datetime(2026, 11, 24, tzinfo=UTC)
    names: Any = None

    def without_names(self, access, appointment):
        row = self.rows.get((access.practice, appointment))
        if row is None:
            raise NotFound
        return replace(row, names=())

    def some_without_names(self, access, appointments):
        rows = [self.rows.get((access.practice, each)) for each in appointments]
        return [replace(row, names=()) for row in rows if row]

    def get(self, access, appointment, may):
        row = self.rows.get((access.practice, appointment))
        if row is None:
            raise NotFound
        try:
            may(replace(row, names=()))
        except NotFound:
            self.refused.append((access.person, appointment))
            raise
        return row

    def page(self, access, filters, visible):
        page, cursor = self._page(access, filters)
        nameless = visible([replace(each, names=()) for each in page])
        ids = {each.id for each in nameless}
        rows = [each for each in page if each.id in ids]
        return (self.names.of_all(access, rows) if self.names else rows), cursor

    def _page(self, access, filters):
        rows = [
            each
            for (practice, _), each in self.rows.items()
            if practice == access.practice and _matches(each, filters)
        ]
        rows.sort(key=lambda each: (each.starts_at, each.id), reverse=filters.latest_first)
        start = int(filters.cursor or 0)
        end = start + filters.limit
        return rows[start:end], str(end) if len(rows) > end else None

    def page_without_names(self, access, filters):
        page, cursor = self._page(access, filters)
        return [replace(each, names=()) for each in page], cursor

    def provider_days(self, access, providers, days):
        return [self._day(access.practice, who, day) for who in providers for day in days]

    def add(self, access, appointment, notices, key, days=()):
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        self._put_days(access.practice, days)
        if key:
            result = key.request_hash, appointment.id
            self.ids_by_key[access.practice, access.person, key.key] = result
        return self._put(None, replace(appointment, version=1), notices)

    def change(self, access, before, after, notices, days=()):
        if self.rows[after.practice, after.id].version != before.version:
            raise Conflict
        self._put_days(access.practice, days)
        return self._put(before, replace(after, version=before.version + 1), notices)

    def held_until(self, access, appointment):
        held = self.holds.get((access.practice, appointment))
        return held and held.until

    def held(self, practice, since, until):
        """Return held times, as a fake `HeldTimeReader`."""
        times = [each for (owner, _), each in self.holds.items() if owner == practice]
        ordered = sorted(times, key=lambda each: (each.starts_at, each.appointment))
        return [each for each in ordered if since <= each.starts_at < until]

    def remove(self, access, appointment, days=()):
        if self.rows[appointment.practice, appointment.id].version != appointment.version:
            raise Conflict
        self._put_days(access.practice, days)
        self.plans.pop((appointment.practice, appointment.id), None)
        return self.rows.pop((appointment.practice, appointment.id))

    def unanswered(self, now):
        return [key for key, each in self.rows.items() if each.is_unanswered(now)]

    def due(self, now):
        is_due = [key for key, each in self.rows.items() if each.is_undecided(now)]
        return [key for key in is_due if key not in self.left]

    def leave_to_staff(self, appointment):
        key = appointment.practice, appointment.id
        if self.rows[key].version != appointment.version:
            raise Conflict
        self.left.add(key)

    def result_of(self, access, key):
        request_hash, appointment = self.ids_by_key.get(
            (access.practice, access.person, key.key), (key.request_hash, None)
        )
        if request_hash != key.request_hash:
            raise Invalid(KEY_REUSED)
        return appointment

    def _day(self, practice, provider, day):
        stored = self.days.get((practice, provider, day))
        if stored:
            return stored
        made = ProviderDay(provider, day)
        for (owner, _), each in sorted(self.rows.items()):
            if owner == practice and provider in each.providers:
                made = made.holding(busy_interval(each))
        return made

    def _put_days(self, practice, days):
        stored = [self.days.get((practice, each.provider, each.day)) for each in days]
        versions = [each.version if each else 0 for each in stored]
        if versions != [each.version for each in days]:
            raise DaysChanged
        for each in days:
            key = practice, each.provider, each.day
            self.days[key] = replace(each, version=each.version + 1)

    def _put(self, before, appointment, notices):
        plan = first_plan(before, appointment, self.at)
        if plan:
            self.plans[appointment.practice, appointment.id] = plan
        self.freed += freed_times(before, appointment, self.at) if before else ()
        self.rows[appointment.practice, appointment.id] = appointment
        self.left.discard((appointment.practice, appointment.id))
        self.notices += notices
        return appointment


def _matches(appointment, filters):
    is_theirs = (
        filters.provider in appointment.providers
        if filters.provider
        else filters.client in {None, *appointment.clients}
    )
    is_theirs &= filters.status in {None, appointment.status}
    is_theirs &= not filters.undecided or appointment.status in AGREED
    starts_at = appointment.starts_at
    is_after = filters.since is None or starts_at >= filters.since
    return is_theirs and is_after and (filters.until is None or starts_at < filters.until)
