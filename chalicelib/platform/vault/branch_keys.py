"""Caches branch keys, which encrypt the records of one practice, for five minutes."""

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
    """Loads branch keys from where they are stored."""

    def load(self, branch: str, kind: str) -> BranchKey:
        """
        Return a branch key of the practice with id `branch`.

        `kind` is `branch:ACTIVE`, `branch:version:<uuid>` or `beacon:ACTIVE`.

        Raises:
            Unavailable, Unreadable: As `KeyStore.load`.
        """


@dataclass(frozen=True, slots=True)
class _Held:
    key: BranchKey
    wall: float
    ticks: float


class BranchKeys:
    """
    Caches branch keys; a shredded key stays usable for at most `ttl` seconds.

    The age of a cached key is measured by the wall clock and by the monotonic clock, and the larger
    age counts. While AWS freezes a function the monotonic clock may stop, and a wall clock can be
    set back.
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
        Return the practice's key for sealing.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
        """
        return self._get(branch, ACTIVE)

    def version(self, branch: str, version: UUID) -> BranchKey:
        """
        Return the version of a practice's key that opens an older record.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice does not have this version.
        """
        return self._get(branch, f"{VERSION}{version}")

    def beacon(self, branch: str) -> bytes:
        """
        Return the practice's secret for blind indexes.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
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
