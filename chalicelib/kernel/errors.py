"""
Defines the errors that people see.

A class's name is the error code in the API, and its docstring is the default message that people
read.
"""

from collections.abc import Mapping
from typing import Any


class Failure(Exception):
    """A request is refused, with a sentence and a message for each wrong field."""

    def __init__(self, message: str = "", *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message or self.__doc__ or "")
        self.fields: Mapping[str, str] = fields or {}


class Malformed(Failure):
    """The request could not be read. Check that it is valid JSON."""


class SignedOut(Failure):
    """You are not signed in. Sign in and try again."""


class NotAllowed(Failure):
    """Your present role may not do this."""


class NotFound(Failure):
    """There is no such page, or it is not yours."""


class Conflict(Failure):
    """This changed while you were looking at it. Look at it again and decide anew."""

    def __init__(self, message: str = "", *, fresh: Any = None) -> None:
        super().__init__(message)
        self.fresh = fresh


class TooLarge(Failure):
    """This is larger than we accept. Send less at once."""


class Invalid(Failure):
    """A value was not acceptable. Correct it and send again."""


class TooMany(Failure):
    """Too many tries. Wait a while and try again."""


class Unavailable(Failure):
    """Something on our side is not answering. Nothing was changed; please try again."""


class Unreadable(Failure):
    """A stored record does not open: it was damaged or altered. We were alerted."""
