"""The official SDK, loaded when a practice first needs it, on connections of our own making."""

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import stripe

SCRIPT_HOST = "https://js.stripe.com"
FRAMES = {SCRIPT_HOST: (SCRIPT_HOST, "https://*.js.stripe.com", "https://hooks.stripe.com")}
"""Origins that the script of an origin puts into the page; any other script keeps to its own."""


@dataclass(frozen=True, slots=True)
class StripeAddresses:
    """
    Where Stripe's API and its browser script are, and how long we wait for an answer.

    The SDK's own defaults, 80 seconds and two retries, would be up to four minutes of silence.
    Source: payments.md §4, §5.
    """

    api_base: str = "https://api.stripe.com"
    script_url: str = f"{SCRIPT_HOST}/clover/stripe.js"
    connect_seconds: float = 3
    read_seconds: float = 20

    @property
    def csp(self) -> Mapping[str, Sequence[str]]:
        """Origins that the pay page must allow, by directive. Source: web.md §7."""
        script = "{0.scheme}://{0.netloc}".format(urlsplit(self.script_url))
        frames = FRAMES.get(script, (script,))
        scripts = tuple(origin for origin in frames if "hooks." not in origin)
        return {"script-src": scripts, "frame-src": frames, "connect-src": (self.api_base,)}


def client(secret_key: str, places: StripeAddresses) -> "stripe.StripeClient":
    """One account's client; all share their connections, and none retries (lifecycle.md §5: exactly one call)."""
    import stripe  # noqa: PLC0415 - 95 to 260 ms of a cold start that only payments should bear

    return stripe.StripeClient(
        secret_key,
        http_client=_connections(places.connect_seconds, places.read_seconds),
        max_network_retries=0,
        base_addresses={"api": places.api_base},
    )


@functools.cache
def _connections(connect_seconds: float, read_seconds: float) -> "stripe.HTTPClient":
    import stripe  # noqa: PLC0415 - lazy, as above

    _silence()
    return stripe.RequestsClient(timeout=(connect_seconds, read_seconds))


def _silence() -> None:
    import stripe  # noqa: PLC0415 - lazy, as above
    from stripe import _util  # noqa: PLC0415 - lazy, as above

    # At DEBUG the SDK writes whole bodies: card tokens and client secrets; by environment even to stderr.
    logging.getLogger("stripe").addFilter(lambda _record: False)
    stripe.log = vars(_util)["STRIPE_LOG"] = None
