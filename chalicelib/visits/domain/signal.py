"""What people's browsers say to the room, what may be refused, and the checks that need nothing but the words (video.md §2)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import FileId, SeatId

MAX_MESSAGE_BYTES = 24 * 1024
"""Bytes of one message: a frame of 32 KB would end the socket, and its sender would not know why."""
FINGERPRINT = "a=fingerprint:"
MESSAGE_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""A message's own name: a ULID."""


class ErrorCode(StrEnum):
    """Why a message was refused."""

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
    LATER = "later"


class ByeCode(IntEnum):
    """Why the server ends a socket."""

    REPLACED = 4001
    REMOVED = 4003
    FLOOD = 4008
    ENDED = 4010


class Refusal(Exception):
    """A message that does nothing; `re` is its id, when it had one."""

    def __init__(self, code: ErrorCode, re: str = "") -> None:
        super().__init__(code.value)
        self.code, self.re = code, re


class Goodbye(Exception):
    """The socket has no place here any more; `reconnect`: whether to come back with a new ticket."""

    def __init__(self, code: ByeCode, *, reconnect: bool = False) -> None:
        super().__init__(code.name)
        self.code, self.reconnect = code, reconnect


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a browser; `id` is its own name for it."""

    id: str


@dataclass(frozen=True, slots=True)
class Join(Message):
    """Take one's seat. `inst`: this page load; `after`: the highest number of a chat note without a gap before it."""

    inst: str
    resume: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class Admit(Message):
    """Let one who waits in; without a seat, all of them."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Remove(Message):
    """Send somebody out for good."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Lock(Message):
    """The host's switches; None leaves one as it is."""

    locked: bool | None = None
    sharing: bool | None = None
    chat: bool | None = None


@dataclass(frozen=True, slots=True)
class End(Message):
    """End the visit for all."""


@dataclass(frozen=True, slots=True)
class Signal(Message):
    """Something for one peer, opaque and untouched. `inst`: the page load of that peer that it is meant for."""

    to: SeatId
    epoch: int
    inst: str
    d: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskIce(Message):
    """Fresh credentials for the own seat."""


@dataclass(frozen=True, slots=True)
class Write(Message):
    """A chat note: text, a file that is kept already, or both."""

    text: str = field(default="", repr=False)
    file: FileId | None = None


@dataclass(frozen=True, slots=True)
class State(Message):
    """How one is: `said` as it is told to the others. `net` with `about`: how the link to that seat is."""

    said: Mapping[str, Any]
    net: str = ""
    about: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Report(Message):
    """What the device check found."""

    result: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leave(Message):
    """Go, and perhaps come back."""


@dataclass(frozen=True, slots=True)
class Ping(Message):
    """Is the server there? `c` comes back."""

    c: int | str


def check_content(message: Message) -> Message:
    """
    The message, if what it carries may pass.

    Raises:
        Refusal: A description without a DTLS fingerprint, or a note with a card's number.
    Source: video.md A8; S25, S46.
    """
    description = message.d.get("desc") if isinstance(message, Signal) else None
    if description and FINGERPRINT not in description["sdp"]:
        raise Refusal(ErrorCode.NO_FINGERPRINT, message.id)
    if isinstance(message, Write):
        try:
            refuse_card_number(message.text, "text")
        except Invalid:
            raise Refusal(ErrorCode.CARD_NUMBER, message.id) from None
    return message
