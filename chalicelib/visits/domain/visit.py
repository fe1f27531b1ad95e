"""Models what is stored about a visit: chat notes, facts and files."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import AppointmentId, FileId, SeatId

MAX_NOTE_CHARS = 4_000
MAX_NOTES = 1_000
"""The limit per appointment: its history must fit in one response and audit entry."""


class FactKind(StrEnum):
    """The kinds of events of a call that are recorded (docs/video.md#fact-sheet)."""

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
    One recorded event of a call at the server's time, without names or addresses.

    `about`: for media, the other seat of the link that `seat` reports. `why`: for `away`, `closed`
    if the socket's close was reported and `gone` if not; otherwise empty.
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
    A permanent note written in the room, always visible to the client.

    It has text, a file or both. `n` counts from 1 without a gap. `id` was chosen by the writer's
    browser.
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

    `size` is in bytes. `version`: the version of the S3 object whose bytes were checked.
    """

    id: FileId
    appointment: AppointmentId
    seat: SeatId
    at: datetime
    media_type: str
    size: int
    name: str = field(repr=False)
    version: str = ""
