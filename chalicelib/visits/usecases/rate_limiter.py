"""How much one socket may say, counted where its messages are handled: an exact count would cost a write each (A9)."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.ids import ConnectionId

WINDOW = timedelta(seconds=10)
MAX_MESSAGES = 30
FLOOD_MESSAGES = 3 * MAX_MESSAGES
MAX_SOCKETS = 2_000


class Verdict(StrEnum):
    """Fine, too fast, or no longer to be listened to."""

    FINE = "fine"
    FAST = "fast"
    FLOOD = "flood"


@dataclass
class RateLimiter:
    """Of one process; the gateway's own throttling stands behind it."""

    _heard: dict[ConnectionId, deque[datetime]] = field(default_factory=dict)

    def count(self, socket: ConnectionId, now: datetime) -> Verdict:
        """One more message. At most FLOOD times a socket are kept."""
        times = self._times(socket)
        while times and now - times[0] >= WINDOW:
            times.popleft()
        times.append(now)
        if len(times) > FLOOD_MESSAGES:
            return Verdict.FLOOD
        return Verdict.FAST if len(times) > MAX_MESSAGES else Verdict.FINE

    def forget(self, socket: ConnectionId) -> None:
        """It is closed."""
        self._heard.pop(socket, None)

    def _times(self, socket: ConnectionId) -> deque[datetime]:
        times = self._heard.pop(socket, None) or deque(maxlen=FLOOD_MESSAGES + 1)
        if len(self._heard) >= MAX_SOCKETS:
            # The one that was silent for the longest stands first.
            self._heard.pop(next(iter(self._heard)))
        self._heard[socket] = times
        return times
