"""Connects the TURN services that relay calls. Each part is made at first use."""

from collections.abc import Callable
from functools import cache

from chalicelib.platform import aws
from chalicelib.platform.settings import settings
from chalicelib.visits.relays.choice import chosen, listed
from chalicelib.visits.relays.cloudflare import Cloudflare
from chalicelib.visits.relays.kvs import Kvs
from chalicelib.visits.relays.relay import Relay
from chalicelib.visits.relays.servers import server
from chalicelib.visits.relays.shared_secret import SharedSecret
from chalicelib.visits.relays.static import Static
from chalicelib.visits.relays.twilio import Twilio
from chalicelib.visits.usecases.relays import IcePolicy, RelayGrants

RELAY_SECONDS = 1.5


@cache
def ice() -> RelayGrants:
    """Relays for those who were let in."""
    here = settings()
    urls = listed(here.turn_urls)
    makers: dict[str, Callable[[], Relay]] = {
        "kvs": _kvs,
        "shared-secret": lambda: SharedSecret(here.turn_secret, urls),
        "cloudflare": lambda: Cloudflare(here.cloudflare_key, here.cloudflare_token),
        "twilio": lambda: Twilio(here.twilio_account, here.twilio_token),
        "static": lambda: Static((server(urls),) if urls else ()),
    }
    return RelayGrants(chosen(here.ice_provider, makers), IcePolicy(here.ice_policy))


def _kvs() -> Kvs:
    control = aws.client("kinesisvideo", attempts=1, read_seconds=RELAY_SECONDS)
    return Kvs(listed(settings().ice_channels), control, _signaling)


def _signaling(endpoint: str) -> object:
    return aws.client(
        "kinesis-video-signaling", attempts=1, endpoint=endpoint, read_seconds=RELAY_SECONDS
    )
