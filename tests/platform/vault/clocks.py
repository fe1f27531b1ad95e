"""Provides fake clocks for tests of the branch-key cache."""

from chalicelib.platform.vault.branch_keys import BranchKeys
from tests.platform.record_store import RecordStore


class Clocks:
    """A fake wall clock and a fake monotonic clock, which tests can set separately."""

    def __init__(self) -> None:
        self.wall, self.ticks = 1_000_000.0, 50.0

    def pass_seconds(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds

    def of(self, records: RecordStore) -> BranchKeys:
        return records.keys(wall=lambda: self.wall, ticks=lambda: self.ticks)
