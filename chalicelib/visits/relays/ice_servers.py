"""Builds entries of a browser's `iceServers`, in an order that never changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.visits.usecases.relays import IceServer, RelayUnavailable

SCHEMES = ("stun", "turn", "turns")
# Browsers block this port, and warn about an entry that uses it.
BLOCKED_PORT = ":53"


def ice_server(
    urls: Iterable[str], username: str | None = None, credential: str | None = None
) -> IceServer:
    """
    Return one entry of a browser's `iceServers`, with the entry's URLs sorted.

    Relay operators return the URLs in a varying order; sorting keeps the order constant.
    If the order changed, Chromium would keep using a candidate pair that has failed.
    """
    return IceServer(tuple(sorted(dict.fromkeys(urls), key=_rank)), username, credential)


def parse_ice_servers(answer: Any) -> tuple[IceServer, ...]:
    """
    Parse the list of `iceServers` entries in a relay operator's response.

    The `urls` of an entry may be one URL or a list of URLs.

    Raises:
        RelayUnavailable: The response is not a list of entries, or no entry has a
            credential.
    """
    try:
        servers = [
            ice_server(_allowed(entry), entry.get("username"), entry.get("credential"))
            for entry in answer
        ]
    except (TypeError, AttributeError, KeyError):
        raise RelayUnavailable from None
    if not any(server.credential for server in servers):
        raise RelayUnavailable
    return tuple(
        sorted((server for server in servers if server.urls), key=lambda each: _rank(each.urls[0]))
    )


def _allowed(entry: Mapping[str, Any]) -> list[str]:
    urls = [entry["urls"]] if isinstance(entry["urls"], str) else entry["urls"]
    return [url for url in urls if not url.split("?")[0].endswith(BLOCKED_PORT)]


def _rank(url: str) -> tuple[int, bool, str]:
    scheme = url.partition(":")[0]
    return (
        SCHEMES.index(scheme) if scheme in SCHEMES else len(SCHEMES),
        "transport=tcp" in url,
        url,
    )
