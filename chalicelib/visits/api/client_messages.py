"""Messages of a browser in JSON: what each may say, and nothing else (A7)."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from chalicelib.kernel.ids import FileId, SeatId
from chalicelib.visits.domain import signal
from chalicelib.visits.domain.signal import LARGEST, Code, Message, Refusal
from chalicelib.visits.domain.visit import LONGEST_NOTE

Ulid = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
Opaque = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Count = Annotated[int, Field(ge=0, lt=10**9)]
Reason = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[
    str, StringConstraints(max_length=LONGEST_NOTE, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
]
Passing = Annotated[str, StringConstraints(max_length=LARGEST)]
"""Its length is read as UTF-8, which half a character is not: that could not be said on."""
Candidate = dict[Annotated[str, StringConstraints(max_length=40)], Passing | int | None]
DeviceWord = Literal["ok", "refused", "missing", "busy", "silent", "untested", "off"]


class Part(BaseModel):
    """Nothing unknown, no text for a number."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, defer_build=True
    )


class Said(Part):
    """What every message carries."""

    action: str
    v: Literal[1]
    id: Ulid

    def message(self) -> Message:
        """As the services know it."""
        raise NotImplementedError


class JoinSaid(Said):
    inst: Opaque
    resume: bool = False
    after: Count = 0
    caps: dict[Literal["sfu", "h264", "screen"], bool] = Field(default_factory=dict)

    def message(self) -> Message:
        return signal.Join(self.id, self.inst, self.resume, self.after)


class AdmitSaid(Said):
    seat: Opaque | None = None
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "AdmitSaid":
        if (self.seat is None) is (self.all is None):
            raise ValueError("a seat, or all")
        return self

    def message(self) -> Message:
        return signal.Admit(self.id, SeatId(self.seat) if self.seat else None)


class RemoveSaid(Said):
    seat: Opaque
    reason: Reason | None = None

    def message(self) -> Message:
        return signal.Remove(self.id, SeatId(self.seat))


class LockSaid(Said):
    locked: bool | None = None
    sharing: bool | None = None
    chat: bool | None = None

    def message(self) -> Message:
        return signal.Lock(self.id, self.locked, self.sharing, self.chat)


class EndSaid(Said):
    reason: Reason | None = None

    def message(self) -> Message:
        return signal.End(self.id)


class Description(Part):
    type: Literal["offer", "answer", "pranswer"]
    sdp: Passing


class Passed(Part):
    """What one browser tells another's WebRTC; looked at no closer than this."""

    desc: Description | None = None
    cand: Annotated[list[Candidate | None], Field(max_length=64)] | None = None
    ufrag: Annotated[str, StringConstraints(max_length=256)] | None = None

    @model_validator(mode="after")
    def _something(self) -> "Passed":
        if self.desc is None and self.cand is None:
            raise ValueError("a description or candidates")
        return self


class SignalSaid(Said):
    to: Opaque
    epoch: Count
    inst: Opaque
    d: Passed

    def message(self) -> Message:
        # What was not said must not appear: the other side tells absent from null.
        return signal.Signal(
            self.id, SeatId(self.to), self.epoch, self.inst, self.d.model_dump(exclude_unset=True)
        )


class IceSaid(Said):
    why: Reason | None = None

    def message(self) -> Message:
        return signal.AskIce(self.id)


class NoteSaid(Said):
    text: Text = ""
    file: Opaque | None = None

    @model_validator(mode="after")
    def _something(self) -> "NoteSaid":
        if not self.text.strip() and self.file is None:
            raise ValueError("a text or a file")
        return self

    def message(self) -> Message:
        return signal.Write(self.id, self.text, FileId(self.file) if self.file else None)


class StateSaid(Said):
    mic: bool | None = None
    cam: bool | None = None
    screen: bool | None = None
    hand: bool | None = None
    net: Literal["good", "weak", "lost"] | None = None
    about: Opaque | None = None
    show: Opaque | None = None

    def message(self) -> Message:
        said = self.model_dump(exclude_unset=True, exclude={"action", "v", "id"})
        return signal.State(
            self.id, said, self.net or "", SeatId(self.about) if self.about else None
        )


class DeviceResult(Part):
    camera: DeviceWord
    microphone: DeviceWord
    speaker: DeviceWord
    network: Literal["ok", "slow", "blocked", "untested"]
    browser: Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9 .,()/_-]*$")]


class DeviceSaid(Said):
    result: DeviceResult

    def message(self) -> Message:
        return signal.Report(self.id, self.result.model_dump())


class LeaveSaid(Said):
    reason: Reason | None = None

    def message(self) -> Message:
        return signal.Leave(self.id)


class PingSaid(Said):
    c: Annotated[str, StringConstraints(max_length=64)] | Annotated[int, Field(ge=0, lt=2**53)]

    def message(self) -> Message:
        return signal.Ping(self.id, self.c)


ACTIONS: Mapping[str, type[Said]] = {
    "join": JoinSaid,
    "admit": AdmitSaid,
    "remove": RemoveSaid,
    "lock": LockSaid,
    "end": EndSaid,
    "signal": SignalSaid,
    "ice": IceSaid,
    "note": NoteSaid,
    "state": StateSaid,
    "device": DeviceSaid,
    "leave": LeaveSaid,
    "ping": PingSaid,
}


def parse_message(body: str) -> Message:
    """
    A message out of what arrived.

    Raises:
        Refusal: Too big, no JSON object, no known action, or something in it that may not be.
    """
    if len(body.encode(errors="replace")) > LARGEST:
        raise Refusal(Code.TOO_BIG)
    said = _object(body)
    kind = ACTIONS.get(said["action"]) if isinstance(said.get("action"), str) else None
    if kind is None:
        raise Refusal(Code.BAD_MESSAGE, _id(said))
    try:
        return kind.model_validate(said).message()
    except ValidationError:
        raise Refusal(Code.BAD_MESSAGE, _id(said)) from None


def _object(body: str) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(Code.BAD_MESSAGE) from None
    if not isinstance(said, dict):
        raise Refusal(Code.BAD_MESSAGE)
    return said


def _id(said: Mapping[str, Any]) -> str:
    """The message's own id, if it is one: what else stands there is not sent back."""
    found = said.get("id")
    return found if isinstance(found, str) and signal.IS_ID.fullmatch(found) else ""
