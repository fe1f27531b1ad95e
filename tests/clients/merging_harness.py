"""Provides the use case that merges profiles, on fakes."""

from dataclasses import dataclass, field
from typing import Any

from chalicelib.clients.domain.merge import HeldRecords, MergeRequest, RecordKind
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.merging import Merging
from chalicelib.kernel.idempotency import IdempotencyKey
from tests.clients.fake_merge_store import FakeMergeStore
from tests.practice.practice_harness import ADMIN, AVERY, PracticeHarness

KEY = IdempotencyKey("merge-1", "0" * 64)
REASON = "Registered twice."


@dataclass
class FakeRecords:
    """A fake `RecordReader`; `unfinished` has numbers by the client's id."""

    kind: RecordKind
    unfinished: dict = field(default_factory=dict)

    def held(self, access, client):  # noqa: ARG002 - all callers see the same
        return HeldRecords(self.kind, 2, self.unfinished.get(client, 0))


@dataclass
class MergingHarness(PracticeHarness):
    """Adds the use case that merges profiles to the practice's use cases."""

    merging: Any = None

    def __post_init__(self):
        super().__post_init__()
        self.merges = FakeMergeStore(self.client_rows)
        self.held = {kind: FakeRecords(kind) for kind in RecordKind}
        self.merging = Merging(
            self.client_rows,
            self.merges,
            tuple(self.held.values()),
            self.people,
            self.clients,
            ClientAccess(self.directory, self.directory),
            self.directory,
            self.now,
        )

    def pair(self, **options):
        """Create two profiles of one client: the one to merge, and the one that stays."""
        first = self.client(profile=AVERY, **options)
        return first, self.client(profile=AVERY)

    def merge(self, source, target, access=ADMIN, key=None, **changes):
        request = MergeRequest(source.version, **({"reason": REASON} | changes))
        return self.merging.merge(access, source.id, target.id, request, key)

    def stored(self, client):
        return self.client_rows.get(ADMIN, client.id)
