"""Provides a fake of the stored waitlist, on the fake appointment store."""

from dataclasses import dataclass, field, replace

from chalicelib.appointments.domain.offers import HeldTime
from chalicelib.appointments.domain.waitlist import MAX_OPEN_WAITS, TOO_MANY, WaitStatus
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from tests.appointments.fake_appointments import FakeAppointments

ENDED_PAGE = 25


def _nothing(_name):
    """Do nothing: the default for `boundary`, with which no call fails."""


@dataclass
class FakeWaits:
    """
    Fakes `WaitStore`; it passes the tests in `test_waitlist.py`.

    `rows` has the open waits, and `over` those that ended, in order of their ends. Tests set
    the function `boundary` to inject faults. The fake calls it with a name before and after
    each change.
    """

    appointments: FakeAppointments = field(default_factory=FakeAppointments)
    rows: dict = field(default_factory=dict)
    over: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    purposes: list = field(default_factory=list)
    boundary: object = _nothing

    def get(self, practice, wait):
        stored = self.rows.get((practice, wait)) or self.over.get((practice, wait))
        if stored is None:
            raise NotFound
        return replace(stored, reason="")

    def all_open(self, practice):
        return [each for (own, _), each in self.rows.items() if own == practice and each.is_open]

    def open_count(self, practice, client):
        return len([each for each in self.all_open(practice) if each.client == client])

    def ended(self, access, client, cursor):
        ended = [
            each
            for (practice, _), each in reversed(self.over.items())
            if (practice, each.client) == (access.practice, client)
        ]
        start = int(cursor or 0)
        end = start + ENDED_PAGE
        return ended[start:end], str(end) if len(ended) > end else None

    def add(self, access, wait, key):
        self.boundary("before")
        if self.open_count(wait.practice, wait.client) >= MAX_OPEN_WAITS:
            raise Conflict(TOO_MANY)
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        self.rows[wait.practice, wait.id] = stored = replace(wait, version=1)
        if key:
            self.keys[access.practice, access.person, key.key] = wait.id
        return stored

    def result_of(self, access, key):
        return self.keys.get((access.practice, access.person, key.key))

    def change(self, access, before, after, purpose, effects):
        self.boundary("before")
        self._require_same(before)
        self.appointments._put_days(access.practice, effects.days)
        new = self._put(before, after, purpose)
        self.appointments.notices += effects.notices
        self.appointments.freed += [effects.freed] if effects.freed else []
        self.boundary("after")
        return new

    def accept(self, access, before, after, acceptance, days):
        self.boundary("before")
        self._require_same(before)
        rows, replaced = self.appointments, acceptance.replaced
        if replaced:
            stored = rows.rows[replaced[0].practice, replaced[0].id]
            if stored.version != replaced[0].version:
                raise Conflict
        booked = rows.add(access, acceptance.appointment, acceptance.notices, None, days)
        self._put(before, after, "accept offer of a time")
        if replaced:
            rows.change(access, *replaced, ())
        self.boundary("after")
        return booked

    def postpone(self, wait, check):
        if self.rows.get((wait.practice, wait.id)) == wait:
            self.rows[wait.practice, wait.id] = replace(wait, next_check=check)

    def due(self, now):
        return [each for each in self.rows.values() if each.next_check and each.next_check <= now]

    def freed(self, _now):
        return list(self.appointments.freed)

    def forget(self, freed):
        self.appointments.freed = [each for each in self.appointments.freed if each != freed]

    def _require_same(self, before):
        stored = self.rows.get((before.practice, before.id))
        if stored is None or stored.version != before.version:
            raise Conflict

    def _put(self, before, after, purpose):
        key, new = (after.practice, after.id), replace(after, version=before.version + 1)
        holds = self.appointments.holds
        if before.status is WaitStatus.OFFERED and before.offer:
            holds.pop((before.practice, before.offer.appointment), None)
        if new.status is WaitStatus.OFFERED and new.offer:
            holds[new.practice, new.offer.appointment] = _held_time(new, new.offer)
        self.rows[key] = new
        if new.ended_at:
            self.over[key] = self.rows.pop(key)
        self.purposes.append(purpose)
        return new


def _held_time(wait, offer):
    return HeldTime(
        offer.appointment,
        wait.client,
        wait.service,
        offer.provider,
        offer.starts_at,
        offer.minutes,
        offer.ends,
    )
