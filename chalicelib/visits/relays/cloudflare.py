"""Gets TURN credentials from Cloudflare."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.http_post import post_json
from chalicelib.visits.relays.ice_servers import parse_ice_servers
from chalicelib.visits.relays.issuer import remaining_seconds
from chalicelib.visits.usecases.relays import RelayCredentials

API = "https://rtc.live.cloudflare.com"
MAX_SECONDS = 48 * 3600


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """
    Gets relay credentials from Cloudflare; implements `CredentialsIssuer`.

    `key`: the id of a TURN key. `token`: the API token of the TURN key. Cloudflare ends a
    running call when the call's credentials expire, so the credentials are valid for as
    long as the room. Cloudflare receives no id of a practice, room or seat.
    """

    key: str
    token: str = field(repr=False)
    api: str = API
    name: str = "cloudflare"

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
        seconds = remaining_seconds(now, until, MAX_SECONDS)
        address = f"{self.api}/v1/turn/keys/{self.key}/credentials/generate-ice-servers"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        answer = post_json(address, json.dumps({"ttl": seconds}).encode(), headers)
        return RelayCredentials(
            parse_ice_servers(answer.get("iceServers")), now + timedelta(seconds=seconds), self.name
        )
