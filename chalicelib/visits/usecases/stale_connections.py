"""
Ghosts: sockets that are gone and of which nobody was told. Whoever posts to one finds out; the clock asks after those to which
nobody does (video.md §3).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.visits.domain.room import RoomSnapshot, SocketConnection
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster

SILENCE_LIMIT = timedelta(minutes=6)
"""Without a sign of life for so long, a page that pings each half minute is asked after."""
PROBE_BUDGET = timedelta(seconds=15)
"""How long the clock asks in all; who was not asked after is at the next minute."""


@dataclass(frozen=True, slots=True)
class StaleConnections:
    """Frees the seats of sockets that are gone."""

    telling: RoomBroadcaster

    def suspects(
        self, snapshot: RoomSnapshot, connections: Collection[SocketConnection]
    ) -> Sequence[SocketConnection]:
        """Those of a room's sockets that were quiet for too long, whether they hold their seat or were never heard of."""
        now = self.telling.clock()
        return [each for each in connections if now - _heard(snapshot, each) >= SILENCE_LIMIT]

    def lay(self, suspect: SocketConnection, until: datetime) -> bool:
        """
        Whether it was a ghost: then its seat is free, and the others heard of it. One that is there is asked after again only
        when it was quiet for as long once more. After `until` nobody is asked. Raises Unavailable.
        """
        now = self.telling.clock()
        if now >= until:
            return False
        if self.telling.sockets.alive(suspect.id):
            self.telling.store.mark_seen(suspect.room, suspect.seat, suspect.id, now)
            return False
        self.telling.vacate(suspect.room, suspect.seat, suspect.id, "gone")
        self.telling.connections.remove(suspect)
        return True


def _heard(snapshot: RoomSnapshot, connection: SocketConnection) -> datetime:
    seat = snapshot.seat(connection.seat)
    return seat.seen if seat.conn == connection.id and seat.seen else connection.at
