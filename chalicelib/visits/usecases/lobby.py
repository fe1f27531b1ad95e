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
    Connection,
    RoomSnapshot,
    Seat,
    SeatState,
    admitted,
    joined,
    left,
    peopled,
    removed,
    welcomed,
)
from chalicelib.visits.domain.signal import (
    Admit,
    ByeCode,
    Code,
    End,
    Goodbye,
    Join,
    Lock,
    Refusal,
    Remove,
)
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import messages
from chalicelib.visits.usecases.ports import Records, Roster
from chalicelib.visits.usecases.relays import (
    RelayCredentials,
    RelayCredentialsCache,
    RelayUnavailable,
)
from chalicelib.visits.usecases.rooms import Rooms
from chalicelib.visits.usecases.sockets import Delivery
from chalicelib.visits.usecases.telling import RoomBroadcaster
from chalicelib.visits.usecases.turn import MessageContext

MOST_AT_ONCE = 16 * 1024
"""Bytes of chat notes within one `joined`; what is more follows note by note."""
NO_RELAY = "none"


@dataclass(frozen=True, slots=True)
class Admission:
    """The door of a room."""

    telling: RoomBroadcaster
    records: Records
    grants: RelayCredentialsCache
    rooms: Rooms
    audit: AuditTrail

    def join(self, turn: MessageContext, asked: Join) -> None:
        """Take one's seat: in the room, or waiting. Raises Goodbye."""
        mine, now, own = turn.connection, turn.now, turn.connection.seat

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(own)
            seat = joined(
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
            return replace(room.having(seat), room=peopled(room.room, seat)), self._came(was, seat)

        before, after = self.telling.changed(turn.meeting, step)
        self._replaced(before.seat(own), mine)
        # Two who join at once read the room before the other was in it: the later writer sees both.
        after = self.telling.again(after.room.id) if after is not before else after
        if after.room.is_over(now):
            # Ended while this join was under way: whoever ended it did not see this socket.
            raise Goodbye(ByeCode.ENDED)
        seat = after.seat(own)
        if seat.waits:
            self._waits(turn, before, after)
        elif seat.conn == mine.id:
            self._is_in(turn, before, after, replace(seat, after=asked.after))

    def _came(self, was: Seat, seat: Seat) -> Collection[Fact]:
        if was.state in {SeatState.INVITED, SeatState.LEFT}:
            return [self.telling.fact(FactKind.JOINED, was.id)]
        # A page that was loaded anew came back as well; one that only renewed its socket was never away.
        back = was.conn is None or was.inst != seat.inst
        return [self.telling.fact(FactKind.BACK, was.id)] if back else []

    def _replaced(self, was: Seat, mine: Connection) -> None:
        if was.conn and was.conn != mine.id:
            self.telling.end(was.conn, ByeCode.REPLACED)

    def _waits(self, turn: MessageContext, before: RoomSnapshot, after: RoomSnapshot) -> None:
        own = after.seat(turn.connection.seat)
        place = after.line.index(own) + 1
        status, renew_at = (
            self.telling.host_status(after),
            messages.instant(turn.connection.at + RENEW_AFTER),
        )
        self.telling.seat(
            after,
            own,
            messages.waiting(place, status, after.room, turn.now, re=turn.id, renew_at=renew_at),
        )
        if after.hosts_inside and after is not before:
            names = self.records.roster(turn.connection.access, after, None).names
            self.telling.hosts(after, messages.peer(own, names.get(own.id)))

    def _is_in(
        self, turn: MessageContext, before: RoomSnapshot, after: RoomSnapshot, seat: Seat
    ) -> None:
        roster = self.records.roster(turn.connection.access, after, seat.after)
        if self._welcome(after, turn.connection, roster, turn.id) is Delivery.GONE:
            self.telling.vacate(after.room.id, seat.id, turn.connection.id, "gone")
            return
        # Also when nothing changed: what broke off between the change and the telling is made up for here.
        resumed = before.seat(seat.id).inst == seat.inst
        self.telling.inside(
            after, messages.peer(seat, roster.names.get(seat.id), resume=resumed), but=seat.id
        )
        self.telling.line(after, before)
        self._rest(turn.connection, roster)

    def _welcome(
        self, meeting: RoomSnapshot, connection: Connection, roster: Roster, re: str = ""
    ) -> Delivery:
        whole, now = _within(roster), self.telling.clock()
        ice = messages.grant_shape(self.grant(meeting, connection.seat))
        more = {"re": re, "ice": ice, "ice_policy": self.grants.policy.value}
        return self.telling.sockets.post(
            connection.id, messages.joined(meeting, connection, roster, whole, now, **more)
        )

    def _rest(self, connection: Connection, roster: Roster) -> None:
        # Last of all: they may be so many that time runs out, and his next join asks for those that he still lacks.
        for each in roster.notes[_within(roster) :]:
            if self.telling.sockets.post(connection.id, messages.note(each)) is Delivery.GONE:
                return

    def grant(self, meeting: RoomSnapshot, seat: SeatId, *, anew: bool = False) -> RelayCredentials:
        """
        The seat's own credentials; none when no relay answers: people who need none still meet, and may ask again.
        `anew`: those it has failed it.
        """
        room, now = meeting.room, self.telling.clock()
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

    def admit(self, turn: MessageContext, asked: Admit) -> None:
        """Let one in, or all who wait; each of them is told everything at once."""
        self._must_host(turn)
        wanted = (
            [asked.seat]
            if asked.seat
            else [each.id for each in turn.meeting.seats if each.waits or _untold(each)]
        )
        for name in wanted:
            turn.meeting.seat(name)
        self._noted(turn, "admit")
        before, after = self.telling.changed(
            turn.meeting, lambda room: self._let_in(room, asked, wanted)
        )
        for name in wanted:
            # A host who admits again, because something broke off, makes up for it.
            if before.seat(name).waits or _untold(after.seat(name)):
                self._admitted(after, name)
        self.telling.line(self.telling.again(after.room.id), before)

    def _let_in(
        self, room: RoomSnapshot, asked: Admit, wanted: Sequence[SeatId]
    ) -> tuple[RoomSnapshot, Collection[Fact]]:
        facts, after = [], room
        for name in wanted:
            was = room.seat(name)
            if not asked.seat and not (was.waits or was.state in PRESENT):
                # Of all, one left meanwhile: that keeps nobody else out.
                continue
            after = after.having(admitted(was, self.telling.clock()))
            facts += [self.telling.fact(FactKind.ADMITTED, name)] if was.waits else []
        return after, facts

    def _admitted(self, after: RoomSnapshot, name: SeatId) -> None:
        seat = after.seat(name)
        connection = self.telling.rows.get(seat.conn) if seat.conn else None
        if connection is None:
            self.telling.inside(after, messages.peer(seat))
        else:
            self.told(connection, after)

    def told(self, connection: Connection, meeting: RoomSnapshot) -> None:
        """Tell one who was let in that he is, and the others too; when his socket is gone he is in at his next join."""
        now = self.telling.clock()
        roster = self.records.roster(
            connection.access, meeting, meeting.seat(connection.seat).after
        )
        delivery = self._welcome(meeting, connection, roster)
        if delivery is Delivery.GONE:
            self.telling.vacate(meeting.room.id, connection.seat, connection.id, "gone")
        if delivery is not Delivery.DELIVERED:
            # Not heard, so not in: his next ping, or the host who admits again, makes up for it.
            return
        own = connection.seat
        _, after = self.telling.changed(
            meeting, lambda room: (room.having(welcomed(room.seat(own), connection.id, now)), [])
        )
        self.telling.inside(after, messages.peer(after.seat(own), roster.names.get(own)), but=own)
        self._rest(connection, roster)

    def remove(self, turn: MessageContext, asked: Remove) -> None:
        """Send somebody out for good: his socket ends, and the others close what they share with him (A5)."""
        self._must_host(turn)
        removed(turn.meeting.seat(asked.seat), turn.now)
        self._noted(turn, "remove")

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(asked.seat)
            seat = removed(was, turn.now)
            facts = (
                [self.telling.fact(FactKind.REMOVED, seat.id)]
                if was.state is not SeatState.REMOVED
                else []
            )
            return room.having(seat), facts

        before, after = self.telling.changed(turn.meeting, step)
        if after is not before:
            self._sent_out(before, after, asked.seat)

    def _sent_out(self, before: RoomSnapshot, after: RoomSnapshot, seat: SeatId) -> None:
        if socket := before.seat(seat).conn:
            self.telling.end(socket, ByeCode.REMOVED)
        self.telling.went(before, after, seat)

    def lock(self, turn: MessageContext, asked: Lock) -> None:
        """Switch what a host may switch; everybody hears how the switches stand now."""
        wanted = {"locked": asked.locked, "sharing": asked.sharing, "chat": asked.chat}
        given: Mapping[str, Any] = {name: on for name, on in wanted.items() if on is not None}
        self._must_host(turn)
        self._noted(turn, "lock")
        _, after = self.telling.changed(
            turn.meeting, lambda room: (replace(room, room=replace(room.room, **given)), [])
        )
        self.telling.inside(
            after, messages.saying("room", re=turn.id, **messages.switches(after.room))
        )

    def end(self, turn: MessageContext, _asked: End) -> None:
        """End the visit for all."""
        self._must_host(turn)
        self._noted(turn, "end")
        self.rooms.finished(turn.connection.access, turn.meeting)

    def leave(self, connection: Connection, meeting: RoomSnapshot) -> None:
        """Give up one's seat, if that socket holds it."""

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(connection.seat)
            if was.conn != connection.id:
                return room, []
            return room.having(left(was, self.telling.clock())), [
                self.telling.fact(FactKind.LEFT, was.id)
            ]

        before, after = self.telling.changed(meeting, step)
        if after is not before:
            self.telling.went(before, after, connection.seat)

    def _must_host(self, turn: MessageContext) -> None:
        if not turn.seat.hosts:
            raise Refusal(Code.NOT_HOST)

    def _noted(self, turn: MessageContext, what: str) -> None:
        room, access = turn.meeting.room, turn.connection.access
        self.audit.record(
            access, AuditAction.CHANGE, [room.id], purpose=f"{what} in room", subject=room.client
        )


def _untold(seat: Seat) -> bool:
    """Let in, and perhaps not told of it yet."""
    return seat.state is SeatState.ADMITTED and seat.conn is not None


def _within(roster: Roster) -> int:
    """How many notes fit into one message."""
    left, count = MOST_AT_ONCE, 0
    for each in roster.notes:
        left -= len(json.dumps(messages.note_shape(each), ensure_ascii=False).encode())
        if left < 0:
            break
        count += 1
    return count
