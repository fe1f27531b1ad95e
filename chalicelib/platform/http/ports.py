"""Declares what the HTTP layer needs; `chalicelib/blueprints.py` connects it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.caller import Caller
from chalicelib.platform.audit.actions import AuditAction


class SignedIn(Protocol):
    """Exposes the access of a session."""

    @property
    def access(self) -> Access: ...


class SessionReader(Protocol):
    """Finds the session behind a cookie."""

    def find(self, cookie: str, caller: Caller, *, counts: bool) -> SignedIn:
        """Return the session; `counts` if this request is activity. Raises SignedOut."""

    def record_refusal(self, access: Access, operation: str, action: AuditAction) -> None:
        """Store an audit entry that the role does not allow this. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class HttpPorts:
    """Holds the ports: sessions, the hash of addresses, the web client's origin."""

    sessions: Callable[[], SessionReader]
    keyed_hash: Callable[[str], str]
    origin: Callable[[], str]


_connected: list[HttpPorts] = []


def connect(ports: HttpPorts) -> None:
    """Use these ports from now on."""
    _connected[:] = [ports]


def connected() -> HttpPorts:
    return _connected[0]
