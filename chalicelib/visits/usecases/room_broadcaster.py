"""Changes rooms, and sends messages to the admitted and the waiting people."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import AppointmentId, ConnectionId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import Seat, vacate_seat
from chalicelib.visits.domain.signal import ByeCode
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.domain.waiting import host_knowledge
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage, Sockets
from chalicelib.visits.usecases.stores import ConnectionStore, RoomStore

MAX_CHANGE_ATTEMPTS = 6
RoomChange = Callable[[RoomSnapshot], tuple[RoomSnapshot, Collection[Fact]]]
"""
Computes a room's next state and new facts, without side effects.

It is called again if another request changed the room meanwhile.
"""


@dataclass(frozen=True, slots=True)
class RoomBroadcaster:
    """
    Changes rooms, and sends messages to people's sockets.

    If the gateway reports a socket as gone (410) when a message is sent, the socket's
    seat is freed.
    """

    store: RoomStore
    connections: ConnectionStore
    sockets: Sockets
    clock: Clock
    ids: IdGenerator

    def change(self, snapshot: RoomSnapshot, step: RoomChange) -> tuple[RoomSnapshot, RoomSnapshot]:
        """
        Change a stored room, and return the room before and after the change.

        `step` computes the change. If nothing changed, the two results are the same object.
        If another request changed the room in the meantime, the room is read again and `step`
        is called again.

        Raises:
            Unavailable: Other requests changed the room at every attempt, or the store does
                not respond.
        """
        for _ in range(MAX_CHANGE_ATTEMPTS):
            after, facts = step(snapshot)
            if after == snapshot and not facts:
                return snapshot, snapshot
            try:
                return snapshot, self.store.change(snapshot, after, facts)
            except Conflict:
                snapshot = self.reload(snapshot.room.id)
        raise Unavailable

    def reload(self, room: AppointmentId) -> RoomSnapshot:
        """
        Read the room from the store again.

        Raises:
            Unavailable: The room is no longer stored.
        """
        snapshot = self.store.snapshot(room)
        if snapshot is None:
            raise Unavailable
        return snapshot

    def new_fact(
        self,
        kind: FactKind,
        seat: SeatId | None = None,
        *,
        about: SeatId | None = None,
        why: str = "",
    ) -> Fact:
        """Return a new fact whose time is the current time."""
        return Fact(self.ids.id(), kind, self.clock(), seat, about, why)

    def send_to(self, snapshot: RoomSnapshot, seat: Seat, message: ServerMessage) -> Delivery:
        """Send a message to one seat; if the seat's socket is gone, free the seat."""
        if seat.conn is None:
            return Delivery.GONE
        delivery = self.sockets.post(seat.conn, message)
        if delivery is Delivery.GONE:
            self.vacate(snapshot.room.id, seat.id, seat.conn, "gone")
        return delivery

    def broadcast(
        self, snapshot: RoomSnapshot, message: ServerMessage, *, but: SeatId | None = None
    ) -> None:
        """Send a message to everybody in the room except the seat `but`."""
        for seat in snapshot.inside:
            if seat.id != but:
                self.send_to(snapshot, seat, message)

    def notify_hosts(self, snapshot: RoomSnapshot, message: ServerMessage) -> None:
        for seat in snapshot.hosts_inside:
            self.send_to(snapshot, seat, message)

    def vacate(self, room: AppointmentId, seat: SeatId, socket: ConnectionId, why: str) -> None:
        """
        Free a seat whose socket has ended, and notify the others in the room.

        Does nothing if another socket holds the seat. `why`: `closed` if the close of the
        socket was noticed at once, `gone` if the close was noticed only later.
        """
        snapshot = self.store.snapshot(room)
        if snapshot is None:
            return

        def step(now: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            own = now.seat(seat)
            free = vacate_seat(own, socket, self.clock())
            if free is own:
                return now, []
            return now.with_seat(free), [self.new_fact(FactKind.AWAY, seat, why=why)]

        before, after = self.change(snapshot, step)
        if after is not before:
            self.announce_departure(before, after, seat)

    def announce_departure(self, before: RoomSnapshot, after: RoomSnapshot, seat: SeatId) -> None:
        """
        Notify the others in the room that a person is away, has left or was removed.

        If the person was waiting to be admitted, only the hosts in the room are notified.
        """
        message = server_messages.peer(after.seat(seat))
        if before.seat(seat).is_waiting:
            self.notify_hosts(after, message)
        else:
            self.broadcast(after, message)
        self.notify_waiting(after, before)

    def notify_waiting(self, snapshot: RoomSnapshot, before: RoomSnapshot | None = None) -> None:
        """
        Send each waiting person their place in line and the host's status.

        `before`: an earlier snapshot of the room, or None. If `before` is given, messages are
        sent only if a place in line, the host's status, what the hosts know of a waiting person,
        or the room's times have changed since that snapshot.
        """
        if before and _shown_to_waiting(snapshot) == _shown_to_waiting(before):
            return
        if not any(seat.conn for seat in snapshot.waiting):
            return
        status, now = self.host_status(snapshot), self.clock()
        for seat in snapshot.waiting:
            if seat.conn:
                message = server_messages.waiting(snapshot, seat, status, now)
                self.send_to(snapshot, seat, message)

    def host_status(self, snapshot: RoomSnapshot) -> server_messages.Status:
        """
        Return the host's status (docs/video.md#v3).

        The status is `online`, `on another call` or `away`.
        """
        hosts = [seat for seat in snapshot.seats if seat.is_host]
        here = [seat for seat in hosts if seat.is_in]
        if here:
            return server_messages.host_status("online", here[0].since, here)
        if since := self._elsewhere_since(snapshot.room.id, hosts):
            return server_messages.host_status("on another call", since, ())
        away_since = max((seat.since for seat in hosts if seat.since), default=None)
        return server_messages.host_status("away", away_since, ())

    def close_socket(self, socket: ConnectionId, code: ByeCode, *, reconnect: bool = False) -> None:
        """Send `bye` with the reason, then close the socket."""
        self.sockets.post(socket, server_messages.bye(code, reconnect=reconnect))
        self.sockets.close(socket)

    def _elsewhere_since(self, room: AppointmentId, hosts: Collection[Seat]) -> datetime | None:
        connections = [
            connection
            for seat in hosts
            if seat.person
            for connection in self.connections.of_person(seat.person)
        ]
        return min((each.at for each in connections if each.room != room), default=None)


def _shown_to_waiting(snapshot: RoomSnapshot) -> tuple[object, ...]:
    """Return the part of the room's data that the messages to waiting people show."""
    room = snapshot.room
    hosts = tuple(
        (seat.id, seat.state, seat.conn, seat.device) for seat in snapshot.seats if seat.is_host
    )
    waiting = tuple((seat.id, host_knowledge(snapshot, seat)) for seat in snapshot.waiting)
    return hosts, waiting, (room.starts_at, room.ends_at, room.closes_at)
