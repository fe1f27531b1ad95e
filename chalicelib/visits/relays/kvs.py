"""Gets TURN credentials from signaling channels of Amazon Kinesis Video Streams."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.relays.ice_servers import ice_server
from chalicelib.visits.relays.issuer import turn_username
from chalicelib.visits.usecases.relays import IceServer, RelayCredentials, RelayUnavailable

ENDPOINT_CACHED_FOR = timedelta(hours=6)
"""How long an endpoint is reused; AWS names no limit, so a failure clears it too."""
MAX_CHANNELS_TRIED = 2
# AWS answers all errors with 400 or 401; only their codes differ (docs/video.md#relays).
BUSY = frozenset({"ClientLimitExceededException", "LimitExceededException", "ThrottlingException"})
STALE = frozenset(
    {"InvalidClientException", "ResourceNotFoundException", "SessionExpiredException"}
)


class Kvs:
    """
    Gets relay credentials from Kinesis; implements `CredentialsIssuer`.

    `channels`: the ARNs of the signaling channels. Each channel allows 5 requests per
    second and 50 allocations, so the seats are spread over all channels. The people of
    one call may use different channels. If a channel is busy, the next channel is asked.

    `control`: a client for kinesisvideo. `signaling`: a function that returns a client
    for kinesis-video-signaling at the given endpoint.
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
        """
        Issue credentials from the first server entry in the response from AWS.

        The other entries are not given to the browser, because each entry uses up
        allocations.
        """
        del practice
        if now >= until:
            raise RelayUnavailable
        entry = self._request(turn_username(room, seat), now)
        relay = ice_server(entry["Uris"], entry["Username"], entry["Password"])
        return RelayCredentials(
            (self._stun, relay), min(now + timedelta(seconds=entry["Ttl"]), until), self.name
        )

    def _request(self, username: str, now: datetime) -> Any:
        for channel in self._channels_for(username):
            try:
                client = self._client(channel, now)
                entries = client.get_ice_server_config(
                    ChannelARN=channel, Service="TURN", Username=username
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

    def _channels_for(self, username: str) -> Iterator[str]:
        first = int.from_bytes(hashlib.sha256(username.encode()).digest()[:8])
        for offset in range(MAX_CHANNELS_TRIED):
            yield self._channels[(first + offset) % len(self._channels)]

    def _client(self, channel: str, now: datetime) -> Any:
        client, cached_at = self._endpoints.get(channel, (None, now))
        if client is None or now - cached_at >= ENDPOINT_CACHED_FOR:
            client = self._signaling(self._endpoint(channel))
            self._endpoints[channel] = client, now
        return client

    def _endpoint(self, channel: str) -> str:
        answer = self._control.get_signaling_channel_endpoint(
            ChannelARN=channel,
            SingleMasterChannelEndpointConfiguration={"Protocols": ["HTTPS"], "Role": "MASTER"},
        )
        return next(
            str(endpoint["ResourceEndpoint"])
            for endpoint in answer["ResourceEndpointList"]
            if endpoint["Protocol"] == "HTTPS"
        )


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
