"""Defines the socket that tells a signed-in person of news in their threads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ConnectionId

TICKET_LIFETIME = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class InboxTicket:
    """Lets one person open one inbox socket in their present role."""

    access: Access
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InboxSocket:
    """An open socket of one browser tab, and the session that opened it."""

    id: ConnectionId
    access: Access
    at: datetime
