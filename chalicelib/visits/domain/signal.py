"""Models the messages that browsers send on a room's socket (docs/signaling.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.characters import normalize
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import FileId, SeatId
from chalicelib.visits.domain.session_description import uses_dtls

MAX_MESSAGE_BYTES = 24 * 1024
"""Below 32 KB, at which the gateway closes the socket without giving a reason."""
MESSAGE_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""Matches a ULID."""


class ErrorCode(StrEnum):
    """Lists the reasons why the server refuses a message."""

    NO_SUCH_SEAT = "no-such-seat"
    PEER_AWAY = "peer-away"
    STALE_PEER = "stale-peer"
    NOT_ADMITTED = "not-admitted"
    NOT_HOST = "not-host"
    TOO_BIG = "too-big"
    SLOW_DOWN = "slow-down"
    BAD_MESSAGE = "bad-message"
    ENDED = "ended"
    NO_FINGERPRINT = "no-fingerprint"
    CARD_NUMBER = "card-number"
    CHAT_OFF = "chat-off"
    CHAT_FULL = "chat-full"
    FILES_OFF = "files-off"
    LATER = "later"


class ByeCode(IntEnum):
    """Lists the reasons why the server closes a socket."""

    REPLACED = 4001
    REMOVED = 4003
    FLOOD = 4008
    ENDED = 4010


class Refusal(Exception):
    """Raised to refuse a message; `re` is the id of the message, if it has one."""

    def __init__(self, code: ErrorCode, re: str = "") -> None:
        super().__init__(code.value)
        self.code, self.re = code, re


class Goodbye(Exception):
    """
    Raised to make the server close a socket.

    `code`: why the server closes the socket. `reconnect`: whether the socket's page may
    open a new socket.
    """

    def __init__(self, code: ByeCode, *, reconnect: bool = False) -> None:
        super().__init__(code.name)
        self.code, self.reconnect = code, reconnect


@dataclass(frozen=True, slots=True)
class Message:
    """
    A message from a browser.

    `id`: the id that the browser chose for the message.
    """

    id: str


@dataclass(frozen=True, slots=True)
class Join(Message):
    """
    Asks for the sender's seat in the room.

    `inst`: the id of the page load that sends the message. `resume`: if true, the join
    fails when another page load holds the seat. `after`: the number of the last chat note
    that the page already has.
    """

    inst: str
    resume: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class Admit(Message):
    """Asks to admit one waiting person, or all waiting people if `seat` is None."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Remove(Message):
    """Asks to remove a person from the room for good."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Lock(Message):
    """Asks to set the room's switches. A switch that is None keeps its current value."""

    locked: bool | None = None
    sharing: bool | None = None
    chat: bool | None = None


@dataclass(frozen=True, slots=True)
class End(Message):
    """Asks to end the visit for everybody."""


@dataclass(frozen=True, slots=True)
class Signal(Message):
    """
    Carries WebRTC data that the server forwards unchanged to another seat.

    `to`: the seat that receives the data. `inst`: the id of the receiving seat's page
    load for which the data are meant. `d`: the WebRTC data.
    """

    to: SeatId
    epoch: int
    inst: str
    d: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskIce(Message):
    """Asks for new relay credentials for the sender's seat."""


@dataclass(frozen=True, slots=True)
class Write(Message):
    """Asks to store a chat note with text, a file that is already stored, or both."""

    text: str = field(default="", repr=False)
    file: FileId | None = None


@dataclass(frozen=True, slots=True)
class State(Message):
    """
    Reports the sender's state, such as a muted microphone.

    `fields`: the state that the server sends to the other people in the room. `net`: the
    quality of the media link between the sender and the seat `about`; empty if the
    message reports no link.
    """

    fields: Mapping[str, Any]
    net: str = ""
    about: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Report(Message):
    """Reports the result of the sender's device check."""

    result: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leave(Message):
    """
    Tells the server that the sender is leaving the room.

    The sender may come back later.
    """


@dataclass(frozen=True, slots=True)
class Ping(Message):
    """Keeps the socket open; the server's reply repeats the value of `c`."""

    c: int | str


def check_content(message: Message) -> Message:
    """
    Return the message after checking its content (docs/video.md#a8; S25, S46).

    The text of a chat note is normalized (docs/product.md#text). All else stays as it is.

    Raises:
        Refusal: A media section of a session description is not protected by DTLS with a valid
            fingerprint, or a chat note contains a card number.
    """
    description = message.d.get("desc") if isinstance(message, Signal) else None
    if description and not uses_dtls(description["sdp"]):
        raise Refusal(ErrorCode.NO_FINGERPRINT, message.id)
    if isinstance(message, Write):
        try:
            refuse_card_number(message.text, "text")
        except Invalid:
            raise Refusal(ErrorCode.CARD_NUMBER, message.id) from None
        return replace(message, text=normalize(message.text))
    return message
