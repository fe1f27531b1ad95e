"""TURN credentials for seats, and the port to who issues them (docs/video.md#relays)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId

MIN_LIFE_LEFT = timedelta(seconds=120)
"""Credentials with less life are not reused: an allocation must start within it (S25)."""
MAX_CACHED = 1_000


class IcePolicy(StrEnum):
    """Which paths browsers may use: all, or relays only."""

    ALL = "all"
    RELAY = "relay"


class RelayUnavailable(Failure):
    """No relay could be had just now. Please try again."""


@dataclass(frozen=True, slots=True)
class IceServer:
    """An entry of a browser's `iceServers`; its credential is never printed, logged or stored."""

    urls: tuple[str, ...]
    username: str | None = field(default=None, repr=False)
    credential: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RelayCredentials:
    """Relays of one seat until `expires_at` (UTC); `provider`: the name of the issuer."""

    servers: tuple[IceServer, ...]
    expires_at: datetime
    provider: str


class RelayProvider(Protocol):
    """A TURN service; it relays media it cannot read, and sees opaque ids only."""

    @property
    def name(self) -> str:
        """The name in log lines."""

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
    ) -> RelayCredentials:
        """
        Issue credentials for one seat; they expire by `until`, the end of the room.

        The order of the URLs never changes.

        Raises:
            RelayUnavailable: The service refused, or did not answer in time.
        """

    def healthy(self) -> bool:
        """Whether the last request succeeded; a service that was never asked is healthy."""


class RelayCredentialsCache:
    """
    Issues credentials to seats that were admitted, and reuses them while they live long enough.

    The cache is in memory only. It keeps many joins at once from using up the service's quota.
    """

    def __init__(self, provider: RelayProvider, policy: IcePolicy = IcePolicy.ALL) -> None:
        self._provider = provider
        self.policy = policy
        self._held: dict[tuple[PracticeId, AppointmentId, SeatId], RelayCredentials] = {}

    def issue(
        self,
        *,
        practice: PracticeId,
        room: AppointmentId,
        seat: SeatId,
        now: datetime,
        until: datetime,
        anew: bool = False,
    ) -> RelayCredentials:
        """
        Return credentials for the seat.

        `anew`: those it has do not work, so issue others.

        Raises:
            RelayUnavailable: The service refused or did not answer.
        """
        whose = practice, room, seat
        held = self._held.get(whose)
        if held is None or anew or held.expires_at - now < MIN_LIFE_LEFT:
            held = self._provider.issue(
                practice=practice, room=room, seat=seat, now=now, until=until
            )
            self._hold(whose, held, now)
        return replace(held, expires_at=min(held.expires_at, until))

    def _hold(
        self,
        whose: tuple[PracticeId, AppointmentId, SeatId],
        grant: RelayCredentials,
        now: datetime,
    ) -> None:
        if len(self._held) >= MAX_CACHED:
            self._held = {
                key: each
                for key, each in self._held.items()
                if each.expires_at - now >= MIN_LIFE_LEFT
            }
        self._held[whose] = grant
