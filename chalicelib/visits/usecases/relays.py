"""How two browsers find a way to each other: relays (TURN) and who is given their credentials (video.md §6)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId

MIN_LIFE_LEFT = timedelta(seconds=120)
"""A grant that lives at least so long is given again: an allocation must start within its life (S25)."""
MAX_CACHED = 1_000


class IcePolicy(StrEnum):
    """Which ways browsers may take: every one, or relays only."""

    ALL = "all"
    RELAY = "relay"


class RelayUnavailable(Failure):
    """No relay could be had just now. Please try again."""


@dataclass(frozen=True, slots=True)
class IceServer:
    """One entry of a browser's `iceServers`. Never printed with what opens it, never logged, never stored."""

    urls: tuple[str, ...]
    username: str | None = field(default=None, repr=False)
    credential: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RelayCredentials:
    """What one seat may use until `expires_at` (UTC). `provider`: the name of who gave it."""

    servers: tuple[IceServer, ...]
    expires_at: datetime
    provider: str


class RelayProvider(Protocol):
    """A company or a server of our own that relays media it cannot read. All ids are opaque, since they reach it."""

    @property
    def name(self) -> str:
        """What logs call it."""

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
        Credentials for one seat, which end no later than `until`, the room's own end. The order of urls never changes.

        Raises:
            RelayUnavailable: It refused, or did not answer in its time.
        """

    def healthy(self) -> bool:
        """Whether its last answer was a grant; one that was never asked is healthy."""


class RelayCredentialsCache:
    """
    Grants for seats that were let in. A warm process gives a seat the same one again while it is fresh, so that a storm
    of joins does not spend the provider's quota; nothing of it is stored.
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
        """A grant for the seat. `anew`: its relay failed it, so do not give the one it has. Raises RelayUnavailable."""
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
