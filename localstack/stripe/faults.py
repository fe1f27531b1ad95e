"""Stores the faults that tests request, and selects the fault for each API call."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BEFORE = frozenset({"lost_before", "hang_before", "html_502_before", "rate_limit"})
"""Faults with which the call is not executed."""
INSTEAD = frozenset({"late_commit", "error_500", "error_500_after", "webhook_first"})
"""Faults with which the call commits late, answers 500 or sends its webhook first."""
AFTER = frozenset({"lost_after", "hang_after", "reset", "cut", "empty", "html_502", "nonsense"})
"""Faults with which the call is executed, but its answer is lost or damaged."""
KINDS = BEFORE | INSTEAD | AFTER


@dataclass
class Fault:
    """
    Describes a fault in calls whose path contains `path`.

    `seconds`: how long a call with a delaying fault waits; with 0, the call waits until
    a test releases it.
    """

    kind: str
    path: str = ""
    method: str = "POST"
    suffix: str = ""
    times: int = 1
    skip: int = 0
    seconds: float = 0

    def hits(self, method: str, path: str, suffix: str) -> bool:
        """
        Return whether the fault affects a call.

        A call matches if its method, path and account match those of the fault. The fault
        skips the first `skip` matching calls and affects the next `times` matching calls.
        """
        if (
            self.times < 1
            or method != self.method
            or self.path not in path
            or self.suffix not in ("", suffix)
        ):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Plan:
    """
    Selects random faults.

    With the same seed, the same attempt of a call gets the same fault.
    """

    seed: int
    rates: Mapping[str, float]
    path: str = ""
    method: str = "POST"
    suffix: str = ""
    seconds: float = 0
    tries: dict[str, int] = field(default_factory=dict)

    def fault(self, method: str, path: str, suffix: str, key: str) -> Fault | None:
        """
        Return the random fault for a call's next attempt, or None for no fault.

        `key` is the call's idempotency key, or the path if the call has none.
        """
        if method != self.method or self.path not in path or self.suffix not in ("", suffix):
            return None
        attempt = self.tries[key] = self.tries.get(key, 0) + 1
        digest = hashlib.sha256(f"{self.seed}:{suffix}:{key}:{attempt}".encode()).digest()
        point = int.from_bytes(digest[:8]) / 2**64
        for kind, rate in self.rates.items():
            if point < rate:
                return Fault(kind, seconds=self.seconds)
            point -= rate
        return None


class Faults:
    """
    Holds the faults that tests have requested.

    `pick` is called once for each API call.
    """

    def __init__(self) -> None:
        self.single: list[Fault] = []
        self.plan: Plan | None = None

    def add(self, request: Mapping[str, Any]) -> None:
        """
        Add a fault or a plan of random faults.

        Raises:
            ValueError: A kind of fault is unknown.
            TypeError: A field is unknown or missing.
        """
        kinds = request["plan"]["rates"] if "plan" in request else [request["kind"]]
        unknown = set(kinds) - KINDS
        if unknown:
            raise ValueError(f"unknown faults {sorted(unknown)}; known are {sorted(KINDS)}")
        if "plan" in request:
            self.plan = Plan(**request["plan"])
        else:
            self.single.append(Fault(**request))

    def clear(self) -> None:
        """Remove all faults."""
        self.single.clear()
        self.plan = None

    def pick(self, method: str, path: str, suffix: str, key: str) -> Fault | None:
        """Return the fault of this call, or None."""
        for fault in self.single:
            if fault.hits(method, path, suffix):
                return fault
        return self.plan.fault(method, path, suffix, key or path) if self.plan else None
