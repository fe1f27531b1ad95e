"""Finds closed sockets whose disconnect the gateway did not report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import SocketConnection
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster

SILENCE_LIMIT = timedelta(minutes=6)
"""A page sends a ping every 50 seconds; after this much silence its socket is checked."""
PROBE_BUDGET = timedelta(seconds=15)
"""How long the checks of one sweep may take in all; the next sweep does the rest."""


@dataclass(frozen=True, slots=True)
class StaleConnections:
    """Finds sockets that may be closed, and frees the seats of the closed ones."""

    broadcaster: RoomBroadcaster

    def suspects(
        self, snapshot: RoomSnapshot, connections: Collection[SocketConnection]
    ) -> Sequence[SocketConnection]:
        """Return the connections that have shown no sign of life for SILENCE_LIMIT."""
        now = self.broadcaster.clock()
        return [
            connection
            for connection in connections
            if now - _last_sign(snapshot, connection) >= SILENCE_LIMIT
        ]

    def free_if_gone(self, suspect: SocketConnection, until: datetime) -> bool:
        """
        Free the seat of a socket if the gateway reports that the socket is gone.

        In this case, the method notifies the other people in the room and returns True. If
        the socket is still open, the method marks the seat as seen now and returns False. At
        the time `until` or later, the method checks nothing and returns False.

        Raises:
            Unavailable: The store does not respond.
        """
        now = self.broadcaster.clock()
        if now >= until:
            return False
        if self.broadcaster.sockets.alive(suspect.id):
            self.broadcaster.store.mark_seen(suspect.room, suspect.seat, suspect.id, now)
            return False
        self.broadcaster.vacate(suspect.room, suspect.seat, suspect.id, "gone")
        self.broadcaster.connections.remove(suspect)
        return True


def _last_sign(snapshot: RoomSnapshot, connection: SocketConnection) -> datetime:
    seat = snapshot.seat(connection.seat)
    return seat.seen if seat.conn == connection.id and seat.seen else connection.at
