"""TURN of Amazon Kinesis Video Streams, through a pool of signaling channels that the deployment made."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.ice_servers import ice_server
from chalicelib.visits.relays.issuer import turn_username
from chalicelib.visits.usecases.relays import IceServer, RelayCredentials, RelayUnavailable

ENDPOINT_KEPT = timedelta(hours=6)
"""Nobody promises how long an endpoint holds, so it is asked for again at the first failure too."""
TRIES = 2
# All answered with status 400 or 401, so that only the code tells them apart (video.md §6).
BUSY = frozenset({"ClientLimitExceededException", "LimitExceededException", "ThrottlingException"})
STALE = frozenset(
    {"InvalidClientException", "ResourceNotFoundException", "SessionExpiredException"}
)


class Kvs:
    """
    Implements `Relay`. A channel takes 5 requests a second and 50 allocations, so seats are spread over `channels`
    (ARNs); the two sides of a call need not share one. A busy channel is answered by asking its neighbour.

    `control`: a client of kinesisvideo; `signaling`: makes one of kinesis-video-signaling for an endpoint.
    """

    name = "kvs"

    def __init__(
        self, channels: Sequence[str], control: Any, signaling: Callable[[str], Any]
    ) -> None:
        self._channels = tuple(channels)
        self._stun = IceServer(
            (f"stun:stun.kinesisvideo.{control.meta.region_name}.amazonaws.com:443",)
        )
        self._control = control
        self._signaling = signaling
        self._endpoints: dict[str, tuple[Any, datetime]] = {}

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """See `RelayProvider`. One entry only: each further one costs the channel allocations."""
        del practice
        if now >= until:
            raise RelayUnavailable
        found = self._ask(turn_username(room, seat), now)
        relay = ice_server(found["Uris"], found["Username"], found["Password"])
        return RelayCredentials(
            (self._stun, relay), min(now + timedelta(seconds=found["Ttl"]), until), self.name
        )

    def _ask(self, whose: str, now: datetime) -> Any:
        for channel in self._tried(whose):
            try:
                client = self._client(channel, now)
                entries = client.get_ice_server_config(
                    ChannelARN=channel, Service="TURN", Username=whose
                )["IceServerList"]
            except ClientError as error:
                if _code(error) in STALE:
                    self._endpoints.clear()
                elif _code(error) not in BUSY:
                    break
            except (BotoCoreError, StopIteration):
                self._endpoints.clear()
            else:
                if entries:
                    return entries[0]
        raise RelayUnavailable

    def _tried(self, whose: str) -> Iterator[str]:
        first = int.from_bytes(hashlib.sha256(whose.encode()).digest()[:8])
        for each in range(TRIES):
            yield self._channels[(first + each) % len(self._channels)]

    def _client(self, channel: str, now: datetime) -> Any:
        client, asked_at = self._endpoints.get(channel, (None, now))
        if client is None or now - asked_at >= ENDPOINT_KEPT:
            client = self._signaling(self._endpoint(channel))
            self._endpoints[channel] = client, now
        return client

    def _endpoint(self, channel: str) -> str:
        wanted = {"Protocols": ["HTTPS"], "Role": "MASTER"}
        asked = {"ChannelARN": channel, "SingleMasterChannelEndpointConfiguration": wanted}
        found = self._control.get_signaling_channel_endpoint(**asked)["ResourceEndpointList"]
        return str(next(each["ResourceEndpoint"] for each in found if each["Protocol"] == "HTTPS"))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
