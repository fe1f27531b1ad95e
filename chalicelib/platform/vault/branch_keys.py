"""The practices' branch keys: read from the key store, opened by KMS, held for five minutes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Protocol
from uuid import UUID

ACTIVE = "branch:ACTIVE"
VERSION = "branch:version:"
BEACON = "beacon:ACTIVE"
NO_VERSION = UUID(int=0)
"""The version of a key that has none: a beacon key stays when branch keys are turned, so that indexes hold."""


@dataclass(frozen=True, slots=True)
class BranchKey:
    """One version of a practice's key, open."""

    id: str
    version: UUID
    secret: bytes = field(repr=False)


class KeySource(Protocol):
    """Where branch keys come from; `platform/vault/key_store.py` is the real one."""

    def load(self, branch: str, kind: str) -> BranchKey:
        """The key at `branch:ACTIVE`, `branch:version:<uuid>` or `beacon:ACTIVE`. Raises Unavailable, Unreadable."""


@dataclass(frozen=True, slots=True)
class _Held:
    key: BranchKey
    wall: float
    ticks: float


class BranchKeys:
    """
    Branch keys held in this process; `ttl` seconds bound how long a revoked or shredded key lives on.

    Age is taken by the wall clock and by the monotonic one, whichever says older: a frozen function may wake with
    a stopped clock, and a wall clock can be set back.
    """

    def __init__(
        self,
        source: KeySource,
        *,
        ttl: float = 300,
        practices: int = 500,
        wall: Callable[[], float] = time.time,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source, self._ttl, self._most = source, ttl, 2 * practices
        self._wall, self._ticks = wall, ticks
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._one_at_a_time = RLock()

    def active(self, branch: str) -> BranchKey:
        """The key to seal under. Raises Unavailable; Unreadable when the practice has none."""
        return self._get(branch, ACTIVE)

    def version(self, branch: str, version: UUID) -> BranchKey:
        """A key to open with. Raises Unavailable; Unreadable when it is not there or is damaged."""
        return self._get(branch, f"{VERSION}{version}")

    def beacon(self, branch: str) -> bytes:
        """The secret under which blind indexes are hashed. Raises Unavailable; Unreadable when the practice has none."""
        return self._get(branch, BEACON).secret

    def _get(self, branch: str, kind: str) -> BranchKey:
        with self._one_at_a_time:
            held = self._held.get((branch, kind))
            if held is None or not self._is_fresh(held):
                return self._load(branch, kind)
            self._held.move_to_end((branch, kind))
            return held.key

    def _is_fresh(self, held: _Held) -> bool:
        return 0 <= self._wall() - held.wall < self._ttl and self._ticks() - held.ticks < self._ttl

    def _load(self, branch: str, kind: str) -> BranchKey:
        self._held.pop((branch, kind), None)
        # Taken before the call: a key is not younger than when it was asked for.
        wall, ticks = self._wall(), self._ticks()
        key = self._source.load(branch, kind)
        held = _Held(key, wall, ticks)
        for name in {kind, kind if key.version == NO_VERSION else f"{VERSION}{key.version}"}:
            self._held[branch, name] = held
            self._held.move_to_end((branch, name))
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return key
