"""Declares the clock and the generator of ids."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import OpRef

Clock = Callable[[], datetime]
"""Returns the time now, in UTC."""


class IdGenerator(Protocol):
    """Makes new ids."""

    def id(self) -> str:
        """Return a ULID: 26 characters; later ones sort after earlier ones."""

    def ref(self) -> OpRef:
        """Return 20 characters [A-Z2-7] of 100 random bits."""
