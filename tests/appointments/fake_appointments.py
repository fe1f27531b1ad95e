"""Appointments in memory."""
# ruff: noqa: ARG002 - a port names what a fake need not look at

from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed


@dataclass
class FakeAppointments:
    """
    Implements `AppointmentStore`.

    `refused`: who asked for what and did not reach it; `told`: notices with changes.
    """

    rows: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)
    told: list = field(default_factory=list)

    def get(self, access, appointment, may):
        found = self.rows.get((access.practice, appointment))
        if found is None:
            raise NotFound
        try:
            may(replace(found, names=()))
        except NotFound:
            self.refused.append((access.person, appointment))
            raise
        return found

    def page(self, access, wanted):
        found = [
            each
            for (of, _), each in self.rows.items()
            if of == access.practice and _is_wanted(each, wanted)
        ]
        found.sort(key=lambda each: (each.starts_at, each.id), reverse=wanted.latest_first)
        begin = int(wanted.cursor or 0)
        rest = len(found) > begin + wanted.limit
        return found[begin : begin + wanted.limit], str(begin + wanted.limit) if rest else None

    def add(self, access, appointment, notices, key):
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        if key:
            self.asked[access.practice, access.person, key.key] = key.request_hash, appointment.id
        return self._put(replace(appointment, version=1), notices)

    def change(self, access, before, after, notices):
        if self.rows[after.practice, after.id].version != before.version:
            raise Conflict
        return self._put(replace(after, version=before.version + 1), notices)

    def result_of(self, access, key):
        asked, made = self.asked.get(
            (access.practice, access.person, key.key), (key.request_hash, None)
        )
        if asked != key.request_hash:
            raise Invalid(KEY_REUSED)
        return made

    def _put(self, appointment, notices):
        self.rows[appointment.practice, appointment.id] = appointment
        self.told += notices
        return appointment


def _is_wanted(each, wanted):
    whose = (
        wanted.provider in each.providers
        if wanted.provider
        else wanted.client in {None, *each.clients}
    )
    after = wanted.since is None or each.starts_at >= wanted.since
    return whose and after and (wanted.until is None or each.starts_at < wanted.until)
