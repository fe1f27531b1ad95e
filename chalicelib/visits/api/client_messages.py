"""Declares and parses the messages that browsers send (docs/video.md#a7)."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator

from chalicelib.kernel.characters import normalize
from chalicelib.kernel.ids import FileId, SeatId
from chalicelib.visits.api.socket_fields import (
    Count,
    DeviceResult,
    LinkQuality,
    OpaqueId,
    PageId,
    PausedMedia,
    PingValue,
    SignalData,
    Strict,
    Ulid,
)
from chalicelib.visits.domain import signal
from chalicelib.visits.domain.signal import MAX_MESSAGE_BYTES, ErrorCode, Message, Refusal
from chalicelib.visits.domain.visit import MAX_NOTE_CHARS

Reason = Annotated[str, StringConstraints(max_length=200)]
NoteText = Annotated[
    str,
    StringConstraints(
        max_length=MAX_NOTE_CHARS, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]*$"
    ),
]


class ClientMessage(Strict):
    """
    Declares the fields that every message from a browser has.

    The server's response contains the message's `id` in the field `re`.
    """

    v: Literal[1]
    id: Ulid

    def to_domain(self) -> Message:
        raise NotImplementedError


class JoinRequest(ClientMessage):
    """
    Asks to take the sender's seat in the room.

    `inst`: an id of this page load. `resume`: if true, the join fails when another page
    load holds the seat; if false, this page load takes the seat from any other page load.
    `after`: the number of the newest chat note that the page has received; the page also has
    all earlier notes.
    """

    action: Literal["join"]
    inst: PageId
    resume: bool = False
    after: Count = 0
    caps: dict[Literal["sfu", "h264", "screen"], bool] = Field(default_factory=dict)

    def to_domain(self) -> Message:
        return signal.Join(self.id, self.inst, self.resume, self.after)


class AdmitRequest(ClientMessage):
    """
    Asks to admit one seat or everyone who waits.

    Exactly one of the fields `seat` and `all` must be set.
    """

    action: Literal["admit"]
    seat: OpaqueId | None = None
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _has_one_of_both(self) -> "AdmitRequest":
        if (self.seat is None) is (self.all is None):
            raise ValueError("a seat, or all")
        return self

    def to_domain(self) -> Message:
        return signal.Admit(self.id, SeatId(self.seat) if self.seat else None)


class RemoveRequest(ClientMessage):
    action: Literal["remove"]
    seat: OpaqueId
    reason: Reason | None = None

    def to_domain(self) -> Message:
        return signal.Remove(self.id, SeatId(self.seat))


class LockRequest(ClientMessage):
    """Asks to set the room's switches. An absent switch keeps its current value."""

    action: Literal["lock"]
    locked: bool | None = None
    sharing: bool | None = None
    chat: bool | None = None

    def to_domain(self) -> Message:
        return signal.Lock(self.id, self.locked, self.sharing, self.chat)


class EndRequest(ClientMessage):
    action: Literal["end"]
    reason: Reason | None = None

    def to_domain(self) -> Message:
        return signal.End(self.id)


class SignalRequest(ClientMessage):
    """
    Carries WebRTC data to the seat `to`.

    `inst` identifies the page load for which the data is meant. The server refuses the
    message if another page load now holds the seat.
    """

    action: Literal["signal"]
    to: OpaqueId
    epoch: Count
    inst: OpaqueId
    d: SignalData

    def to_domain(self) -> Message:
        # Absent fields stay absent, because the other browser distinguishes absent from null.
        data = self.d.model_dump(exclude_unset=True)
        return signal.Signal(self.id, SeatId(self.to), self.epoch, self.inst, data)


class IceRequest(ClientMessage):
    """Asks for new relay credentials for the sender's own seat."""

    action: Literal["ice"]
    why: Reason | None = None

    def to_domain(self) -> Message:
        return signal.AskIce(self.id)


class NoteRequest(ClientMessage):
    """Asks to store a chat note: a text, a file of the appointment, or both."""

    action: Literal["note"]
    text: NoteText = ""
    file: OpaqueId | None = None

    @model_validator(mode="after")
    def _has_content(self) -> "NoteRequest":
        if not normalize(self.text) and self.file is None:
            raise ValueError("a text or a file")
        return self

    def to_domain(self) -> Message:
        return signal.Write(self.id, self.text, FileId(self.file) if self.file else None)


class StateRequest(ClientMessage):
    """
    Reports the sender's state to the other people in the room.

    `net`: the quality of the sender's link to the seat `about`. `paused`: what the sender's
    device has paused, for example during a telephone call; `sound` is what the sender hears.
    `show`: the id of the file that is shown to everybody in the room.
    """

    action: Literal["state"]
    mic: bool | None = None
    cam: bool | None = None
    screen: bool | None = None
    hand: bool | None = None
    paused: PausedMedia | None = None
    net: LinkQuality | None = None
    about: OpaqueId | None = None
    show: OpaqueId | None = None

    def to_domain(self) -> Message:
        state = self.model_dump(exclude_unset=True, exclude={"action", "v", "id"})
        about = SeatId(self.about) if self.about else None
        return signal.State(self.id, state, self.net or "", about)


class DeviceRequest(ClientMessage):
    action: Literal["device"]
    result: DeviceResult

    def to_domain(self) -> Message:
        return signal.Report(self.id, self.result.model_dump())


class LeaveRequest(ClientMessage):
    action: Literal["leave"]
    reason: Reason | None = None

    def to_domain(self) -> Message:
        return signal.Leave(self.id)


class PingRequest(ClientMessage):
    """Asks for a `pong` message that repeats the value `c`."""

    action: Literal["ping"]
    c: PingValue

    def to_domain(self) -> Message:
        return signal.Ping(self.id, self.c)


REQUESTS: Mapping[str, type[ClientMessage]] = {
    "join": JoinRequest,
    "admit": AdmitRequest,
    "remove": RemoveRequest,
    "lock": LockRequest,
    "end": EndRequest,
    "signal": SignalRequest,
    "ice": IceRequest,
    "note": NoteRequest,
    "state": StateRequest,
    "device": DeviceRequest,
    "leave": LeaveRequest,
    "ping": PingRequest,
}
"""The model for each value of a message's field `action`."""


def parse_message(body: str) -> Message:
    """
    Parse one message from a browser.

    Raises:
        Refusal: The message is larger than MAX_MESSAGE_BYTES, is not a JSON object, has
            an unknown action, or does not match the model of its action.
    """
    if len(body.encode(errors="replace")) > MAX_MESSAGE_BYTES:
        raise Refusal(ErrorCode.TOO_BIG)
    fields = _json_object(body)
    action = fields.get("action")
    model = REQUESTS.get(action) if isinstance(action, str) else None
    if model is None:
        raise Refusal(ErrorCode.BAD_MESSAGE, _message_id(fields))
    try:
        return model.model_validate(fields).to_domain()
    except ValidationError:
        raise Refusal(ErrorCode.BAD_MESSAGE, _message_id(fields)) from None


def _json_object(body: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(ErrorCode.BAD_MESSAGE) from None
    if not isinstance(fields, dict):
        raise Refusal(ErrorCode.BAD_MESSAGE)
    return fields


def _message_id(fields: Mapping[str, Any]) -> str:
    """
    Return the message's id, or an empty string if the id is not a ULID.

    An error message repeats this id to the browser, but no other part of the refused
    message.
    """
    value = fields.get("id")
    return value if isinstance(value, str) and signal.MESSAGE_ID.fullmatch(value) else ""
