"""Fakes the store of merges, on top of the fake store of clients."""

from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import AlreadyProcessed
from tests.clients.fake_client_store import FakeClientStore


@dataclass
class FakeMergeStore:
    """
    A fake `MergeStore` in memory; `records` has all stored changes.

    `failing` is raised once, before anything is stored; `failing_after` once, after everything is.
    """

    clients: FakeClientStore
    records: list = field(default_factory=list)
    ids_by_key: dict = field(default_factory=dict)
    failing: Exception | None = None
    failing_after: Exception | None = None

    def store(self, access, change, key):
        self._fail("failing")
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        client = self.clients.get(access, change.client.id)
        other = self.clients.get(access, change.other.id)
        if (client.version, other.version) != (change.before.version, change.other_before.version):
            raise Conflict
        if client.person and not change.is_undo:
            raise Conflict
        for stored, after in ((client, change.client), (other, change.other)):
            self.clients.rows[access.practice, after.id] = replace(
                stored,
                profile=after.profile,
                merge=after.merge,
                merged_from=after.merged_from,
                version=stored.version + 1,
            )
        self.records.append(change)
        if key:
            self.ids_by_key[access.practice, access.person, key.key] = change.client.id
        self._fail("failing_after")

    def result_of(self, access, key):
        return self.ids_by_key.get((access.practice, access.person, key.key))

    def _fail(self, when):
        error = getattr(self, when)
        setattr(self, when, None)
        if error:
            raise error
