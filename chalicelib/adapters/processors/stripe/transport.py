"""The official SDK, loaded when a practice first needs it, on connections of our own making."""

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import stripe

HOSTS = ("https://js.stripe.com", "https://*.js.stripe.com")


@dataclass(frozen=True, slots=True)
class StripePlaces:
    """
    Where Stripe is: its API, its script and the origins that the pay page must allow; and how long we wait.

    The SDK's own defaults, 80 seconds and two retries, would be up to four minutes of silence.
    Source: payments.md §4, §5; web.md §7.
    """

    api_base: str = "https://api.stripe.com"
    script_url: str = "https://js.stripe.com/clover/stripe.js"
    csp: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: MappingProxyType(
            {
                "script-src": HOSTS,
                "frame-src": (*HOSTS, "https://hooks.stripe.com"),
                "connect-src": ("https://api.stripe.com",),
            }
        )
    )
    connect_seconds: float = 3
    read_seconds: float = 20


def client(secret_key: str, places: StripePlaces) -> "stripe.StripeClient":
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
