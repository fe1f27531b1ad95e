"""
Limits how many messages one socket may send (docs/video.md#a9).

Each process keeps its own count in memory. An exact count across all processes would
cost one database write per message.
"""

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
    """What to do with a message: accept it, refuse it, or close the socket."""

    FINE = "fine"
    FAST = "fast"
    FLOOD = "flood"


@dataclass
class RateLimiter:
    """
    Counts the messages that each socket sends.

    API Gateway also limits the rate of messages.
    """

    _times_by_socket: dict[ConnectionId, deque[datetime]] = field(default_factory=dict)

    def count(self, socket: ConnectionId, now: datetime) -> Verdict:
        """Count a message; return whether to accept it, refuse it, or close the socket."""
        times = self._times(socket)
        while times and now - times[0] >= WINDOW:
            times.popleft()
        times.append(now)
        if len(times) > FLOOD_MESSAGES:
            return Verdict.FLOOD
        return Verdict.FAST if len(times) > MAX_MESSAGES else Verdict.FINE

    def forget(self, socket: ConnectionId) -> None:
        """Delete the count of a socket that was closed."""
        self._times_by_socket.pop(socket, None)

    def _times(self, socket: ConnectionId) -> deque[datetime]:
        times = self._times_by_socket.pop(socket, None) or deque(maxlen=FLOOD_MESSAGES + 1)
        if len(self._times_by_socket) >= MAX_SOCKETS:
            # The first socket in the dict has been silent for the longest time.
            self._times_by_socket.pop(next(iter(self._times_by_socket)))
        self._times_by_socket[socket] = times
        return times
