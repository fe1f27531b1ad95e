"""Cloudflare's TURN service."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.http_post import post
from chalicelib.visits.relays.ice_servers import servers
from chalicelib.visits.relays.issuer import seconds_left
from chalicelib.visits.usecases.relays import IceGrant

API = "https://rtc.live.cloudflare.com"
MOST_SECONDS = 48 * 3600


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """
    Implements `Relay`. `key`: the TURN key's id, `token`: what opens it.

    An expired credential ends a running call there, so a grant lives as long as the room. Nothing of ours is sent: no id
    of a practice, a room or a seat.
    """

    key: str
    token: str = field(repr=False)
    api: str = API
    name: str = "cloudflare"

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
        del practice, room, seat
        seconds = seconds_left(now, until, MOST_SECONDS)
        address = f"{self.api}/v1/turn/keys/{self.key}/credentials/generate-ice-servers"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        found = post(address, json.dumps({"ttl": seconds}).encode(), headers)
        return IceGrant(
            servers(found.get("iceServers")), now + timedelta(seconds=seconds), self.name
        )
