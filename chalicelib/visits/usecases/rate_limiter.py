"""How much one socket may say, counted where its messages are handled: an exact count would cost a write each (A9)."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.ids import ConnectionId

SPAN = timedelta(seconds=10)
MOST = 30
FLOOD = 3 * MOST
MOST_HELD = 2_000


class Pace(StrEnum):
    """Fine, too fast, or no longer to be listened to."""

    FINE = "fine"
    FAST = "fast"
    FLOOD = "flood"


@dataclass
class Rates:
    """Of one process; the gateway's own throttling stands behind it."""

    _heard: dict[ConnectionId, deque[datetime]] = field(default_factory=dict)

    def count(self, socket: ConnectionId, now: datetime) -> Pace:
        """One more message. At most FLOOD times a socket are kept."""
        times = self._times(socket)
        while times and now - times[0] >= SPAN:
            times.popleft()
        times.append(now)
        if len(times) > FLOOD:
            return Pace.FLOOD
        return Pace.FAST if len(times) > MOST else Pace.FINE

    def forget(self, socket: ConnectionId) -> None:
        """It is closed."""
        self._heard.pop(socket, None)

    def _times(self, socket: ConnectionId) -> deque[datetime]:
        times = self._heard.pop(socket, None) or deque(maxlen=FLOOD + 1)
        if len(self._heard) >= MOST_HELD:
            # The one that was silent for the longest stands first.
            self._heard.pop(next(iter(self._heard)))
        self._heard[socket] = times
        return times
