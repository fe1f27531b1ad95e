"""
Performs a host's actions in a room.

An audit entry is stored before each action is performed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.kernel.ids import SeatId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.trail import AuditTrail
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import PRESENT, Seat, SeatState, admit_seat, remove_seat
from chalicelib.visits.domain.signal import Admit, ByeCode, End, ErrorCode, Lock, Refusal, Remove
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.admission import Admission
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle


@dataclass(frozen=True, slots=True)
class HostControls:
    """
    Performs a host's actions in a room: admit, remove, lock and end.

    Each method raises Refusal if the sender of the message is not a host.
    """

    broadcaster: RoomBroadcaster
    admission: Admission
    rooms: RoomLifecycle
    audit: AuditTrail

    def admit(self, context: MessageContext, message: Admit) -> None:
        """
        Admit one or all of the waiting people.

        Each admitted person then gets the message `joined`.
        """
        self._require_host(context)
        seats = (
            [message.seat]
            if message.seat
            else [
                each.id
                for each in context.snapshot.seats
                if each.is_waiting or _is_unconfirmed(each)
            ]
        )
        for seat in seats:
            context.snapshot.seat(seat)
        self._record(context, "admit")
        before, after = self.broadcaster.change(
            context.snapshot, lambda room: self._with_admitted(room, message, seats)
        )
        for seat in seats:
            # Admitting a person again repeats a `joined` that did not arrive the first time.
            if before.seat(seat).is_waiting or _is_unconfirmed(after.seat(seat)):
                self._notify_admitted(after, seat)
        self.broadcaster.notify_waiting(self.broadcaster.reload(after.room.id), before)

    def _with_admitted(
        self, room: RoomSnapshot, message: Admit, seats: Sequence[SeatId]
    ) -> tuple[RoomSnapshot, Collection[Fact]]:
        facts, after = [], room
        for seat in seats:
            old = room.seat(seat)
            if not message.seat and not (old.is_waiting or old.state in PRESENT):
                # This person has left meanwhile; the others are still admitted.
                continue
            after = after.with_seat(admit_seat(old, self.broadcaster.clock()))
            if old.is_waiting:
                facts.append(self.broadcaster.new_fact(FactKind.ADMITTED, seat))
        return after, facts

    def _notify_admitted(self, after: RoomSnapshot, name: SeatId) -> None:
        seat = after.seat(name)
        connection = self.broadcaster.connections.get(seat.conn) if seat.conn else None
        if connection is None:
            self.broadcaster.broadcast(after, server_messages.peer(seat))
        else:
            self.admission.confirm_admitted(connection, after)

    def remove(self, context: MessageContext, message: Remove) -> None:
        """
        Remove a person from the room permanently.

        The pages of the other people in the room then end the call with the removed person
        (docs/video.md#a5).
        """
        self._require_host(context)
        remove_seat(context.snapshot.seat(message.seat), context.now)
        self._record(context, "remove")

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            old = room.seat(message.seat)
            seat = remove_seat(old, context.now)
            is_new = old.state is not SeatState.REMOVED
            facts = [self.broadcaster.new_fact(FactKind.REMOVED, seat.id)] if is_new else []
            return room.with_seat(seat), facts

        before, after = self.broadcaster.change(context.snapshot, step)
        if after is before:
            return
        if socket := before.seat(message.seat).conn:
            self.broadcaster.close_socket(socket, ByeCode.REMOVED)
        self.broadcaster.announce_departure(before, after, message.seat)

    def lock(self, context: MessageContext, message: Lock) -> None:
        """
        Change the room's switches, and send the new values to everybody in the room.

        The switches are `locked`, `sharing` and `chat`.
        """
        self._require_host(context)
        self._record(context, "lock")
        switches = {"locked": message.locked, "sharing": message.sharing, "chat": message.chat}
        changes: Mapping[str, Any] = {name: on for name, on in switches.items() if on is not None}
        _, after = self.broadcaster.change(
            context.snapshot,
            lambda room: (replace(room, room=replace(room.room, **changes)), []),
        )
        shape = server_messages.switches(after.room)
        self.broadcaster.broadcast(after, server_messages.message("room", re=context.id, **shape))

    def end(self, context: MessageContext, _message: End) -> None:
        """Complete the appointment and end its room for everybody."""
        self._require_host(context)
        self._record(context, "end")
        self.rooms.finish(context.connection.access, context.snapshot)

    def _require_host(self, context: MessageContext) -> None:
        if not context.seat.is_host:
            raise Refusal(ErrorCode.NOT_HOST)

    def _record(self, context: MessageContext, action: str) -> None:
        room, access = context.snapshot.room, context.connection.access
        self.audit.record(
            access, AuditAction.CHANGE, [room.id], purpose=f"{action} in room", subject=room.client
        )


def _is_unconfirmed(seat: Seat) -> bool:
    """
    Return whether a person was admitted, but their page may not know it yet.

    The person's seat has the state `admitted` and an open socket. The page on that socket
    may have missed the message `joined`, so the server may have to send `joined` again.
    """
    return seat.state is SeatState.ADMITTED and seat.conn is not None
