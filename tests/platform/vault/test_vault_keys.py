"""Tests the cache of branch keys: its entries expire and their number is limited."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from chalicelib.platform.vault.branch_keys import ACTIVE, BranchKey, BranchKeys
from chalicelib.platform.vault.envelope import open_sealed, seal
from tests.platform.aws_faults import faults
from tests.platform.fixed_branch_keys import FixedBranchKeys
from tests.platform.record_store import RecordStore
from tests.platform.vault.clocks import Clocks


class CountingKeySource:
    """A fake source of branch keys that notes each load in `loaded`."""

    def __init__(self) -> None:
        self.loaded: list[tuple[str, str]] = []

    def load(self, branch: str, kind: str) -> BranchKey:
        self.loaded.append((branch, kind))
        return BranchKey(branch, FixedBranchKeys.VERSION, FixedBranchKeys.SECRET)


def test_a_process_loads_a_key_once(records: RecordStore) -> None:
    keys, binding = records.keys(), records.binding()
    with (
        faults(records.dynamodb, lambda _: None) as reads,
        faults(records.kms, lambda _: None) as decryptions,
    ):
        for _ in range(20):
            open_sealed(keys, binding, seal(keys, binding, b"{}"))
    assert [name for name, _ in reads] == ["GetItem"]
    assert [name for name, _ in decryptions] == ["Decrypt"]


@pytest.mark.parametrize(
    ("move", "asks"),
    [
        (lambda clocks: clocks.pass_seconds(299.9), 1),
        (lambda clocks: clocks.pass_seconds(300), 2),
        (lambda clocks: setattr(clocks, "wall", clocks.wall + 300), 2),
        (lambda clocks: setattr(clocks, "ticks", clocks.ticks + 300), 2),
        (lambda clocks: setattr(clocks, "wall", clocks.wall - 1), 2),
    ],
    ids=[
        "not yet",
        "both clocks",
        "frozen process: only the wall clock moved",
        "only ticks",
        "wall clock set back",
    ],
)
def test_a_key_is_cached_for_300_seconds_by_either_clock(
    move: Callable[[Clocks], None], asks: int
) -> None:
    clocks, source = Clocks(), CountingKeySource()
    keys = BranchKeys(source, wall=lambda: clocks.wall, ticks=lambda: clocks.ticks)
    keys.active("p")
    move(clocks)
    keys.version("p", FixedBranchKeys.VERSION)
    assert len(source.loaded) == asks


def test_using_a_key_does_not_prolong_its_caching() -> None:
    clocks, source = Clocks(), CountingKeySource()
    keys = BranchKeys(source, wall=lambda: clocks.wall, ticks=lambda: clocks.ticks)
    for _ in range(4):
        keys.active("p")
        clocks.pass_seconds(100)
    keys.active("p")
    assert len(source.loaded) == 2


def test_the_cache_is_limited_and_drops_the_least_recently_used_key() -> None:
    source = CountingKeySource()
    keys = BranchKeys(source, practices=2)
    for branch in ("a", "b", "a", "c", "a"):
        keys.active(branch)
    assert source.loaded == [("a", ACTIVE), ("b", ACTIVE), ("c", ACTIVE)]
    keys.active("d")
    keys.active("b")
    assert source.loaded[-1] == ("b", ACTIVE)


def test_threads_that_start_together_load_a_key_once() -> None:
    source, start = CountingKeySource(), Barrier(8)
    keys = BranchKeys(source)

    def use(_: int) -> None:
        start.wait()
        for _ in range(20):
            keys.active("p")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, range(8)))
    assert source.loaded == [("p", ACTIVE)]


def test_the_repr_of_a_key_does_not_show_its_secret(records: RecordStore) -> None:
    key = records.keys().active(records.practice)
    assert repr(key.secret)[2:-1] not in repr(key)
