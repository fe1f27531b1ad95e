"""Handles every message that arrives on a socket (docs/signaling.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.kernel.ids import AppointmentId, ConnectionId, SeatId
from chalicelib.visits.domain.seat import SEEN_INTERVAL, SeatState, SocketConnection
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
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.admission import NO_RELAY, Admission
from chalicelib.visits.usecases.chat_notes import ChatNotes
from chalicelib.visits.usecases.host_controls import HostControls
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.peer_messages import PeerMessages
from chalicelib.visits.usecases.rate_limiter import RateLimiter, Verdict
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster

ICE_INTERVAL = timedelta(seconds=10)
MAX_SEATS_REMEMBERED = 2_000
ALLOWED_WHILE_WAITING = (Join, Ping, Report, Leave)
"""The only messages that a person who waits may send (docs/video.md#a4)."""
ALLOWED_BEFORE_JOIN = (Join, Ping, Leave)


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """
    Describes how a message was handled, with data that may be logged.

    `action`: the kind of message. `code`: why the message was refused; empty if the
    message was not refused.
    """

    action: str
    code: str = ""
    connection: SocketConnection | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SignalingService:
    """
    Handles the messages of open sockets, and the disconnects of closed sockets.

    Each process has one instance, which counts the messages of each socket.
    """

    broadcaster: RoomBroadcaster
    admission: Admission
    peers: PeerMessages
    host_controls: HostControls
    chat: ChatNotes
    rates: RateLimiter = field(default_factory=RateLimiter)
    _ice_requests: dict[tuple[AppointmentId, SeatId], datetime] = field(default_factory=dict)

    def handle_message(self, socket: ConnectionId, read: Callable[[], Message]) -> MessageOutcome:
        """
        Handle one message from a socket.

        `read`: a function that parses the message and may raise Refusal.

        Raises:
            Unavailable: A store does not respond; the sender has received the error `later`.
        """
        message: Message | None = None
        connection: SocketConnection | None = None
        try:
            self._check_rate(socket)
            message = check_content(read())
            connection = self.broadcaster.connections.get(socket)
            if connection is None:
                # Closed without `bye`, the page asks for a ticket; the answer says what is wrong.
                self.broadcaster.sockets.close(socket)
                return MessageOutcome(_name(message), "unknown-socket")
            self._dispatch(connection, message)
        except Refusal as refusal:
            self._send_error(socket, refusal.code, message.id if message else refusal.re)
            return MessageOutcome(_name(message), refusal.code.value, connection)
        except Goodbye as goodbye:
            self._disconnect(socket, connection, goodbye)
            return MessageOutcome(_name(message), goodbye.code.name.lower(), connection)
        except Exception:
            self._send_error(socket, ErrorCode.LATER, message.id if message else "")
            raise
        return MessageOutcome(_name(message), "", connection)

    def handle_disconnect(self, socket: ConnectionId) -> None:
        """
        Free the seat of a closed socket, if the socket still holds the seat.

        Raises:
            Unavailable: The store does not respond.
        """
        self.rates.forget(socket)
        connection = self.broadcaster.connections.get(socket)
        if connection:
            self._vacate(connection)

    def _dispatch(self, connection: SocketConnection, message: Message) -> None:
        now, snapshot = (
            self.broadcaster.clock(),
            self.broadcaster.store.snapshot(connection.room),
        )
        if snapshot is None or snapshot.room.is_over(now):
            self._send_error(connection.id, ErrorCode.ENDED, message.id)
            raise Goodbye(ByeCode.ENDED)
        context = MessageContext(message.id, connection, snapshot, now, self.broadcaster.sockets)
        self._check_seat(context, message)
        HANDLERS[type(message)](self, context, message)

    def _send_error(self, socket: ConnectionId, code: ErrorCode, re: str) -> None:
        self.broadcaster.sockets.post(socket, server_messages.error(code, re))

    def _check_rate(self, socket: ConnectionId) -> None:
        verdict = self.rates.count(socket, self.broadcaster.clock())
        if verdict is Verdict.FLOOD:
            raise Goodbye(ByeCode.FLOOD, reconnect=True)
        if verdict is Verdict.FAST:
            raise Refusal(ErrorCode.SLOW_DOWN)

    def _check_seat(self, context: MessageContext, message: Message) -> None:
        seat = context.seat
        if seat.state is SeatState.REMOVED:
            raise Goodbye(ByeCode.REMOVED)
        # A late join on a replaced socket is also refused: it would take the seat back.
        if context.connection.was_replaced_at(seat):
            raise Goodbye(ByeCode.REPLACED)
        allowed = ALLOWED_WHILE_WAITING if context.holds_seat else ALLOWED_BEFORE_JOIN
        if not (context.holds_seat and seat.is_in) and not isinstance(message, allowed):
            raise Refusal(ErrorCode.NOT_ADMITTED)

    def _disconnect(
        self, socket: ConnectionId, connection: SocketConnection | None, goodbye: Goodbye
    ) -> None:
        self.broadcaster.close_socket(socket, goodbye.code, reconnect=goodbye.reconnect)
        self.rates.forget(socket)
        if connection is None and goodbye.code is ByeCode.FLOOD:
            connection = self.broadcaster.connections.get(socket)
        if connection:
            self._vacate(connection)

    def _vacate(self, connection: SocketConnection) -> None:
        self.broadcaster.vacate(connection.room, connection.seat, connection.id, "closed")
        self.broadcaster.connections.remove(connection)

    def ice(self, context: MessageContext, message: AskIce) -> None:
        """
        Send the sender new relay credentials, at most once per ICE_INTERVAL.

        Raises:
            Refusal: The sender asked again before ICE_INTERVAL had passed, or no relay
                responds.
        """
        key = context.snapshot.room.id, context.seat.id
        last = self._ice_requests.get(key)
        if last and context.now - last < ICE_INTERVAL:
            raise Refusal(ErrorCode.SLOW_DOWN)
        if len(self._ice_requests) >= MAX_SEATS_REMEMBERED:
            self._ice_requests.clear()
        self._ice_requests[key] = context.now
        # A page asks only when its present credentials do not work, so it needs new ones.
        credentials = self.admission.issue_relay_credentials(
            context.snapshot, context.seat.id, anew=True
        )
        if credentials.provider == NO_RELAY:
            raise Refusal(ErrorCode.LATER)
        shape = server_messages.grant_shape(credentials)
        context.reply(server_messages.message("ice", re=message.id, ice=shape))

    def leave(self, context: MessageContext, _message: Leave) -> None:
        """
        Record that the sender left.

        The sender may take their seat again later.
        """
        self.admission.leave(context.connection, context.snapshot)

    def ping(self, context: MessageContext, message: Ping) -> None:
        """
        Reply with `pong`, and resend what the sender may have missed.

        An admitted person gets the message `joined` again. A person who still waits gets
        the message `waiting`, which contains their place in line.
        """
        now = server_messages.timestamp(context.now)
        context.reply(server_messages.message("pong", re=message.id, c=message.c, now=now))
        seat, snapshot = context.seat, context.snapshot
        if not context.holds_seat:
            return
        if seat.seen is None or context.now - seat.seen >= SEEN_INTERVAL:
            self.broadcaster.store.mark_seen(
                snapshot.room.id, seat.id, context.connection.id, context.now
            )
        if seat.state is SeatState.ADMITTED:
            self.admission.confirm_admitted(context.connection, snapshot)
        elif seat.is_waiting:
            status = self.broadcaster.host_status(snapshot)
            context.reply(server_messages.waiting(snapshot, seat, status, context.now))


HANDLERS: Mapping[type[Message], Callable[[SignalingService, MessageContext, Any], None]] = {
    Join: lambda service, context, message: service.admission.join(context, message),
    Signal: lambda service, context, message: service.peers.signal(context, message),
    AskIce: SignalingService.ice,
    State: lambda service, context, message: service.peers.state(context, message),
    Report: lambda service, context, message: service.peers.device(context, message),
    Leave: SignalingService.leave,
    Ping: SignalingService.ping,
    Write: lambda service, context, message: service.chat.write(context, message),
    Admit: lambda service, context, message: service.host_controls.admit(context, message),
    Remove: lambda service, context, message: service.host_controls.remove(context, message),
    Lock: lambda service, context, message: service.host_controls.lock(context, message),
    End: lambda service, context, message: service.host_controls.end(context, message),
}


def _name(message: Message | None) -> str:
    return type(message).__name__.lower() if message else ""
