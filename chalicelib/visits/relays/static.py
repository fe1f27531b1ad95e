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

    If `servers` is empty, browsers can connect to each other only directly. A TURN server is
    refused with ValueError, because its credentials would be the same for every seat (S25).
    """

    servers: tuple[IceServer, ...]
    name: str = "static"

    def __post_init__(self) -> None:
        urls = [url for server in self.servers for url in server.urls]
        if any(not url.startswith("stun:") for url in urls) or any(
            server.username or server.credential for server in self.servers
        ):
            raise ValueError("The relay `static` may list only `stun:` servers.")

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
