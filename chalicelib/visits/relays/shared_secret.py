"""A TURN server of our own (coturn): it and we know one secret, and nobody is asked for a grant."""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.ice_servers import ice_server
from chalicelib.visits.relays.issuer import remaining_seconds, turn_username
from chalicelib.visits.usecases.relays import RelayCredentials

LIFE_SECONDS = 15 * 60
"""How long an allocation may be begun with it; a running one is not ended by its expiry (video.md §6)."""


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """Implements `Relay` by TURN's REST credentials: the name is its own expiry and the seat's, the password its HMAC."""

    secret: str = field(repr=False)
    urls: tuple[str, ...]
    life_seconds: int = LIFE_SECONDS
    name: str = "shared-secret"

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """See `RelayProvider`. The practice is no part of it: rooms are unique by themselves."""
        del practice
        ends = int(now.timestamp()) + remaining_seconds(now, until, self.life_seconds)
        username = f"{ends}:{turn_username(room, seat)}"
        password = base64.b64encode(
            hmac.digest(self.secret.encode(), username.encode(), "sha1")
        ).decode()
        return RelayCredentials(
            (ice_server(self.urls, username, password),),
            datetime.fromtimestamp(ends, UTC),
            self.name,
        )
