"""Entries of `iceServers` out of what companies answer: always in the same order, without what browsers refuse."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.visits.usecases.relays import IceServer, RelayUnavailable

SCHEMES = ("stun", "turn", "turns")
# Browsers block this port, and then warn of the whole entry.
BLOCKED_PORT = ":53"


def ice_server(
    urls: Iterable[str], username: str | None = None, credential: str | None = None
) -> IceServer:
    """One entry. Chromium keeps a dead pair when a new list is ordered otherwise, so the order is ours, not the answer's."""
    return IceServer(tuple(sorted(dict.fromkeys(urls), key=_rank)), username, credential)


def parse_ice_servers(found: Any) -> tuple[IceServer, ...]:
    """
    Browser-shaped entries as a company answered them, `urls` a text or a list of texts.

    Raises:
        RelayUnavailable: They are not, or none of them relays.
    """
    try:
        made = [
            ice_server(_allowed(each), each.get("username"), each.get("credential"))
            for each in found
        ]
    except (TypeError, AttributeError, KeyError):
        raise RelayUnavailable from None
    if not any(each.credential for each in made):
        raise RelayUnavailable
    return tuple(sorted((each for each in made if each.urls), key=lambda each: _rank(each.urls[0])))


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
