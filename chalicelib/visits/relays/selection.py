"""Builds the relays that are listed in a deployment's settings."""

from collections.abc import Callable, Mapping

from chalicelib.visits.relays.fallback import Fallback
from chalicelib.visits.relays.issuer import CredentialsIssuer
from chalicelib.visits.relays.monitored import MonitoredRelay
from chalicelib.visits.usecases.relays import RelayProvider


def select_relays(
    names: str, factories: Mapping[str, Callable[[], CredentialsIssuer]]
) -> RelayProvider:
    """
    Build the relays with the given names, in the given order.

    `names`: comma-separated keys of `factories`, in the order in which the relays are to
    be asked. Relays that are not in `names` are not built.

    Raises:
        LookupError: One of `names` is not a key of `factories`.
    """
    relays = [MonitoredRelay(factories[name]()) for name in split_list(names)]
    return relays[0] if len(relays) == 1 else Fallback(relays)


def split_list(text: str) -> tuple[str, ...]:
    """Split a comma-separated string into its parts, and leave out empty parts."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
