"""Tells people in and before a room, and finds out who is gone: a socket that answers 410 holds no seat (video.md §3)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import AppointmentId, ConnectionId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.visits.domain.room import RoomSnapshot, Seat, vacate_seat
from chalicelib.visits.domain.signal import ByeCode
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage, Sockets
from chalicelib.visits.usecases.stores import ConnectionStore, RoomStore

MAX_CHANGE_ATTEMPTS = 6
RoomChange = Callable[[RoomSnapshot], tuple[RoomSnapshot, Collection[Fact]]]
"""What an act makes of a room, and what is to be remembered of it. Pure: it runs again when somebody was faster."""


@dataclass(frozen=True, slots=True)
class RoomBroadcaster:
    """What all acts in a room share: changing it, and telling those whom it concerns."""

    store: RoomStore
    connections: ConnectionStore
    sockets: Sockets
    clock: Clock
    chance: IdGenerator

    def change(self, snapshot: RoomSnapshot, step: RoomChange) -> tuple[RoomSnapshot, RoomSnapshot]:
        """
        Take a step on the room as it is; answers what it was and what it is now, which is the same if nothing changed.

        Raises:
            Unavailable: Others were faster again and again, or the store does not answer.
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
        """The room as it is now. Raises Unavailable when it went away meanwhile."""
        found = self.store.snapshot(room)
        if found is None:
            raise Unavailable
        return found

    def new_fact(
        self,
        kind: FactKind,
        seat: SeatId | None = None,
        *,
        about: SeatId | None = None,
        why: str = "",
    ) -> Fact:
        """A fact of now."""
        return Fact(self.chance.id(), kind, self.clock(), seat, about, why)

    def send_to(self, snapshot: RoomSnapshot, seat: Seat, said: ServerMessage) -> Delivery:
        """Tell one; when his socket is gone, all others hear that he is away."""
        if seat.conn is None:
            return Delivery.GONE
        delivery = self.sockets.post(seat.conn, said)
        if delivery is Delivery.GONE:
            self.vacate(snapshot.room.id, seat.id, seat.conn, "gone")
        return delivery

    def broadcast(
        self, snapshot: RoomSnapshot, said: ServerMessage, *, but: SeatId | None = None
    ) -> None:
        """Tell everybody in the room."""
        for seat in snapshot.inside:
            if seat.id != but:
                self.send_to(snapshot, seat, said)

    def notify_hosts(self, snapshot: RoomSnapshot, said: ServerMessage) -> None:
        """Tell those who may admit."""
        for seat in snapshot.hosts_inside:
            self.send_to(snapshot, seat, said)

    def vacate(self, room: AppointmentId, seat: SeatId, socket: ConnectionId, why: str) -> None:
        """That socket ended: its seat is free if it still held it, and the others hear of it (video.md §3, Clear)."""
        snapshot = self.store.snapshot(room)
        if snapshot is None:
            return

        def step(now: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            own = now.seat(seat)
            free = vacate_seat(own, socket, self.clock())
            return now.having(free), [
                self.new_fact(FactKind.AWAY, seat, why=why)
            ] if free is not own else []

        before, after = self.change(snapshot, step)
        if after is not before:
            self.announce_departure(before, after, seat)

    def announce_departure(self, before: RoomSnapshot, after: RoomSnapshot, seat: SeatId) -> None:
        """Tell that somebody is away, left, or was removed: those inside, and only hosts when he was before the door."""
        said, was = server_messages.peer(after.seat(seat)), before.seat(seat)
        notify = self.notify_hosts if was.waits else self.broadcast
        notify(after, said)
        self.notify_waiting(after, before)

    def notify_waiting(self, snapshot: RoomSnapshot, before: RoomSnapshot | None = None) -> None:
        """Tell each who waits where he stands and how the host is, if that changed since `before`."""
        was = _shown(before) if before else {}
        if not any(seat.conn for seat in snapshot.line) or (before and _shown(snapshot) == was):
            return
        status, now = self.host_status(snapshot), self.clock()
        for place, seat in enumerate(snapshot.line, start=1):
            if seat.conn:
                self.send_to(
                    snapshot, seat, server_messages.waiting(place, status, snapshot.room, now)
                )

    def host_status(self, snapshot: RoomSnapshot) -> server_messages.Status:
        """How the host is: here, elsewhere, or away (V3)."""
        hosts = [seat for seat in snapshot.seats if seat.hosts]
        here = [seat for seat in hosts if seat.is_in]
        if here:
            return server_messages.host_status("online", here[0].since, here)
        if since := self._elsewhere(snapshot.room.id, hosts):
            return server_messages.host_status("on another call", since, ())
        return server_messages.host_status(
            "away", max((seat.since for seat in hosts if seat.since), default=None), ()
        )

    def close_socket(self, socket: ConnectionId, code: ByeCode, *, reconnect: bool = False) -> None:
        """Say why, and end the socket."""
        self.sockets.post(socket, server_messages.bye(code, reconnect=reconnect))
        self.sockets.close(socket)

    def _elsewhere(self, room: AppointmentId, hosts: Collection[Seat]) -> datetime | None:
        open_ones = [
            each
            for seat in hosts
            if seat.person
            for each in self.connections.of_person(seat.person)
        ]
        return min((each.at for each in open_ones if each.room != room), default=None)


def _shown(snapshot: RoomSnapshot) -> tuple[object, ...]:
    """All of a room that those who wait are told of."""
    hosts = tuple(
        (seat.id, seat.state, seat.conn, seat.device) for seat in snapshot.seats if seat.hosts
    )
    room = snapshot.room
    return (
        hosts,
        tuple(seat.id for seat in snapshot.line),
        (room.starts_at, room.ends_at, room.closes_at),
    )
