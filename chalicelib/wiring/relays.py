"""Builds the source of credentials for TURN relays, at first use."""

from collections.abc import Callable
from functools import cache

from chalicelib.platform import aws
from chalicelib.platform.settings import settings
from chalicelib.visits.relays.cloudflare import Cloudflare
from chalicelib.visits.relays.ice_servers import ice_server
from chalicelib.visits.relays.issuer import CredentialsIssuer
from chalicelib.visits.relays.kvs import Kvs
from chalicelib.visits.relays.selection import select_relays, split_list
from chalicelib.visits.relays.shared_secret import SharedSecret
from chalicelib.visits.relays.static import Static
from chalicelib.visits.relays.twilio import Twilio
from chalicelib.visits.usecases.relays import IcePolicy, RelayCredentialsCache

RELAY_SECONDS = 1.5


@cache
def relay_credentials() -> RelayCredentialsCache:
    """
    Return the cache that issues relay credentials to admitted seats.

    A seat is one participant's place in a room. The settings name the relay providers.
    """
    config = settings()
    urls = split_list(config.turn_urls)
    factories: dict[str, Callable[[], CredentialsIssuer]] = {
        "kvs": _kvs,
        "shared-secret": lambda: SharedSecret(config.turn_secret, urls),
        "cloudflare": lambda: Cloudflare(config.cloudflare_key, config.cloudflare_token),
        "twilio": lambda: Twilio(config.twilio_account, config.twilio_token),
        "static": lambda: Static((ice_server(urls),) if urls else ()),
    }
    return RelayCredentialsCache(
        select_relays(config.ice_provider, factories), IcePolicy(config.ice_policy)
    )


def _kvs() -> Kvs:
    control = aws.client("kinesisvideo", attempts=1, read_seconds=RELAY_SECONDS)
    return Kvs(split_list(settings().ice_channels), control, _signaling)


def _signaling(endpoint: str) -> object:
    return aws.client(
        "kinesis-video-signaling", attempts=1, endpoint=endpoint, read_seconds=RELAY_SECONDS
    )
