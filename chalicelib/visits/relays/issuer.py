"""What every relay adapter is inside, and the one watch around each: what it answered last, and a log line without values."""

import logging
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.usecases.relays import IceGrant, NoRelay

_log = logging.getLogger(__name__)
# Lambda's own threshold is WARNING.
_log.setLevel(logging.INFO)


class Relay(Protocol):
    """See `IceServerProvider`, health aside."""

    @property
    def name(self) -> str:
        """What logs call it."""

    def grant(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> IceGrant:
        """Credentials for one seat. Raises NoRelay."""


class Watched:
    """
    Implements `IceServerProvider` around a relay. Logs who gave how many servers and until when, never an address, a name
    or a credential.
    """

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._healthy = True

    @property
    def name(self) -> str:
        """See `IceServerProvider`."""
        return self._relay.name

    def grant(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> IceGrant:
        """See `IceServerProvider`."""
        try:
            given = self._relay.grant(practice=practice, room=room, seat=seat, now=now, until=until)
        except NoRelay:
            self._healthy = False
            _log.warning("ICE_REFUSED %s", self.name)
            raise
        self._healthy = True
        _log.info(
            "ICE_GRANTED %s until %s, %d servers",
            self.name,
            given.expires_at.isoformat(),
            len(given.servers),
        )
        return given

    def healthy(self) -> bool:
        """See `IceServerProvider`."""
        return self._healthy


def seat_name(room: AppointmentId, seat: SeatId) -> str:
    """What a relay's operator knows a seat by: two opaque ids. A quota counts by it, so it is never shared."""
    return f"{room}.{seat}"


def seconds_left(now: datetime, until: datetime, most: int) -> int:
    """Whole seconds until the end, at most `most`. Raises NoRelay when nothing is left."""
    left = min(int((until - now).total_seconds()), most)
    if left <= 0:
        raise NoRelay
    return left
