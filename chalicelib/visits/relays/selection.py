"""Which relays a deployment uses, by the names in its settings."""

from collections.abc import Callable, Mapping

from chalicelib.visits.relays.fallback import Fallback
from chalicelib.visits.relays.issuer import CredentialsIssuer, MonitoredRelay
from chalicelib.visits.usecases.relays import RelayProvider


def select_relays(
    names: str, makers: Mapping[str, Callable[[], CredentialsIssuer]]
) -> RelayProvider:
    """
    The relays of these names, parted by commas, the dearest first; only those are made.

    Raises:
        LookupError: There is no relay of that name.
    """
    made = [MonitoredRelay(makers[name]()) for name in split_list(names)]
    return made[0] if len(made) == 1 else Fallback(made)


def split_list(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(each.strip() for each in text.split(",") if each.strip())
