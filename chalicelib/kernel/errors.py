"""
Defines the errors that people see.

A class's name is the error code in the API, and its docstring is the default message that people
read.
"""

from collections.abc import Mapping, Sequence
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


class SignedInElsewhere(SignedOut):
    """You signed in on another computer or browser, so you were signed out here."""


class SessionIdle(SignedOut):
    """You were away for 30 minutes, so you were signed out."""


class SessionExpired(SignedOut):
    """You have been signed in for very long, so you were signed out. Sign in again."""


class PasswordChanged(SignedOut):
    """Your password was changed, so you were signed out everywhere."""


class AccessEnded(SignedOut):
    """You no longer have access to this practice. Ask an Admin of the practice."""


class RoleRemoved(SignedOut):
    """You no longer have the role in which you were signed in. Ask an Admin."""


class NotAllowed(Failure):
    """Your role cannot do this. Switch roles, or ask an Admin of your practice."""

    is_audited = False
    """Whether an audit entry about this refusal was stored already."""


class NotFound(Failure):
    """This does not exist, or you do not have access to it."""


class Conflict(Failure):
    """Somebody changed this in the meantime. Check the new state, then decide again."""

    def __init__(self, message: str = "", *, fresh: Any = None) -> None:
        super().__init__(message)
        self.fresh = fresh


class NotScanned(Conflict):
    """This file is being checked for viruses. It opens when the check is done."""


class ClientMerged(Conflict):
    """This profile was merged into another one. Use the other profile."""

    def __init__(self, message: str = "", *, profile: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.profile = profile


class SlotTaken(Conflict):
    """This time is taken. Choose another time."""

    def __init__(
        self,
        message: str = "",
        *,
        free: Sequence[Mapping[str, str]] = (),
        taken: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.free = free
        self.taken = taken


class TooLarge(Failure):
    """This is too large. Send less at once."""


class Invalid(Failure):
    """Something you entered cannot be used. Correct it, then try again."""


class TooMany(Failure):
    """Too many attempts. Wait a few minutes, then try again."""


class Unavailable(Failure):
    """Clocktree is not responding right now. Nothing was changed. Please try again."""


class Unreadable(Failure):
    """This record is damaged and cannot be opened. Our team has been alerted."""
