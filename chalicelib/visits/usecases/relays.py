"""Issues and caches TURN credentials for seats (docs/video.md#relays)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.errors import Failure
from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId

MIN_LIFE_LEFT = timedelta(seconds=120)
"""
Credentials with less time left than this are not reused (S25).

A browser needs this time to start using them.
"""
MAX_CACHED = 1_000


class IcePolicy(StrEnum):
    """
    Lists the ways in which browsers may connect.

    `ALL`: directly or through relays. `RELAY`: only through relays.
    """

    ALL = "all"
    RELAY = "relay"


class RelayUnavailable(Failure):
    """No relay could be had just now. Please try again."""


@dataclass(frozen=True, slots=True)
class IceServer:
    """One entry of a browser's `iceServers`; its credential is never logged or stored."""

    urls: tuple[str, ...]
    username: str | None = field(default=None, repr=False)
    credential: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RelayCredentials:
    """
    TURN servers with one seat's credentials.

    `provider`: the name of the service that issued the credentials.
    """

    servers: tuple[IceServer, ...]
    expires_at: datetime
    provider: str


class RelayProvider(Protocol):
    """
    Issues credentials for a TURN service.

    The TURN service receives only opaque ids, never a person's data.
    """

    @property
    def name(self) -> str:
        """The service's name in log lines."""

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
        Issue credentials for one seat; the credentials expire at `until` or earlier.

        The URLs in the credentials are always in the same order.

        Raises:
            RelayUnavailable: The TURN service refused the request or did not respond in time.
        """

    def healthy(self) -> bool:
        """
        Whether the last request to the TURN service succeeded.

        True before the first request.
        """


class RelayCredentialsCache:
    """
    Issues relay credentials to admitted seats, and caches the credentials.

    Cached credentials are reused until they are about to expire.
    """

    def __init__(self, provider: RelayProvider, policy: IcePolicy = IcePolicy.ALL) -> None:
        self._provider = provider
        self.policy = policy
        self._cache: dict[tuple[PracticeId, AppointmentId, SeatId], RelayCredentials] = {}

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
        Return the seat's cached credentials, or issue new credentials.

        New credentials are issued if none are cached, if the cached credentials expire soon,
        or if `anew` is true. Callers set `anew` if the cached credentials do not work.

        Raises:
            RelayUnavailable: The TURN service refused the request or did not respond.
        """
        key = practice, room, seat
        credentials = self._cache.get(key)
        if credentials is None or anew or credentials.expires_at - now < MIN_LIFE_LEFT:
            credentials = self._provider.issue(
                practice=practice, room=room, seat=seat, now=now, until=until
            )
            self._remember(key, credentials, now)
        return replace(credentials, expires_at=min(credentials.expires_at, until))

    def _remember(
        self,
        key: tuple[PracticeId, AppointmentId, SeatId],
        credentials: RelayCredentials,
        now: datetime,
    ) -> None:
        if len(self._cache) >= MAX_CACHED:
            self._cache = {
                other: each
                for other, each in self._cache.items()
                if each.expires_at - now >= MIN_LIFE_LEFT
            }
        self._cache[key] = credentials
