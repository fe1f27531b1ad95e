"""
Declares the interfaces that other modules implement for the HTTP layer.

`chalicelib/blueprints.py` passes the implementations to `connect`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.caller import Caller
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.vault.cursor_sealer import CursorSealer


class SignedIn(Protocol):
    """Describes the part of a session that the HTTP layer uses."""

    @property
    def access(self) -> Access: ...


class SessionReader(Protocol):
    """Finds the session that belongs to a cookie."""

    def find(self, cookie: str, caller: Caller, *, counts: bool) -> SignedIn:
        """
        Return the session that belongs to a cookie.

        `counts` says whether the request counts as activity, which extends the session
        (S12).

        Raises:
            SignedOut: No active session belongs to the cookie.
        """

    def record_refusal(self, access: Access, operation: str, action: AuditAction) -> None:
        """
        Store an audit entry about an operation that the person's role forbids.

        Raises:
            Unavailable: The audit entry could not be stored.
        """


@dataclass(frozen=True, slots=True)
class HttpPorts:
    """
    Holds the functions that other modules provide to the HTTP layer.

    `sessions` returns the session reader. `keyed_hash` hashes an IP address or a
    browser's User-Agent. `origin` returns the scheme and host of the web client. `cursors`
    returns the sealer of the cursors of lists.
    """

    sessions: Callable[[], SessionReader]
    keyed_hash: Callable[[str], str]
    origin: Callable[[], str]
    cursors: Callable[[], CursorSealer]


_connected: list[HttpPorts] = []


def connect(ports: HttpPorts) -> None:
    """Make the HTTP layer use these ports from now on."""
    _connected[:] = [ports]


def connected() -> HttpPorts:
    return _connected[0]
