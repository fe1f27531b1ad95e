"""Loads Stripe's official SDK at first use, and configures its connections."""

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import stripe

SCRIPT_HOST = "https://js.stripe.com"
FRAME_ORIGINS = {SCRIPT_HOST: (SCRIPT_HOST, "https://*.js.stripe.com", "https://hooks.stripe.com")}
"""
The origins of the frames that Stripe's script adds to a page, by the origin of the script.

For the script of another origin, frames come from that origin only.
"""


@dataclass(frozen=True, slots=True)
class StripeAddresses:
    """
    Holds the URLs of Stripe's API and browser script, and time limits for calls.

    The time limits are set here because the defaults of Stripe's SDK are too long. With an
    80-second timeout and two retries, one call could take four minutes
    (docs/processors.md#stripe).
    """

    api_base: str = "https://api.stripe.com"
    script_url: str = f"{SCRIPT_HOST}/clover/stripe.js"
    connect_seconds: float = 3
    read_seconds: float = 20

    @property
    def csp(self) -> Mapping[str, Sequence[str]]:
        """
        Return the origins that the pay page must allow, by directive.

        The directives are those of the pay page's content security policy (CSP).
        """
        script = "{0.scheme}://{0.netloc}".format(urlsplit(self.script_url))
        frames = FRAME_ORIGINS.get(script, (script,))
        scripts = tuple(origin for origin in frames if "hooks." not in origin)
        return {"script-src": scripts, "frame-src": frames, "connect-src": (self.api_base,)}


def client(secret_key: str, addresses: StripeAddresses) -> "stripe.StripeClient":
    """
    Return an SDK client for one account.

    All clients with the same time limits share their HTTP connections.
    """
    import stripe  # noqa: PLC0415 - lazy: it adds 95 to 260 ms to a cold start

    return stripe.StripeClient(
        secret_key,
        http_client=_connections(addresses.connect_seconds, addresses.read_seconds),
        max_network_retries=0,
        base_addresses={"api": addresses.api_base},
    )


@functools.cache
def _connections(connect_seconds: float, read_seconds: float) -> "stripe.HTTPClient":
    import stripe  # noqa: PLC0415 - lazy, as above

    _silence()
    return stripe.RequestsClient(timeout=(connect_seconds, read_seconds))


def _silence() -> None:
    import stripe  # noqa: PLC0415 - lazy, as above
    from stripe import _util  # noqa: PLC0415 - lazy, as above

    # At DEBUG the SDK logs whole bodies, with card tokens and client secrets.
    logging.getLogger("stripe").addFilter(lambda _record: False)
    stripe.log = vars(_util)["STRIPE_LOG"] = None
