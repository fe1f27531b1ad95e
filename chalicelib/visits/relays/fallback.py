"""Requests credentials from several relays in order, until one relay responds."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.usecases.relays import RelayCredentials, RelayProvider, RelayUnavailable

PATIENCE_SECONDS = 1.5
MAX_WAIT_SECONDS = 4.0
"""This is less than the Lambda function's time limit of five seconds."""


class Fallback:
    """
    Requests credentials from several relays; implements `RelayProvider`.

    The relays are asked in the order of `providers`, until one responds. The next relay
    is asked if a relay refuses or is slow. If the last request to a relay failed, that
    relay is still asked, but the next relay is asked at once, without waiting. If several
    relays respond, the result contains the servers of all these relays, in the order of
    `providers`.
    """

    def __init__(
        self, providers: Sequence[RelayProvider], patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._providers = tuple(providers)
        self._patience = patience_seconds
        self._threads = ThreadPoolExecutor(2 * len(self._providers), "ice")

    @property
    def name(self) -> str:
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
        requests: list[Future[RelayCredentials]] = []
        for provider in self._providers:
            patience = self._patience if provider.healthy() else 0.0
            requests.append(
                self._threads.submit(
                    provider.issue, practice=practice, room=room, seat=seat, now=now, until=until
                )
            )
            wait(requests[-1:], patience)
            if _results(requests):
                break
        return _merge(_results(requests) or _wait_for_first(requests))

    def healthy(self) -> bool:
        return any(each.healthy() for each in self._providers)


def _results(requests: Sequence[Future[RelayCredentials]]) -> list[RelayCredentials]:
    return [each.result() for each in requests if each.done() and each.exception() is None]


def _wait_for_first(requests: Sequence[Future[RelayCredentials]]) -> list[RelayCredentials]:
    pending = {each for each in requests if not each.done()}
    while pending:
        finished_requests, pending = wait(pending, MAX_WAIT_SECONDS, "FIRST_COMPLETED")
        if not finished_requests or _results(requests):
            break
    return _results(requests)


def _merge(results: Sequence[RelayCredentials]) -> RelayCredentials:
    if not results:
        raise RelayUnavailable
    servers = tuple(server for credentials in results for server in credentials.servers)
    return RelayCredentials(
        servers,
        min(credentials.expires_at for credentials in results),
        "+".join(credentials.provider for credentials in results),
    )
