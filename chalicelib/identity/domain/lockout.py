"""Guessing is slowed, then stopped; the same for people who exist and for those who do not (S8)."""

from dataclasses import dataclass

SLOW = {3: 2, 4: 5}
"""After so many wrong ones in a row, seconds before the next try is looked at."""
MOST = 5
"""Wrong ones in a row that lock."""
LOCKED = 900
"""Seconds a lock lasts; as long without a wrong one forgets them all."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries in a row that were not proved right; `last`: seconds since 1970."""

    count: int = 0
    last: int = 0


def wait(tries: Tries, now: int) -> int:
    """Seconds until the next try is looked at; 0 when it may be now."""
    pause = LOCKED if tries.count >= MOST else SLOW.get(tries.count, 0)
    return max(0, tries.last + pause - now)


def one_more(tries: Tries, now: int) -> Tries:
    """Counted before the try is looked at, so that a hundred at once count as a hundred."""
    forgotten = now >= tries.last + LOCKED
    return Tries(1 if forgotten else tries.count + 1, now)
