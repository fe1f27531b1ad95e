"""What every relay adapter is inside, and the one watch around each: what it answered last, and a log line without values."""

import logging
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.usecases.relays import RelayCredentials, RelayUnavailable

_log = logging.getLogger(__name__)
# Lambda's own threshold is WARNING.
_log.setLevel(logging.INFO)


class CredentialsIssuer(Protocol):
    """See `RelayProvider`, health aside."""

    @property
    def name(self) -> str:
        """What logs call it."""

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """Credentials for one seat. Raises RelayUnavailable."""


class MonitoredRelay:
    """
    Implements `RelayProvider` around a relay. Logs who gave how many servers and until when, never an address, a name
    or a credential.
    """

    def __init__(self, relay: CredentialsIssuer) -> None:
        self._relay = relay
        self._healthy = True

    @property
    def name(self) -> str:
        """See `RelayProvider`."""
        return self._relay.name

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """See `RelayProvider`."""
        try:
            given = self._relay.issue(practice=practice, room=room, seat=seat, now=now, until=until)
        except RelayUnavailable:
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
        """See `RelayProvider`."""
        return self._healthy


def turn_username(room: AppointmentId, seat: SeatId) -> str:
    """What a relay's operator knows a seat by: two opaque ids. A quota counts by it, so it is never shared."""
    return f"{room}.{seat}"


def remaining_seconds(now: datetime, until: datetime, most: int) -> int:
    """Whole seconds until the end, at most `most`. Raises RelayUnavailable when nothing is left."""
    left = min(int((until - now).total_seconds()), most)
    if left <= 0:
        raise RelayUnavailable
    return left
