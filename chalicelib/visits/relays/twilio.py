"""Gets TURN credentials from Twilio's Network Traversal Service."""

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
MAX_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Twilio:
    """
    Gets relay credentials from Twilio; implements `CredentialsIssuer`.

    `account`: the SID of the Twilio account. `token`: the auth token of the account.
    Twilio receives no id of a practice, room or seat.
    """

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
        del practice, room, seat
        seconds = remaining_seconds(now, until, MAX_SECONDS)
        address = f"{self.api}/2010-04-01/Accounts/{self.account}/Tokens.json"
        headers = urllib3.make_headers(basic_auth=f"{self.account}:{self.token}")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = post_json(address, urlencode({"Ttl": seconds}).encode(), headers)
        try:
            lifetime = min(int(answer["ttl"]), seconds)  # Twilio sends a string
        except (KeyError, TypeError, ValueError):
            raise RelayUnavailable from None
        return RelayCredentials(
            parse_ice_servers(answer.get("ice_servers")),
            now + timedelta(seconds=lifetime),
            self.name,
        )
