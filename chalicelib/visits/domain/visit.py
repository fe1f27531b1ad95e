"""What is kept of a visit: chat notes, facts and files."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import AppointmentId, FileId, SeatId

MAX_NOTE_CHARS = 4_000
MAX_NOTES = 1_000
"""Per appointment: its history is one response, and reading it one audit entry."""


class FactKind(StrEnum):
    """The transitions that are recorded, by the server's clock (docs/video.md#fact-sheet)."""

    JOINED = "joined"
    ADMITTED = "admitted"
    AWAY = "away"
    BACK = "back"
    MEDIA_UP = "media_up"
    MEDIA_DOWN = "media_down"
    REMOVED = "removed"
    LEFT = "left"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One transition, without names or addresses.

    `about`: the other seat of a link whose media came or went, as `seat` reports it. `why`:
    `closed` or `gone` for away, otherwise empty.
    """

    id: str
    kind: FactKind
    at: datetime
    seat: SeatId | None = None
    about: SeatId | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ChatNote:
    """
    A permanent note written in the room, always shown to the client.

    `n` counts from 1 without a gap. `id` was chosen by the writer's browser. It has text, a file
    or both. Its content is never printed.
    """

    n: int
    id: str
    seat: SeatId
    at: datetime
    name: str = field(repr=False)
    text: str = field(default="", repr=False)
    file: FileId | None = None


@dataclass(frozen=True, slots=True)
class VisitFile:
    """
    A file shared in the room and kept with the appointment; its name is sealed.

    `size` is in bytes. `version` is the version of the S3 object, so that no other bytes count.
    """

    id: FileId
    appointment: AppointmentId
    seat: SeatId
    at: datetime
    media_type: str
    size: int
    name: str = field(repr=False)
    version: str = ""
