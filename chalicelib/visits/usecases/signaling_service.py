"""Everything that arrives on a socket: whose it is, what he may do now, and who hears of it (video.md §§2 and 4)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.ids import AppointmentId, ConnectionId, SeatId
from chalicelib.visits.domain.room import SEEN_AGAIN, Connection, RoomSnapshot, SeatState, linked
from chalicelib.visits.domain.signal import (
    Admit,
    AskIce,
    ByeCode,
    Code,
    End,
    Goodbye,
    Join,
    Leave,
    Lock,
    Message,
    Ping,
    Refusal,
    Remove,
    Report,
    Signal,
    State,
    Write,
    checked,
)
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.admission import NO_RELAY, Admission
from chalicelib.visits.usecases.chat_notes import ChatNotes
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.rate_limiter import Pace, Rates
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.socket_gateway import Delivery

ICE_AGAIN = timedelta(seconds=10)
MOST_HELD = 2_000
AT_THE_DOOR = (Join, Ping, Report, Leave)
"""All that a waiting seat may say (rule 8)."""
BEFORE_JOIN = (Join, Ping, Leave)
LOST = "lost"


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """What a log line may say of a message: opaque ids, what it was, and the word that it was answered with."""

    action: str
    code: str = ""
    connection: Connection | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SignalingService:
    """Messages of open sockets. One object a process: it counts what each socket says."""

    telling: RoomBroadcaster
    lobby: Admission
    chat: ChatNotes
    rates: Rates = field(default_factory=Rates)
    _iced: dict[tuple[AppointmentId, SeatId], datetime] = field(default_factory=dict)

    def hear(self, socket: ConnectionId, read: Callable[[], Message]) -> MessageOutcome:
        """
        One message. `read` makes it of what arrived, and raises Refusal.

        Raises:
            Unavailable: The speaker was told to try again later.
        """
        said: Message | None = None
        connection: Connection | None = None
        try:
            self._must_be_slow(socket)
            said = checked(read())
            connection = self.telling.rows.get(socket)
            if connection is None:
                # Nobody's any more. Without a last word the browser asks for a ticket, and is told why it gets none.
                self.telling.sockets.close(socket)
                return MessageOutcome(_name(said), "unknown-socket")
            self._act(connection, said)
        except Refusal as no:
            self.telling.sockets.post(
                socket, server_messages.error(no.code, said.id if said else no.re)
            )
            return MessageOutcome(_name(said), no.code.value, connection)
        except Goodbye as last:
            self._part(socket, connection, last)
            return MessageOutcome(_name(said), last.code.name.lower(), connection)
        except Exception:
            self.telling.sockets.post(
                socket, server_messages.error(Code.LATER, said.id if said else "")
            )
            raise
        return MessageOutcome(_name(said), "", connection)

    def disconnected(self, socket: ConnectionId) -> None:
        """A socket ended. The one of a seat that was taken over meanwhile changes nothing. Raises Unavailable."""
        self.rates.forget(socket)
        connection = self.telling.rows.get(socket)
        if connection is None:
            return
        self.telling.vacate(connection.room, connection.seat, socket, "closed")
        self.telling.rows.closed(connection)

    def _act(self, connection: Connection, said: Message) -> None:
        now, meeting = self.telling.clock(), self.telling.store.gathering(connection.room)
        if meeting is None or meeting.room.is_over(now):
            self.telling.sockets.post(connection.id, server_messages.error(Code.ENDED, said.id))
            raise Goodbye(ByeCode.ENDED)
        turn = MessageContext(said.id, connection, meeting, now, self.telling.sockets)
        self._must_have_place(turn, said)
        HANDLERS[type(said)](self, turn, said)

    def _must_be_slow(self, socket: ConnectionId) -> None:
        pace = self.rates.count(socket, self.telling.clock())
        if pace is Pace.FLOOD:
            raise Goodbye(ByeCode.FLOOD, reconnect=True)
        if pace is Pace.FAST:
            raise Refusal(Code.SLOW_DOWN)

    def _must_have_place(self, turn: MessageContext, said: Message) -> None:
        seat = turn.seat
        if seat.state is SeatState.REMOVED:
            raise Goodbye(ByeCode.REMOVED)
        # Also for a join that was under way when its socket was given up: it would take the seat along into nowhere.
        if turn.connection.was_replaced_at(seat):
            raise Goodbye(ByeCode.REPLACED)
        allowed = AT_THE_DOOR if turn.holds else BEFORE_JOIN
        if not (turn.holds and seat.is_in) and not isinstance(said, allowed):
            raise Refusal(Code.NOT_ADMITTED)

    def _part(self, socket: ConnectionId, connection: Connection | None, last: Goodbye) -> None:
        self.telling.end(socket, last.code, reconnect=last.reconnect)
        self.rates.forget(socket)
        if connection is None and last.code is ByeCode.FLOOD:
            connection = self.telling.rows.get(socket)
        if connection:
            self.telling.vacate(connection.room, connection.seat, socket, "closed")
            self.telling.rows.closed(connection)

    def signal(self, turn: MessageContext, said: Signal) -> None:
        """Pass something on to one peer, untouched: two reads, no write, one post (H1)."""
        peer = turn.meeting.seat(said.to)
        if peer.id == turn.seat.id:
            raise Refusal(Code.NO_SUCH_SEAT)
        if not peer.is_in:
            raise Refusal(Code.PEER_AWAY)
        if peer.inst != said.inst:
            raise Refusal(Code.STALE_PEER)
        own: dict[str, Any] = {"from": turn.seat.id}
        told = server_messages.saying(
            "signal", **own, epoch=said.epoch, inst=turn.seat.inst, d=said.d
        )
        delivery = self.telling.seat(turn.meeting, peer, told)
        if delivery is Delivery.GONE:
            raise Refusal(Code.PEER_AWAY)
        if delivery is Delivery.BUSY:
            raise Refusal(Code.LATER)

    def ice(self, turn: MessageContext, said: AskIce) -> None:
        """Fresh credentials for the own seat, at most every ten seconds."""
        whose = turn.meeting.room.id, turn.seat.id
        last = self._iced.get(whose)
        if last and turn.now - last < ICE_AGAIN:
            raise Refusal(Code.SLOW_DOWN)
        if len(self._iced) >= MOST_HELD:
            self._iced.clear()
        self._iced[whose] = turn.now
        # Asked for because the ones he has failed him: a new seat at the relay, not those again.
        grant = self.lobby.grant(turn.meeting, turn.seat.id, anew=True)
        if grant.provider == NO_RELAY:
            raise Refusal(Code.LATER)
        turn.answer(
            server_messages.saying("ice", re=said.id, ice=server_messages.grant_shape(grant))
        )

    def state(self, turn: MessageContext, said: State) -> None:
        """How the speaker is, to everybody; only a link that came or went is written down (video.md §14)."""
        if said.about and said.net:
            self._link(turn, turn.meeting.seat(said.about).id, lost=said.net == LOST)
        told: Mapping[str, Any] = dict(said.said)
        self.telling.inside(
            turn.meeting,
            server_messages.saying("state", seat=turn.seat.id, **told),
            but=turn.seat.id,
        )

    def _link(self, turn: MessageContext, about: SeatId, *, lost: bool) -> None:
        own = turn.seat.id

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(own)
            seat = linked(was, about, lost=lost)
            kind = FactKind.MEDIA_DOWN if lost else FactKind.MEDIA_UP
            return room.having(seat), [
                self.telling.fact(kind, own, about=about)
            ] if seat != was else []

        if about != own and linked(turn.seat, about, lost=lost) != turn.seat:
            self.telling.changed(turn.meeting, step)

    def device(self, turn: MessageContext, said: Report) -> None:
        """What the check found: kept on the seat, shown to the hosts, and to those inside when he is."""
        own, before = turn.seat.id, turn.meeting
        _, after = self.telling.changed(
            before,
            lambda room: (room.having(replace(room.seat(own), device=dict(said.result))), []),
        )
        told = server_messages.saying("device", seat=own, result=dict(said.result))
        for seat in after.inside if after.seat(own).is_in else after.hosts_inside:
            if seat.id != own:
                self.telling.seat(after, seat, told)
        self.telling.line(after, before)

    def leave(self, turn: MessageContext, _said: Leave) -> None:
        """Go; the seat stays for coming back."""
        self.lobby.leave(turn.connection, turn.meeting)

    def ping(self, turn: MessageContext, said: Ping) -> None:
        """Is somebody there? Whoever was let in without hearing of it hears of it now."""
        turn.answer(
            server_messages.saying(
                "pong", re=said.id, c=said.c, now=server_messages.instant(turn.now)
            )
        )
        seat = turn.seat
        if not turn.holds:
            return
        if seat.seen is None or turn.now - seat.seen >= SEEN_AGAIN:
            self.telling.store.seen(turn.meeting.room.id, seat.id, turn.connection.id, turn.now)
        if seat.state is SeatState.ADMITTED:
            self.lobby.told(turn.connection, turn.meeting)
        elif seat.waits:
            status, place = (
                self.telling.host_status(turn.meeting),
                turn.meeting.line.index(seat) + 1,
            )
            turn.answer(server_messages.waiting(place, status, turn.meeting.room, turn.now))

    def join(self, turn: MessageContext, said: Join) -> None:
        """See `Admission`."""
        self.lobby.join(turn, said)

    def write(self, turn: MessageContext, said: Write) -> None:
        """See `ChatNotes`."""
        self.chat.write(turn, said)


HANDLERS: Mapping[type[Message], Callable[[SignalingService, MessageContext, Any], None]] = {
    Join: SignalingService.join,
    Signal: SignalingService.signal,
    AskIce: SignalingService.ice,
    State: SignalingService.state,
    Report: SignalingService.device,
    Leave: SignalingService.leave,
    Ping: SignalingService.ping,
    Write: SignalingService.write,
    Admit: lambda calls, turn, said: calls.lobby.admit(turn, said),
    Remove: lambda calls, turn, said: calls.lobby.remove(turn, said),
    Lock: lambda calls, turn, said: calls.lobby.lock(turn, said),
    End: lambda calls, turn, said: calls.lobby.end(turn, said),
}


def _name(said: Message | None) -> str:
    return type(said).__name__.lower() if said else ""
