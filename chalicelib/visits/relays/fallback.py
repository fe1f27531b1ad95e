"""Several relays, the first the dearest: the next is asked when one refuses or is slow."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.usecases.relays import RelayCredentials, RelayProvider, RelayUnavailable

PATIENCE_SECONDS = 1.5
LONGEST_SECONDS = 4.0
"""Then nobody waits any longer: the function itself has only five."""


class Fallback:
    """
    Implements `RelayProvider`. One that refused last time is not waited for. If several answered, all their servers
    are given, in the order of `providers`, whoever was quicker.
    """

    def __init__(
        self, providers: Sequence[RelayProvider], patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._providers = tuple(providers)
        self._patience = patience_seconds
        self._threads = ThreadPoolExecutor(2 * len(self._providers), "ice")

    @property
    def name(self) -> str:
        """See `RelayProvider`."""
        return "+".join(each.name for each in self._providers)

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """See `RelayProvider`."""
        asked: list[Future[RelayCredentials]] = []
        for each in self._providers:
            patience = self._patience if each.healthy() else 0.0
            asked.append(
                self._threads.submit(
                    each.issue, practice=practice, room=room, seat=seat, now=now, until=until
                )
            )
            wait(asked[-1:], patience)
            if _given(asked):
                break
        return _together(_given(asked) or _first(asked))

    def healthy(self) -> bool:
        """See `RelayProvider`."""
        return any(each.healthy() for each in self._providers)


def _given(asked: Sequence[Future[RelayCredentials]]) -> list[RelayCredentials]:
    return [each.result() for each in asked if each.done() and each.exception() is None]


def _first(asked: Sequence[Future[RelayCredentials]]) -> list[RelayCredentials]:
    open_ones = {each for each in asked if not each.done()}
    while open_ones:
        done, open_ones = wait(open_ones, LONGEST_SECONDS, "FIRST_COMPLETED")
        if not done or _given(asked):
            break
    return _given(asked)


def _together(grants: Sequence[RelayCredentials]) -> RelayCredentials:
    if not grants:
        raise RelayUnavailable
    servers = tuple(server for grant in grants for server in grant.servers)
    return RelayCredentials(
        servers,
        min(grant.expires_at for grant in grants),
        "+".join(grant.provider for grant in grants),
    )
