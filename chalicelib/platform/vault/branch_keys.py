"""
Caches the branch keys of practices for five minutes.

A branch key encrypts the records of one practice.
"""

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
"""The version of every beacon key: it is never rotated, so that blind indexes stay valid."""


@dataclass(frozen=True, slots=True)
class BranchKey:
    """Holds one version of a practice's branch key, decrypted."""

    id: str
    version: UUID
    secret: bytes = field(repr=False)


class KeySource(Protocol):
    """Loads branch keys from the place where they are stored."""

    def load(self, branch: str, kind: str) -> BranchKey:
        """
        Return a branch key of the practice with id `branch`.

        `kind` is `branch:ACTIVE`, `branch:version:<uuid>` or `beacon:ACTIVE`.

        Raises:
            Unavailable, Unreadable: For the reasons listed in `KeyStore.load`.
        """


@dataclass(frozen=True, slots=True)
class _Held:
    key: BranchKey
    wall: float
    ticks: float


class BranchKeys:
    """
    Caches branch keys for at most `ttl` seconds.

    A branch key that was shredded (deleted) stays usable in the cache for at most that
    time. The cache measures the age of a key by the wall clock and by the monotonic
    clock, and uses the larger age. The monotonic clock may stop while AWS freezes a
    function, and the wall clock can be set back.
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
        self._source, self._ttl, self._max_keys = source, ttl, 2 * practices
        self._wall, self._ticks = wall, ticks
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._lock = RLock()

    def active(self, branch: str) -> BranchKey:
        """
        Return the practice's active branch key, which seals new records.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no branch key.
        """
        return self._get(branch, ACTIVE)

    def version(self, branch: str, version: UUID) -> BranchKey:
        """
        Return the given version of a practice's branch key, to open older records.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice's branch key does not have this version.
        """
        return self._get(branch, f"{VERSION}{version}")

    def beacon(self, branch: str) -> bytes:
        """
        Return the secret key that computes a practice's blind indexes.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no such key.
        """
        return self._get(branch, BEACON).secret

    def _get(self, branch: str, kind: str) -> BranchKey:
        with self._lock:
            held = self._held.get((branch, kind))
            if held is None or not self._is_fresh(held):
                return self._load(branch, kind)
            self._held.move_to_end((branch, kind))
            return held.key

    def _is_fresh(self, held: _Held) -> bool:
        return 0 <= self._wall() - held.wall < self._ttl and self._ticks() - held.ticks < self._ttl

    def _load(self, branch: str, kind: str) -> BranchKey:
        self._held.pop((branch, kind), None)
        # The clocks are read before the call, so that the key's age includes the time of the call.
        wall, ticks = self._wall(), self._ticks()
        key = self._source.load(branch, kind)
        held = _Held(key, wall, ticks)
        for name in {kind, kind if key.version == NO_VERSION else f"{VERSION}{key.version}"}:
            self._held[branch, name] = held
            self._held.move_to_end((branch, name))
        while len(self._held) > self._max_keys:
            self._held.popitem(last=False)
        return key
