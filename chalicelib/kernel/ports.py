"""Declares two ports that use cases need: a clock and a generator of ids."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import OpRef

Clock = Callable[[], datetime]
"""A function that returns the current time in UTC."""


class IdGenerator(Protocol):
    """Generates new random ids."""

    def id(self) -> str:
        """Return a ULID: 26 characters. A later ULID sorts after an earlier one."""

    def ref(self) -> OpRef:
        """
        Return a new random reference for an op.

        Payment processors see this reference. It has 20 characters from A-Z and 2-7, which
        encode 100 random bits.
        """
