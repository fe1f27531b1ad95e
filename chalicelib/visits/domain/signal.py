"""Models the messages that browsers send to a room (docs/signaling.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import FileId, SeatId

MAX_MESSAGE_BYTES = 24 * 1024
"""Stays below 32 KB, where the gateway closes the socket without giving a reason."""
FINGERPRINT = "a=fingerprint:"
MESSAGE_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
"""A ULID."""


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
    """A message was refused and changed nothing; `re` is the message's id, if any."""

    def __init__(self, code: ErrorCode, re: str = "") -> None:
        super().__init__(code.value)
        self.code, self.re = code, re


class Goodbye(Exception):
    """The socket must be closed; `reconnect`: whether its page may open another."""

    def __init__(self, code: ByeCode, *, reconnect: bool = False) -> None:
        super().__init__(code.name)
        self.code, self.reconnect = code, reconnect


@dataclass(frozen=True, slots=True)
class Message:
    """A message from a browser; `id` was chosen by the browser."""

    id: str


@dataclass(frozen=True, slots=True)
class Join(Message):
    """
    Take the sender's seat.

    `inst`: an id of this page load. `resume`: do not take the seat from another page load.
    `after`: the highest chat note number up to which the page misses none.
    """

    inst: str
    resume: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class Admit(Message):
    """Admit one person who waits; without a seat, all who wait."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Remove(Message):
    """Remove somebody from the room for good."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Lock(Message):
    """Set the host's switches; None leaves one unchanged."""

    locked: bool | None = None
    sharing: bool | None = None
    chat: bool | None = None


@dataclass(frozen=True, slots=True)
class End(Message):
    """End the visit for all."""


@dataclass(frozen=True, slots=True)
class Signal(Message):
    """
    WebRTC data for one peer, passed on unread.

    `inst`: the page load of that peer for which it is meant.
    """

    to: SeatId
    epoch: int
    inst: str
    d: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskIce(Message):
    """Ask for new TURN credentials for the sender's seat."""


@dataclass(frozen=True, slots=True)
class Write(Message):
    """Write a chat note with text, a file that is stored already, or both."""

    text: str = field(default="", repr=False)
    file: FileId | None = None


@dataclass(frozen=True, slots=True)
class State(Message):
    """
    Report the sender's state, such as a muted microphone.

    `fields`: what the others are sent. `net` with `about`: the quality of the link to that seat.
    """

    fields: Mapping[str, Any]
    net: str = ""
    about: SeatId | None = None


@dataclass(frozen=True, slots=True)
class Report(Message):
    """Report the result of the device check."""

    result: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Leave(Message):
    """Leave the room; the sender may come back."""


@dataclass(frozen=True, slots=True)
class Ping(Message):
    """Check that the server answers; it sends `c` back."""

    c: int | str


def check_content(message: Message) -> Message:
    """
    Return the message if its content is accepted (docs/video.md#a8; S25, S46).

    Raises:
        Refusal: A description has no DTLS fingerprint, or a chat note has a card number.
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
