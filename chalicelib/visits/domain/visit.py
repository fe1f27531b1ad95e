"""What took place in an appointment's room, as it is kept: chat notes, facts and files (product.md §9, video.md §14)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import AppointmentId, FileId, SeatId

MAX_NOTE_CHARS = 4_000
"""Characters of a chat note."""
MAX_NOTES = 1_000
"""Of one appointment: its history, and the audit entry of reading it, are one answer and one row."""


class FactKind(StrEnum):
    """What is written down of a call: transitions only, by the server's clock."""

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
    One transition; nothing personal, no addresses. `about`: the other seat of a link whose media came or went, as
    `seat` reports it. `why`: `closed` or `gone` for away; empty elsewhere.
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
    A line written in the room, always shown to the client; permanent. `n` counts from 1 without a gap. `id` is the
    writer's own for it. Text or a file, or both. Never printed.
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
    A file shared in the room, kept with the appointment; its name is sealed. `size` in bytes. `version`: which bytes under
    its key are meant, whatever comes to lie there later.
    """

    id: FileId
    appointment: AppointmentId
    seat: SeatId
    at: datetime
    media_type: str
    size: int
    name: str = field(repr=False)
    version: str = ""
