"""Declares the port for relay adapters, and defines functions that adapters share."""

from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.usecases.relays import RelayCredentials, RelayUnavailable


class CredentialsIssuer(Protocol):
    """
    Issues credentials for one relay.

    `MonitoredRelay` wraps a `CredentialsIssuer` and implements `RelayProvider`.
    """

    @property
    def name(self) -> str:
        """Return the relay's name in logs and settings."""

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """Issue credentials for one seat, as `RelayProvider.issue` does."""


def turn_username(room: AppointmentId, seat: SeatId) -> str:
    """
    Return the TURN user name of a seat: the id of the room and the id of the seat.

    Relays apply quotas per user name, so each seat has its own user name.
    """
    return f"{room}.{seat}"


def remaining_seconds(now: datetime, until: datetime, most: int) -> int:
    """
    Return the number of whole seconds from `now` to `until`, at most `most`.

    Raises:
        RelayUnavailable: `until` is less than one second after `now`.
    """
    seconds = min(int((until - now).total_seconds()), most)
    if seconds <= 0:
        raise RelayUnavailable
    return seconds
