"""Logs requests to a relay, and remembers whether the last request succeeded."""

import logging
from datetime import datetime

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.issuer import CredentialsIssuer
from chalicelib.visits.usecases.relays import RelayCredentials, RelayUnavailable

_log = logging.getLogger(__name__)
# Lambda's default level is WARNING, which would drop the line about success.
_log.setLevel(logging.INFO)


class MonitoredRelay:
    """
    Logs requests to a relay, and remembers whether the last request succeeded.

    Wraps a `CredentialsIssuer`; implements `RelayProvider`. The log lines contain the
    relay's name, the number of servers and the time of expiry, but never an address, a
    user name or a credential.
    """

    def __init__(self, relay: CredentialsIssuer) -> None:
        self._relay = relay
        self._healthy = True

    @property
    def name(self) -> str:
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
        try:
            credentials = self._relay.issue(
                practice=practice, room=room, seat=seat, now=now, until=until
            )
        except RelayUnavailable:
            self._healthy = False
            _log.warning("ICE_REFUSED %s", self.name)
            raise
        self._healthy = True
        _log.info(
            "ICE_GRANTED %s until %s, %d servers",
            self.name,
            credentials.expires_at.isoformat(),
            len(credentials.servers),
        )
        return credentials

    def healthy(self) -> bool:
        return self._healthy
