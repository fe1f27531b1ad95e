"""Models what is stored about a visit: chat notes, facts and files."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import AppointmentId, FileId, SeatId

NEW_PAGE = "page"
"""The reason of a `back` event that was caused by a new page, not by the same page's new socket."""
MAX_NOTE_CHARS = 4_000
MAX_NOTES = 1_000
"""The limit per appointment: its history must fit in one response and audit entry."""
MAX_FILES = 100
"""The limit for one appointment."""


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
    One recorded event of a call, without names or addresses.

    `at`: the server's time of the event. `about`: for a media event, the other seat of
    the link that `seat` reports; otherwise None. `why`: for an `away` event, `closed` if
    the close of the socket was reported and `gone` if not. For a `back` event, NEW_PAGE if
    another page load took the seat. For all other events empty.
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
    A permanent note that a participant wrote in the room.

    A chat note has text, a file or both. The client can always see the chat note. `n`:
    the chat note's number in the appointment; the numbers start at 1 and have no gaps.
    `id`: the id that the writer's browser chose for the chat note. `name`: the writer's
    name.
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
    A file that was shared in the room and is kept with the appointment.

    The file's name is stored sealed. `size` is in bytes. `version`: the version of the S3
    object that contains the checked bytes.
    """

    id: FileId
    appointment: AppointmentId
    seat: SeatId
    at: datetime
    media_type: str
    size: int
    name: str = field(repr=False)
    version: str = ""
