"""The clock and the source of new ids."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import OpRef

Clock = Callable[[], datetime]
"""Now, in UTC."""


class IdGenerator(Protocol):
    """Where new ids come from."""

    def id(self) -> str:
        """A ULID: 26 characters, later ones sort after earlier ones."""

    def ref(self) -> OpRef:
        """20 characters [A-Z2-7] of 100 random bits."""
