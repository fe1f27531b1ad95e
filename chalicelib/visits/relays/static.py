"""Returns the same servers for every seat, without asking a relay's operator."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.issuer import remaining_seconds
from chalicelib.visits.usecases.relays import IceServer, RelayCredentials

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Static:
    """
    Returns the configured `servers` for every seat; implements `CredentialsIssuer`.

    If `servers` is empty, browsers can connect to each other only directly.
    """

    servers: tuple[IceServer, ...]
    name: str = "static"

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        del practice, room, seat
        remaining_seconds(now, until, DAY_SECONDS)
        return RelayCredentials(self.servers, until, self.name)
