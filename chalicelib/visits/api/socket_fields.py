"""Declares the field types that the messages of browsers and of the server share."""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid
from chalicelib.visits.domain.signal import MAX_MESSAGE_BYTES

Ulid = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
OpaqueId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


def _without_card(text: str) -> str:
    try:
        return refuse_card_number(text, "text")
    except Invalid:
        raise ValueError("a card number") from None


PageId = Annotated[OpaqueId, AfterValidator(_without_card)]
"""An id that a page chose for itself; it is stored in clear and sent to the others (S46)."""
BrowserName = Annotated[
    str,
    StringConstraints(
        pattern=r"^(?:Another browser|Chrome|Edge|Firefox|Safari)(?: [0-9]{1,4})?"
        r"(?: on (?:Android|iPad|iPhone|Linux|Mac|Windows))?$"
    ),
]
"""Only known words, because the name is stored in clear and shown to hosts (S46)."""
Count = Annotated[int, Field(ge=0, lt=10**9)]
PassedText = Annotated[str, StringConstraints(max_length=MAX_MESSAGE_BYTES)]
"""Text that is forwarded; its length check also rejects lone surrogates."""
Candidate = Annotated[
    dict[Annotated[str, StringConstraints(max_length=40)], PassedText | Count | None],
    Field(json_schema_extra={"tsType": "RTCIceCandidateInit"}),
]
DeviceState = Literal["ok", "refused", "missing", "busy", "silent", "untested", "off"]
NetworkState = Literal["ok", "slow", "blocked", "untested"]
LinkQuality = Literal["good", "weak", "lost"]
PausedMedia = Annotated[list[Literal["mic", "cam", "sound"]], Field(max_length=3)]
PingValue = OpaqueId | Annotated[int, Field(ge=0, lt=2**53)]


class Strict(BaseModel):
    """
    A base model that rejects unknown fields and fields of the wrong type.

    Validation errors do not repeat the rejected input.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, defer_build=True
    )


class SessionDescription(Strict):
    type: Literal["offer", "answer", "pranswer"]
    sdp: PassedText


class SignalData(Strict):
    """
    WebRTC data for one seat: a session description, ICE candidates, or both.

    `desc`: the session description. `cand`: the ICE candidates. `ufrag`: identifies the
    ICE generation to which the candidates belong.
    """

    desc: SessionDescription | None = None
    cand: Annotated[list[Candidate | None], Field(max_length=64)] | None = None
    ufrag: Annotated[str, StringConstraints(max_length=256)] | None = None

    @model_validator(mode="after")
    def _has_content(self) -> "SignalData":
        if self.desc is None and self.cand is None:
            raise ValueError("a description or candidates")
        return self


class DeviceResult(Strict):
    """The result of a device check; `browser` is, for example, "Safari 18 on iPhone"."""

    camera: DeviceState
    microphone: DeviceState
    speaker: DeviceState
    network: NetworkState
    browser: BrowserName
