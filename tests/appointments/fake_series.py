"""Provides a fake store of series, on the fake appointment store."""

from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed


@dataclass
class FakeSeries:
    """
    A fake `SeriesStore` that keeps series in memory.

    `appointments` is the fake appointment store. `rows` has the series by practice and id.
    """

    appointments: object
    rows: dict = field(default_factory=dict)
    series_by_key: dict = field(default_factory=dict)

    def of_key(self, access, key):
        request_hash, series = self.series_by_key.get(
            (access.practice, access.person, key.key), (key.request_hash, None)
        )
        if request_hash != key.request_hash:
            raise Invalid(KEY_REUSED)
        return series

    def get(self, practice, series):
        row = self.rows.get((practice, series))
        if row is None:
            raise NotFound
        return row

    def begin(self, access, series, key):
        if key and self.of_key(access, key):
            raise AlreadyProcessed(self.of_key(access, key))
        if key:
            result = key.request_hash, series.id
            self.series_by_key[access.practice, access.person, key.key] = result
        return self._put(series, 1)

    def save(self, before, after, notices=()):
        if self.rows[before.practice, before.id].version != before.version:
            raise Conflict
        self.appointments.notices += notices
        return self._put(after, before.version + 1)

    def stored(self, practice, appointments):
        rows = [self.appointments.rows.get((practice, each)) for each in appointments]
        return [replace(each, names=()) for each in rows if each]

    def interrupted(self, until):
        return [each for each in self.rows.values() if each.change and each.change.since <= until]

    def _put(self, series, version):
        new = replace(series, version=version)
        self.rows[series.practice, series.id] = new
        return new
