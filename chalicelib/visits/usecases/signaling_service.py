"""Everything that arrives on a socket: whose it is, what he may do now, and who hears of it (video.md §§2 and 4)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.ids import AppointmentId, ConnectionId, SeatId
from chalicelib.visits.domain.room import (
    SEEN_INTERVAL,
    RoomSnapshot,
    SeatState,
    SocketConnection,
    report_link,
)
from chalicelib.visits.domain.signal import (
    Admit,
    AskIce,
    ByeCode,
    End,
    ErrorCode,
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
    check_content,
)
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.admission import NO_RELAY, Admission
from chalicelib.visits.usecases.chat_notes import ChatNotes
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.rate_limiter import RateLimiter, Verdict
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.socket_gateway import Delivery

ICE_INTERVAL = timedelta(seconds=10)
MAX_SEATS_REMEMBERED = 2_000
ALLOWED_WHILE_WAITING = (Join, Ping, Report, Leave)
"""All that a waiting seat may say (rule 8)."""
ALLOWED_BEFORE_JOIN = (Join, Ping, Leave)
LOST = "lost"


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """What a log line may say of a message: opaque ids, what it was, and the word that it was answered with."""

    action: str
    code: str = ""
    connection: SocketConnection | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SignalingService:
    """Messages of open sockets. One object a process: it counts what each socket says."""

    telling: RoomBroadcaster
    lobby: Admission
    chat: ChatNotes
    rates: RateLimiter = field(default_factory=RateLimiter)
    _iced: dict[tuple[AppointmentId, SeatId], datetime] = field(default_factory=dict)

    def handle_message(self, socket: ConnectionId, read: Callable[[], Message]) -> MessageOutcome:
        """
        One message. `read` makes it of what arrived, and raises Refusal.

        Raises:
            Unavailable: The speaker was told to try again later.
        """
        said: Message | None = None
        connection: SocketConnection | None = None
        try:
            self._must_be_slow(socket)
            said = check_content(read())
            connection = self.telling.connections.get(socket)
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
                socket, server_messages.error(ErrorCode.LATER, said.id if said else "")
            )
            raise
        return MessageOutcome(_name(said), "", connection)

    def handle_disconnect(self, socket: ConnectionId) -> None:
        """A socket ended. The one of a seat that was taken over meanwhile changes nothing. Raises Unavailable."""
        self.rates.forget(socket)
        connection = self.telling.connections.get(socket)
        if connection is None:
            return
        self.telling.vacate(connection.room, connection.seat, socket, "closed")
        self.telling.connections.remove(connection)

    def _act(self, connection: SocketConnection, said: Message) -> None:
        now, snapshot = self.telling.clock(), self.telling.store.snapshot(connection.room)
        if snapshot is None or snapshot.room.is_over(now):
            self.telling.sockets.post(
                connection.id, server_messages.error(ErrorCode.ENDED, said.id)
            )
            raise Goodbye(ByeCode.ENDED)
        context = MessageContext(said.id, connection, snapshot, now, self.telling.sockets)
        self._must_have_place(context, said)
        HANDLERS[type(said)](self, context, said)

    def _must_be_slow(self, socket: ConnectionId) -> None:
        pace = self.rates.count(socket, self.telling.clock())
        if pace is Verdict.FLOOD:
            raise Goodbye(ByeCode.FLOOD, reconnect=True)
        if pace is Verdict.FAST:
            raise Refusal(ErrorCode.SLOW_DOWN)

    def _must_have_place(self, context: MessageContext, said: Message) -> None:
        seat = context.seat
        if seat.state is SeatState.REMOVED:
            raise Goodbye(ByeCode.REMOVED)
        # Also for a join that was under way when its socket was given up: it would take the seat along into nowhere.
        if context.connection.was_replaced_at(seat):
            raise Goodbye(ByeCode.REPLACED)
        allowed = ALLOWED_WHILE_WAITING if context.holds else ALLOWED_BEFORE_JOIN
        if not (context.holds and seat.is_in) and not isinstance(said, allowed):
            raise Refusal(ErrorCode.NOT_ADMITTED)

    def _part(
        self, socket: ConnectionId, connection: SocketConnection | None, last: Goodbye
    ) -> None:
        self.telling.close_socket(socket, last.code, reconnect=last.reconnect)
        self.rates.forget(socket)
        if connection is None and last.code is ByeCode.FLOOD:
            connection = self.telling.connections.get(socket)
        if connection:
            self.telling.vacate(connection.room, connection.seat, socket, "closed")
            self.telling.connections.remove(connection)

    def signal(self, context: MessageContext, said: Signal) -> None:
        """Pass something on to one peer, untouched: two reads, no write, one post (H1)."""
        peer = context.snapshot.seat(said.to)
        if peer.id == context.seat.id:
            raise Refusal(ErrorCode.NO_SUCH_SEAT)
        if not peer.is_in:
            raise Refusal(ErrorCode.PEER_AWAY)
        if peer.inst != said.inst:
            raise Refusal(ErrorCode.STALE_PEER)
        own: dict[str, Any] = {"from": context.seat.id}
        told = server_messages.message(
            "signal", **own, epoch=said.epoch, inst=context.seat.inst, d=said.d
        )
        delivery = self.telling.send_to(context.snapshot, peer, told)
        if delivery is Delivery.GONE:
            raise Refusal(ErrorCode.PEER_AWAY)
        if delivery is Delivery.BUSY:
            raise Refusal(ErrorCode.LATER)

    def ice(self, context: MessageContext, said: AskIce) -> None:
        """Fresh credentials for the own seat, at most every ten seconds."""
        whose = context.snapshot.room.id, context.seat.id
        last = self._iced.get(whose)
        if last and context.now - last < ICE_INTERVAL:
            raise Refusal(ErrorCode.SLOW_DOWN)
        if len(self._iced) >= MAX_SEATS_REMEMBERED:
            self._iced.clear()
        self._iced[whose] = context.now
        # Asked for because the ones he has failed him: a new seat at the relay, not those again.
        grant = self.lobby.grant(context.snapshot, context.seat.id, anew=True)
        if grant.provider == NO_RELAY:
            raise Refusal(ErrorCode.LATER)
        context.answer(
            server_messages.message("ice", re=said.id, ice=server_messages.grant_shape(grant))
        )

    def state(self, context: MessageContext, said: State) -> None:
        """How the speaker is, to everybody; only a link that came or went is written down (video.md §14)."""
        if said.about and said.net:
            self._link(context, context.snapshot.seat(said.about).id, lost=said.net == LOST)
        told: Mapping[str, Any] = dict(said.said)
        self.telling.broadcast(
            context.snapshot,
            server_messages.message("state", seat=context.seat.id, **told),
            but=context.seat.id,
        )

    def _link(self, context: MessageContext, about: SeatId, *, lost: bool) -> None:
        own = context.seat.id

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            was = room.seat(own)
            seat = report_link(was, about, lost=lost)
            kind = FactKind.MEDIA_DOWN if lost else FactKind.MEDIA_UP
            return room.having(seat), [
                self.telling.new_fact(kind, own, about=about)
            ] if seat != was else []

        if about != own and report_link(context.seat, about, lost=lost) != context.seat:
            self.telling.change(context.snapshot, step)

    def device(self, context: MessageContext, said: Report) -> None:
        """What the check found: kept on the seat, shown to the hosts, and to those inside when he is."""
        own, before = context.seat.id, context.snapshot
        _, after = self.telling.change(
            before,
            lambda room: (room.having(replace(room.seat(own), device=dict(said.result))), []),
        )
        told = server_messages.message("device", seat=own, result=dict(said.result))
        for seat in after.inside if after.seat(own).is_in else after.hosts_inside:
            if seat.id != own:
                self.telling.send_to(after, seat, told)
        self.telling.notify_waiting(after, before)

    def leave(self, context: MessageContext, _said: Leave) -> None:
        """Go; the seat stays for coming back."""
        self.lobby.leave(context.connection, context.snapshot)

    def ping(self, context: MessageContext, said: Ping) -> None:
        """Is somebody there? Whoever was let in without hearing of it hears of it now."""
        context.answer(
            server_messages.message(
                "pong", re=said.id, c=said.c, now=server_messages.timestamp(context.now)
            )
        )
        seat = context.seat
        if not context.holds:
            return
        if seat.seen is None or context.now - seat.seen >= SEEN_INTERVAL:
            self.telling.store.mark_seen(
                context.snapshot.room.id, seat.id, context.connection.id, context.now
            )
        if seat.state is SeatState.ADMITTED:
            self.lobby.confirm_admitted(context.connection, context.snapshot)
        elif seat.waits:
            status, place = (
                self.telling.host_status(context.snapshot),
                context.snapshot.line.index(seat) + 1,
            )
            context.answer(
                server_messages.waiting(place, status, context.snapshot.room, context.now)
            )

    def join(self, context: MessageContext, said: Join) -> None:
        """See `Admission`."""
        self.lobby.join(context, said)

    def write(self, context: MessageContext, said: Write) -> None:
        """See `ChatNotes`."""
        self.chat.write(context, said)


HANDLERS: Mapping[type[Message], Callable[[SignalingService, MessageContext, Any], None]] = {
    Join: SignalingService.join,
    Signal: SignalingService.signal,
    AskIce: SignalingService.ice,
    State: SignalingService.state,
    Report: SignalingService.device,
    Leave: SignalingService.leave,
    Ping: SignalingService.ping,
    Write: SignalingService.write,
    Admit: lambda calls, context, said: calls.lobby.admit(context, said),
    Remove: lambda calls, context, said: calls.lobby.remove(context, said),
    Lock: lambda calls, context, said: calls.lobby.lock(context, said),
    End: lambda calls, context, said: calls.lobby.end(context, said),
}


def _name(said: Message | None) -> str:
    return type(said).__name__.lower() if said else ""
