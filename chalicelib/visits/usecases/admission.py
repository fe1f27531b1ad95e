"""Who is in the room and who waits before it: join, admit, remove, lock, leave, end (video.md §3)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.kernel.ids import SeatId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.trail import AuditTrail
from chalicelib.visits.domain.room import (
    PRESENT,
    RENEW_AFTER,
    RoomSnapshot,
    Seat,
    SeatState,
    SocketConnection,
    admit_seat,
    confirm_entry,
    leave_seat,
    remove_seat,
    take_seat,
    with_occupant,
)
from chalicelib.visits.domain.signal import (
    Admit,
    ByeCode,
    End,
    ErrorCode,
    Goodbye,
    Join,
    Lock,
    Refusal,
    Remove,
)
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.relays import (
    RelayCredentials,
    RelayCredentialsCache,
    RelayUnavailable,
)
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.rooms import RoomLifecycle
from chalicelib.visits.usecases.socket_gateway import Delivery
from chalicelib.visits.usecases.stores import ChatNoteStore, RoomContents

MAX_JOINED_NOTE_BYTES = 16 * 1024
"""Bytes of chat notes within one `take_seat`; what is more follows note by note."""
NO_RELAY = "none"


@dataclass(frozen=True, slots=True)
class Admission:
    """The door of a room."""

    telling: RoomBroadcaster
    records: ChatNoteStore
    grants: RelayCredentialsCache
    rooms: RoomLifecycle
    audit: AuditTrail

    def join(self, context: MessageContext, asked: Join) -> None:
        """Take one's seat: in the room, or waiting. Raises Goodbye."""
        mine, now, own = context.connection, context.now, context.connection.seat

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(own)
            seat = take_seat(
                room.room,
                was,
                mine,
                inst=asked.inst,
                resume=asked.resume,
                after=asked.after,
                now=now,
            )
            if was.conn == mine.id and was.inst == seat.inst:
                # Asked again on the same socket for what it missed: nothing is to be written.
                return room, []
            return replace(room.having(seat), room=with_occupant(room.room, seat)), self._came(
                was, seat
            )

        before, after = self.telling.change(context.snapshot, step)
        self._replaced(before.seat(own), mine)
        # Two who join at once read the room before the other was in it: the later writer sees both.
        after = self.telling.reload(after.room.id) if after is not before else after
        if after.room.is_over(now):
            # Ended while this join was under way: whoever ended it did not see this socket.
            raise Goodbye(ByeCode.ENDED)
        seat = after.seat(own)
        if seat.waits:
            self._waits(context, before, after)
        elif seat.conn == mine.id:
            self._is_in(context, before, after, replace(seat, after=asked.after))

    def _came(self, was: Seat, seat: Seat) -> Collection[Fact]:
        if was.state in {SeatState.INVITED, SeatState.LEFT}:
            return [self.telling.new_fact(FactKind.JOINED, was.id)]
        # A page that was loaded anew came back as well; one that only renewed its socket was never away.
        back = was.conn is None or was.inst != seat.inst
        return [self.telling.new_fact(FactKind.BACK, was.id)] if back else []

    def _replaced(self, was: Seat, mine: SocketConnection) -> None:
        if was.conn and was.conn != mine.id:
            self.telling.close_socket(was.conn, ByeCode.REPLACED)

    def _waits(self, context: MessageContext, before: RoomSnapshot, after: RoomSnapshot) -> None:
        own = after.seat(context.connection.seat)
        place = after.line.index(own) + 1
        status, renew_at = (
            self.telling.host_status(after),
            server_messages.timestamp(context.connection.at + RENEW_AFTER),
        )
        self.telling.send_to(
            after,
            own,
            server_messages.waiting(
                place, status, after.room, context.now, re=context.id, renew_at=renew_at
            ),
        )
        if after.hosts_inside and after is not before:
            names = self.records.read_contents(context.connection.access, after, None).names
            self.telling.notify_hosts(after, server_messages.peer(own, names.get(own.id)))

    def _is_in(
        self, context: MessageContext, before: RoomSnapshot, after: RoomSnapshot, seat: Seat
    ) -> None:
        roster = self.records.read_contents(context.connection.access, after, seat.after)
        if self._welcome(after, context.connection, roster, context.id) is Delivery.GONE:
            self.telling.vacate(after.room.id, seat.id, context.connection.id, "gone")
            return
        # Also when nothing changed: what broke off between the change and the telling is made up for here.
        resumed = before.seat(seat.id).inst == seat.inst
        self.telling.broadcast(
            after,
            server_messages.peer(seat, roster.names.get(seat.id), resume=resumed),
            but=seat.id,
        )
        self.telling.notify_waiting(after, before)
        self._rest(context.connection, roster)

    def _welcome(
        self,
        snapshot: RoomSnapshot,
        connection: SocketConnection,
        roster: RoomContents,
        re: str = "",
    ) -> Delivery:
        whole, now = _within(roster), self.telling.clock()
        ice = server_messages.grant_shape(self.grant(snapshot, connection.seat))
        more = {"re": re, "ice": ice, "ice_policy": self.grants.policy.value}
        return self.telling.sockets.post(
            connection.id, server_messages.joined(snapshot, connection, roster, whole, now, **more)
        )

    def _rest(self, connection: SocketConnection, roster: RoomContents) -> None:
        # Last of all: they may be so many that time runs out, and his next join asks for those that he still lacks.
        for each in roster.notes[_within(roster) :]:
            if (
                self.telling.sockets.post(connection.id, server_messages.note(each))
                is Delivery.GONE
            ):
                return

    def grant(
        self, snapshot: RoomSnapshot, seat: SeatId, *, anew: bool = False
    ) -> RelayCredentials:
        """
        The seat's own credentials; none when no relay answers: people who need none still meet, and may ask again.
        `anew`: those it has failed it.
        """
        room, now = snapshot.room, self.telling.clock()
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

    def admit(self, context: MessageContext, asked: Admit) -> None:
        """Let one in, or all who wait; each of them is told everything at once."""
        self._must_host(context)
        wanted = (
            [asked.seat]
            if asked.seat
            else [each.id for each in context.snapshot.seats if each.waits or _untold(each)]
        )
        for name in wanted:
            context.snapshot.seat(name)
        self._noted(context, "admit")
        before, after = self.telling.change(
            context.snapshot, lambda room: self._let_in(room, asked, wanted)
        )
        for name in wanted:
            # A host who admits again, because something broke off, makes up for it.
            if before.seat(name).waits or _untold(after.seat(name)):
                self._admitted(after, name)
        self.telling.notify_waiting(self.telling.reload(after.room.id), before)

    def _let_in(
        self, room: RoomSnapshot, asked: Admit, wanted: Sequence[SeatId]
    ) -> tuple[RoomSnapshot, Collection[Fact]]:
        facts, after = [], room
        for name in wanted:
            was = room.seat(name)
            if not asked.seat and not (was.waits or was.state in PRESENT):
                # Of all, one left meanwhile: that keeps nobody else out.
                continue
            after = after.having(admit_seat(was, self.telling.clock()))
            facts += [self.telling.new_fact(FactKind.ADMITTED, name)] if was.waits else []
        return after, facts

    def _admitted(self, after: RoomSnapshot, name: SeatId) -> None:
        seat = after.seat(name)
        connection = self.telling.connections.get(seat.conn) if seat.conn else None
        if connection is None:
            self.telling.broadcast(after, server_messages.peer(seat))
        else:
            self.confirm_admitted(connection, after)

    def confirm_admitted(self, connection: SocketConnection, snapshot: RoomSnapshot) -> None:
        """Tell one who was let in that he is, and the others too; when his socket is gone he is in at his next join."""
        now = self.telling.clock()
        roster = self.records.read_contents(
            connection.access, snapshot, snapshot.seat(connection.seat).after
        )
        delivery = self._welcome(snapshot, connection, roster)
        if delivery is Delivery.GONE:
            self.telling.vacate(snapshot.room.id, connection.seat, connection.id, "gone")
        if delivery is not Delivery.DELIVERED:
            # Not heard, so not in: his next ping, or the host who admits again, makes up for it.
            return
        own = connection.seat
        _, after = self.telling.change(
            snapshot,
            lambda room: (room.having(confirm_entry(room.seat(own), connection.id, now)), []),
        )
        self.telling.broadcast(
            after, server_messages.peer(after.seat(own), roster.names.get(own)), but=own
        )
        self._rest(connection, roster)

    def remove(self, context: MessageContext, asked: Remove) -> None:
        """Send somebody out for good: his socket ends, and the others close what they share with him (A5)."""
        self._must_host(context)
        remove_seat(context.snapshot.seat(asked.seat), context.now)
        self._noted(context, "remove")

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(asked.seat)
            seat = remove_seat(was, context.now)
            facts = (
                [self.telling.new_fact(FactKind.REMOVED, seat.id)]
                if was.state is not SeatState.REMOVED
                else []
            )
            return room.having(seat), facts

        before, after = self.telling.change(context.snapshot, step)
        if after is not before:
            self._sent_out(before, after, asked.seat)

    def _sent_out(self, before: RoomSnapshot, after: RoomSnapshot, seat: SeatId) -> None:
        if socket := before.seat(seat).conn:
            self.telling.close_socket(socket, ByeCode.REMOVED)
        self.telling.announce_departure(before, after, seat)

    def lock(self, context: MessageContext, asked: Lock) -> None:
        """Switch what a host may switch; everybody hears how the switches stand now."""
        wanted = {"locked": asked.locked, "sharing": asked.sharing, "chat": asked.chat}
        given: Mapping[str, Any] = {name: on for name, on in wanted.items() if on is not None}
        self._must_host(context)
        self._noted(context, "lock")
        _, after = self.telling.change(
            context.snapshot, lambda room: (replace(room, room=replace(room.room, **given)), [])
        )
        self.telling.broadcast(
            after,
            server_messages.message("room", re=context.id, **server_messages.switches(after.room)),
        )

    def end(self, context: MessageContext, _asked: End) -> None:
        """End the visit for all."""
        self._must_host(context)
        self._noted(context, "end")
        self.rooms.finish(context.connection.access, context.snapshot)

    def leave(self, connection: SocketConnection, snapshot: RoomSnapshot) -> None:
        """Give up one's seat, if that socket holds it."""

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(connection.seat)
            if was.conn != connection.id:
                return room, []
            return room.having(leave_seat(was, self.telling.clock())), [
                self.telling.new_fact(FactKind.LEFT, was.id)
            ]

        before, after = self.telling.change(snapshot, step)
        if after is not before:
            self.telling.announce_departure(before, after, connection.seat)

    def _must_host(self, context: MessageContext) -> None:
        if not context.seat.hosts:
            raise Refusal(ErrorCode.NOT_HOST)

    def _noted(self, context: MessageContext, what: str) -> None:
        room, access = context.snapshot.room, context.connection.access
        self.audit.record(
            access, AuditAction.CHANGE, [room.id], purpose=f"{what} in room", subject=room.client
        )


def _untold(seat: Seat) -> bool:
    """Let in, and perhaps not told of it yet."""
    return seat.state is SeatState.ADMITTED and seat.conn is not None


def _within(roster: RoomContents) -> int:
    """How many notes fit into one message."""
    leave_seat, count = MAX_JOINED_NOTE_BYTES, 0
    for each in roster.notes:
        leave_seat -= len(json.dumps(server_messages.note_shape(each), ensure_ascii=False).encode())
        if leave_seat < 0:
            break
        count += 1
    return count
