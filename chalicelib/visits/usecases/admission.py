"""
Handles joining and leaving a room.

The server sends each person only what the person is allowed to see.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.room import RENEW_AFTER, RoomSnapshot, take_seat, with_occupant
from chalicelib.visits.domain.seat import (
    Seat,
    SeatState,
    SocketConnection,
    confirm_entry,
    leave_seat,
)
from chalicelib.visits.domain.signal import ByeCode, Goodbye, Join
from chalicelib.visits.domain.visit import NEW_PAGE, Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.relays import (
    RelayCredentials,
    RelayCredentialsCache,
    RelayUnavailable,
)
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.socket_gateway import Delivery
from chalicelib.visits.usecases.stores import ChatNoteStore, RoomContents

MAX_JOINED_NOTE_BYTES = 16 * 1024
"""How many bytes of chat notes a `joined` may have; the rest follow one by one."""
NO_RELAY = "none"


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets people enter a room or wait for admission, and lets them leave."""

    broadcaster: RoomBroadcaster
    notes: ChatNoteStore
    grants: RelayCredentialsCache

    def join(self, context: MessageContext, message: Join) -> None:
        """
        Take the sender's seat for the page that sent the message.

        The sender is then in the room, or waits to be admitted.

        Raises:
            Goodbye: The room is over, the person was removed, or the page tries to resume a
                seat that another page load has taken over.
        """
        connection, own = context.connection, context.connection.seat
        before, after = self.broadcaster.change(
            context.snapshot, lambda room: self._with_taken_seat(room, context, message)
        )
        self._close_replaced(before.seat(own), connection)
        # When two people join at once, the later one sees both only after this second read.
        after = self.broadcaster.reload(after.room.id) if after is not before else after
        if after.room.is_over(context.now):
            # The room ended meanwhile; its sockets were closed, but not this new one.
            raise Goodbye(ByeCode.ENDED)
        seat = after.seat(own)
        if seat.is_waiting:
            self._send_waiting(context, before, after)
        elif seat.conn == connection.id:
            self._enter(context, before, after, replace(seat, after=message.after))

    def _with_taken_seat(
        self, room: RoomSnapshot, context: MessageContext, message: Join
    ) -> tuple[RoomSnapshot, Collection[Fact]]:
        old = room.seat(context.connection.seat)
        seat = take_seat(
            room.room,
            old,
            context.connection,
            inst=message.inst,
            resume=message.resume,
            after=message.after,
            now=context.now,
        )
        if old.conn == context.connection.id and old.inst == seat.inst:
            # The same socket joins again to receive what it missed: there is nothing to store.
            return room, []
        changed = replace(room.with_seat(seat), room=with_occupant(room.room, seat))
        return changed, self._arrival_facts(old, seat)

    def _arrival_facts(self, old: Seat, seat: Seat) -> Collection[Fact]:
        if old.state in {SeatState.INVITED, SeatState.LEFT}:
            return [self.broadcaster.new_fact(FactKind.JOINED, old.id)]
        # A reloaded page also came back; a page that only renewed its socket was never away.
        is_new_page = old.inst != seat.inst
        if old.conn is not None and not is_new_page:
            return []
        why = NEW_PAGE if is_new_page else ""
        return [self.broadcaster.new_fact(FactKind.BACK, old.id, why=why)]

    def _close_replaced(self, old: Seat, connection: SocketConnection) -> None:
        if old.conn and old.conn != connection.id:
            self.broadcaster.close_socket(old.conn, ByeCode.REPLACED)

    def _send_waiting(
        self, context: MessageContext, before: RoomSnapshot, after: RoomSnapshot
    ) -> None:
        own = after.seat(context.connection.seat)
        message = server_messages.waiting(
            after,
            own,
            self.broadcaster.host_status(after),
            context.now,
            re=context.id,
            renew_at=server_messages.timestamp(context.connection.at + RENEW_AFTER),
        )
        self.broadcaster.send_to(after, own, message)
        if after.hosts_inside and after is not before:
            names = self.notes.read_contents(context.connection.access, after, None).names
            self.broadcaster.notify_hosts(after, server_messages.peer(own, names.get(own.id)))

    def _enter(
        self, context: MessageContext, before: RoomSnapshot, after: RoomSnapshot, seat: Seat
    ) -> None:
        connection = context.connection
        contents = self.notes.read_contents(connection.access, after, seat.after)
        if self._send_joined(after, connection, contents, context.id) is Delivery.GONE:
            self.broadcaster.vacate(after.room.id, seat.id, connection.id, "gone")
            return
        # Sent even if nothing changed: an earlier join may have been stored but not announced.
        resumed = before.seat(seat.id).inst == seat.inst
        message = server_messages.peer(seat, contents.names.get(seat.id), resume=resumed)
        self.broadcaster.broadcast(after, message, but=seat.id)
        self.broadcaster.notify_waiting(after, before)
        self._send_remaining_notes(connection, contents)

    def _send_joined(
        self,
        snapshot: RoomSnapshot,
        connection: SocketConnection,
        contents: RoomContents,
        re: str = "",
    ) -> Delivery:
        credentials = self.issue_relay_credentials(snapshot, connection.seat)
        message = server_messages.joined(
            snapshot,
            connection,
            contents,
            _fitting_notes(contents),
            self.broadcaster.clock(),
            re=re,
            ice=server_messages.grant_shape(credentials),
            ice_policy=self.grants.policy.value,
        )
        return self.broadcaster.sockets.post(connection.id, message)

    def _send_remaining_notes(self, connection: SocketConnection, contents: RoomContents) -> None:
        # Sent last: if the time limit ends this call, the page's next join asks for the rest.
        for note in contents.notes[_fitting_notes(contents) :]:
            message = server_messages.note(note)
            if self.broadcaster.sockets.post(connection.id, message) is Delivery.GONE:
                return

    def issue_relay_credentials(
        self, snapshot: RoomSnapshot, seat: SeatId, *, anew: bool = False
    ) -> RelayCredentials:
        """
        Return relay credentials for one seat.

        If no relay responds, the result contains no servers. This is not an error, because
        many calls work without a relay and the page may ask again. `anew`: whether to issue
        new credentials because the seat's present credentials do not work.
        """
        room, now = snapshot.room, self.broadcaster.clock()
        try:
            return self.grants.issue(
                practice=room.practice,
                room=room.id,
                seat=seat,
                now=now,
                until=room.closes_at,
                anew=anew,
            )
        except RelayUnavailable:
            return RelayCredentials((), now, NO_RELAY)

    def confirm_admitted(self, connection: SocketConnection, snapshot: RoomSnapshot) -> None:
        """
        Send `joined` to an admitted person, and notify the others in the room.

        If `joined` does not arrive, the seat stays `admitted`. The server sends `joined`
        again at the person's next ping or join, or when a host admits the person again.
        """
        now, own = self.broadcaster.clock(), connection.seat
        contents = self.notes.read_contents(connection.access, snapshot, snapshot.seat(own).after)
        delivery = self._send_joined(snapshot, connection, contents)
        if delivery is Delivery.GONE:
            self.broadcaster.vacate(snapshot.room.id, own, connection.id, "gone")
        if delivery is not Delivery.DELIVERED:
            return
        _, after = self.broadcaster.change(
            snapshot,
            lambda room: (room.with_seat(confirm_entry(room.seat(own), connection.id, now)), []),
        )
        message = server_messages.peer(after.seat(own), contents.names.get(own))
        self.broadcaster.broadcast(after, message, but=own)
        self._send_remaining_notes(connection, contents)

    def leave(self, connection: SocketConnection, snapshot: RoomSnapshot) -> None:
        """
        Record that the person left, and notify the others in the room.

        Does nothing if another socket holds the person's seat.
        """

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            seat = room.seat(connection.seat)
            if seat.conn != connection.id:
                return room, []
            after = room.with_seat(leave_seat(seat, self.broadcaster.clock()))
            return after, [self.broadcaster.new_fact(FactKind.LEFT, seat.id)]

        before, after = self.broadcaster.change(snapshot, step)
        if after is not before:
            self.broadcaster.announce_departure(before, after, connection.seat)


def _fitting_notes(contents: RoomContents) -> int:
    """Return how many of the chat notes fit into one `joined` message."""
    bytes_left, count = MAX_JOINED_NOTE_BYTES, 0
    for note in contents.notes:
        shape = server_messages.note_shape(note)
        bytes_left -= len(json.dumps(shape, ensure_ascii=False).encode())
        if bytes_left < 0:
            break
        count += 1
    return count
