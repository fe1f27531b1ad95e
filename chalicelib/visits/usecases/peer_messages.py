"""Forwards messages from one page in a room to the others (docs/signaling.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.kernel.ids import FileId, SeatId
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import report_link
from chalicelib.visits.domain.signal import ErrorCode, Refusal, Report, Signal, State
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.socket_gateway import Delivery
from chalicelib.visits.usecases.stores import ChatNoteStore

LOST = "lost"


@dataclass(frozen=True, slots=True)
class PeerMessages:
    """Forwards WebRTC data, states and device checks to those who may receive them."""

    broadcaster: RoomBroadcaster
    notes: ChatNoteStore

    def signal(self, context: MessageContext, message: Signal) -> None:
        """
        Forward WebRTC data to another seat (another participant's place in the room).

        Raises:
            Refusal: The other seat cannot receive the data.
        """
        peer = context.snapshot.seat(message.to)
        if peer.id == context.seat.id:
            raise Refusal(ErrorCode.NO_SUCH_SEAT)
        if not peer.is_in:
            raise Refusal(ErrorCode.PEER_AWAY)
        if peer.inst != message.inst:
            raise Refusal(ErrorCode.STALE_PEER)
        sender: dict[str, Any] = {"from": context.seat.id}
        forwarded = server_messages.message(
            "signal", **sender, epoch=message.epoch, inst=context.seat.inst, d=message.d
        )
        delivery = self.broadcaster.send_to(context.snapshot, peer, forwarded)
        if delivery is Delivery.GONE:
            raise Refusal(ErrorCode.PEER_AWAY)
        if delivery is Delivery.BUSY:
            raise Refusal(ErrorCode.LATER)

    def state(self, context: MessageContext, message: State) -> None:
        """
        Send the sender's state, such as muted, to the others in the room.

        If the state reports that media were connected or lost, the report is recorded as a
        fact (an event of the call). While a host has switched off sharing, a client's state
        is sent without a shared screen or file. If the state shows a file that the
        appointment does not have, the state is sent without the file.

        Raises:
            Refusal: The screen or the file was left out for one of these reasons. The rest
                of the state was sent.
        """
        if message.about and message.net:
            about = context.snapshot.seat(message.about).id
            self._record_link(context, about, lost=message.net == LOST)
        fields, refused = self._allowed(context, message.fields)
        self.broadcaster.broadcast(
            context.snapshot,
            server_messages.message("state", seat=context.seat.id, **fields),
            but=context.seat.id,
        )
        if refused:
            raise Refusal(refused)

    def _allowed(
        self, context: MessageContext, fields: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], ErrorCode | None]:
        """Return the fields to forward, and an error code if some were left out."""
        room, file = context.snapshot.room, fields.get("show")
        if not (context.seat.is_host or room.sharing):
            rest = _without_sharing(fields)
            return rest, None if rest == fields else ErrorCode.FILES_OFF
        if file is None or self.notes.has_file(room, FileId(file)):
            return fields, None
        return _without_file(fields), ErrorCode.BAD_MESSAGE

    def _record_link(self, context: MessageContext, about: SeatId, *, lost: bool) -> None:
        own = context.seat.id

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            old = room.seat(own)
            seat = report_link(old, about, lost=lost)
            kind = FactKind.MEDIA_DOWN if lost else FactKind.MEDIA_UP
            facts = [self.broadcaster.new_fact(kind, own, about=about)] if seat != old else []
            return room.with_seat(seat), facts

        if about != own and report_link(context.seat, about, lost=lost) != context.seat:
            self.broadcaster.change(context.snapshot, step)

    def device(self, context: MessageContext, message: Report) -> None:
        """
        Store the result of the sender's device check, and forward the result.

        The result goes to everybody else in the room. While the sender waits to be admitted,
        the result goes only to the hosts in the room.
        """
        own, before, result = context.seat.id, context.snapshot, dict(message.result)
        _, after = self.broadcaster.change(
            before, lambda room: (room.with_seat(replace(room.seat(own), device=result)), [])
        )
        event = server_messages.message("device", seat=own, result=result)
        for seat in after.inside if after.seat(own).is_in else after.hosts_inside:
            if seat.id != own:
                self.broadcaster.send_to(after, seat, event)
        self.broadcaster.notify_waiting(after, before)


def _without_sharing(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Return a state's fields with no file shown and with screen sharing off.

    The field `show` is removed, and a true `screen` becomes False.
    """
    rest = _without_file(fields)
    return rest | ({"screen": False} if rest.get("screen") else {})


def _without_file(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "show"}
