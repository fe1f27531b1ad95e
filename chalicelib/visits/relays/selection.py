"""Which relays a deployment uses, by the names in its settings."""

from collections.abc import Callable, Mapping

from chalicelib.visits.relays.fallback import Fallback
from chalicelib.visits.relays.issuer import Relay, Watched
from chalicelib.visits.usecases.relays import IceServerProvider


def chosen(names: str, makers: Mapping[str, Callable[[], Relay]]) -> IceServerProvider:
    """
    The relays of these names, parted by commas, the dearest first; only those are made.

    Raises:
        LookupError: There is no relay of that name.
    """
    made = [Watched(makers[name]()) for name in listed(names)]
    return made[0] if len(made) == 1 else Fallback(made)


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(each.strip() for each in text.split(",") if each.strip())
