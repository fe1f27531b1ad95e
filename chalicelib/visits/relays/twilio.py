"""Twilio's Network Traversal Service."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import urllib3

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.http_post import post_json
from chalicelib.visits.relays.ice_servers import parse_ice_servers
from chalicelib.visits.relays.issuer import remaining_seconds
from chalicelib.visits.usecases.relays import RelayCredentials, RelayUnavailable

API = "https://api.twilio.com"
MOST_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Twilio:
    """Implements `Relay`. `account`: the account's SID, `token`: its auth token. Nothing of ours is sent."""

    account: str
    token: str = field(repr=False)
    api: str = API
    name: str = "twilio"

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """See `RelayProvider`. What it answers in numbers, it answers as texts."""
        del practice, room, seat
        seconds = remaining_seconds(now, until, MOST_SECONDS)
        address = f"{self.api}/2010-04-01/Accounts/{self.account}/Tokens.json"
        headers = urllib3.make_headers(basic_auth=f"{self.account}:{self.token}")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        found = post_json(address, urlencode({"Ttl": seconds}).encode(), headers)
        try:
            lives = min(int(found["ttl"]), seconds)
        except (KeyError, TypeError, ValueError):
            raise RelayUnavailable from None
        return RelayCredentials(
            parse_ice_servers(found.get("ice_servers")), now + timedelta(seconds=lives), self.name
        )
