"""Computes credentials for our own TURN server (coturn) from a shared secret."""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.ice_servers import ice_server
from chalicelib.visits.relays.issuer import remaining_seconds, turn_username
from chalicelib.visits.usecases.relays import RelayCredentials

LIFE_SECONDS = 15 * 60
"""
How long a seat's credentials are valid (docs/video.md#relays).

An allocation must begin within this time, and may last longer.
"""


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """
    Computes time-limited TURN credentials; implements `CredentialsIssuer`.

    The user name consists of the expiry in Unix seconds and the seat's `turn_username`.
    The password is the HMAC of the user name, computed with `secret`.
    """

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
        del practice
        expires_at = int(now.timestamp()) + remaining_seconds(now, until, self.life_seconds)
        username = f"{expires_at}:{turn_username(room, seat)}"
        password = base64.b64encode(
            hmac.digest(self.secret.encode(), username.encode(), "sha1")
        ).decode()
        return RelayCredentials(
            (ice_server(self.urls, username, password),),
            datetime.fromtimestamp(expires_at, UTC),
            self.name,
        )
