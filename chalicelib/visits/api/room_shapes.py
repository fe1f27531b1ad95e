"""Declares the parts of the server's socket messages that describe a room."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from chalicelib.visits.api.socket_fields import (
    Count,
    DeviceResult,
    Strict,
)

OPTIONAL: Any = Field(default=None)
"""The default of a field that a message may leave out; such a field is never null."""
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
ParticipantRole = Literal["provider", "client"]


class IceServerEntry(Strict):
    """One entry of a browser's `iceServers`."""

    urls: list[str]
    username: str = OPTIONAL
    credential: str = OPTIONAL


class IceCredentials(Strict):
    """Relay credentials; `servers` is empty when no relay responds."""

    servers: list[IceServerEntry]
    expires_at: Instant
    provider: str


class NoteFile(Strict):
    """A file that a chat note refers to; `size` is in bytes."""

    id: str
    name: str
    media_type: str
    size: int


class RoomNote(Strict):
    """
    A stored chat note with text, a file, or both.

    `n` is the chat note's number in the appointment. The numbers start at 1 and have no
    gaps.
    """

    n: Count
    id: str
    seat: str
    name: str
    at: Instant
    text: str = OPTIONAL
    file: NoteFile = OPTIONAL


class Topology(Strict):
    """
    Describes how audio and video travel between browsers.

    `kind` is always `mesh` at present. A page must not join a room whose `kind` the
    page does not know.
    """

    kind: str


class Switches(Strict):
    """
    Holds the switches that a host sets for a room.

    `locked`: whether the room is locked. `sharing`: whether clients may share their
    screens. `chat`: whether clients may write chat notes.
    """

    locked: bool
    sharing: bool
    chat: bool


class RoomTimes(Strict):
    """
    Holds the start and end of the visit, and the room's closing time.

    `now` is the server's current time.
    """

    starts_at: Instant
    ends_at: Instant
    closes_at: Instant
    now: Instant


class PresentPeer(Strict):
    """
    Describes a person in the room.

    The state `away` means that the connection of the person's socket was lost.
    """

    seat: str
    name: str
    role: ParticipantRole
    host: bool
    state: Literal["in", "admitted", "away"]
    inst: str
    device: DeviceResult = OPTIONAL


class WaitingPeer(Strict):
    """
    Describes a person who waits to be admitted.

    The state `away` means that this person has no page open.
    """

    seat: str
    name: str
    state: Literal["here", "away"]
    since: Instant | None
    device: DeviceResult = OPTIONAL
