"""
Declares the messages that the server sends on a room's socket.

`visits/usecases/server_messages.py` builds the messages as dicts. The tests
validate each dict with the models in this module.
"""

from typing import Literal

from pydantic import Field

from chalicelib.visits.api.room_shapes import (
    OPTIONAL,
    IceCredentials,
    Instant,
    ParticipantRole,
    PresentPeer,
    RoomNote,
    RoomTimes,
    Switches,
    Topology,
    WaitingPeer,
)
from chalicelib.visits.api.socket_fields import (
    Count,
    DeviceResult,
    LinkQuality,
    OpaqueId,
    PausedMedia,
    PingValue,
    SignalData,
    Strict,
    Ulid,
)
from chalicelib.visits.domain.signal import ByeCode, ErrorCode
from chalicelib.visits.domain.waiting import HostKnowledge
from chalicelib.visits.usecases.relays import IcePolicy


class ServerMessage(Strict):
    """
    Declares the fields that every message from the server can have.

    `re` is the id of the browser's message to which this message responds. `re` is
    absent if this message is not a response.
    """

    v: Literal[1]
    re: Ulid = OPTIONAL


class JoinedEvent(ServerMessage, RoomTimes):
    """
    Tells the receiver that they are in the room.

    `waiting` is empty if the receiver is a client.
    """

    t: Literal["joined"]
    s: Count
    seat: str
    name: str
    role: ParticipantRole
    host: bool
    order: list[str]
    peers: list[PresentPeer]
    waiting: list[WaitingPeer]
    notes: list[RoomNote]
    renew_at: Instant
    opens_at: Instant
    room: Switches
    topology: Topology
    ice: IceCredentials
    ice_policy: IcePolicy


class WaitingEvent(ServerMessage, RoomTimes):
    """
    Tells the receiver that they are waiting to be admitted.

    `position`: the receiver's place in line, counted from 1. `host`: the host's status.
    `since`: when the host's status began, or null if that time is not known.
    `host_knows`: what the hosts know of the receiver: a page of a host shows
    that the receiver waits (`seen`), the hosts got a mail about it (`mailed`), or neither.
    """

    t: Literal["waiting"]
    position: Count
    host_knows: HostKnowledge
    host: Literal["online", "on another call", "away"]
    since: Instant | None
    host_device: DeviceResult | None
    renew_at: Instant = OPTIONAL


class PeerEvent(ServerMessage):
    """
    Tells the receiver that a person's seat has changed.

    `s`: the version of the seat. A page must ignore an event whose `s` is lower than the
    last `s` that the page received for the same seat.
    """

    t: Literal["peer"]
    s: Count
    seat: str
    role: ParticipantRole
    host: bool
    state: Literal["here", "invited", "waiting", "admitted", "in", "away", "left", "removed"]
    name: str = OPTIONAL
    inst: str = OPTIONAL
    resume: Literal[True] = OPTIONAL
    since: Instant = OPTIONAL
    device: DeviceResult = OPTIONAL
    away: Literal[True] = OPTIONAL


class SignalEvent(ServerMessage):
    """
    Carries WebRTC data that another seat sent.

    `from`: the sending seat. `inst`: the id of the page load that sent the data.
    """

    t: Literal["signal"]
    from_: str = Field(alias="from")
    epoch: Count
    inst: str
    d: SignalData


class IceEvent(ServerMessage):
    t: Literal["ice"]
    ice: IceCredentials


class NoteEvent(ServerMessage):
    """
    Carries a stored chat note.

    `s`: the chat note's number. `re`: set only in the copy that is sent to the chat
    note's writer.
    """

    t: Literal["note"]
    s: Count
    note: RoomNote


class StateEvent(ServerMessage):
    """
    Carries the state that a participant's browser sent for the participant's seat.

    `seat`: the seat of that participant. `StateRequest` describes the other fields.
    """

    t: Literal["state"]
    seat: str
    mic: bool = OPTIONAL
    cam: bool = OPTIONAL
    screen: bool = OPTIONAL
    hand: bool = OPTIONAL
    paused: PausedMedia = OPTIONAL
    net: LinkQuality = OPTIONAL
    about: OpaqueId = OPTIONAL
    show: OpaqueId = OPTIONAL


class DeviceEvent(ServerMessage):
    t: Literal["device"]
    seat: str
    result: DeviceResult


class RoomEvent(ServerMessage, Switches):
    """Reports the new values of the room's switches after a host has changed them."""

    t: Literal["room"]


class PongEvent(ServerMessage):
    """
    Responds to a `ping`.

    `c`: the value `c` of the ping. `now`: the server's time.
    """

    t: Literal["pong"]
    c: PingValue
    now: Instant


class ErrorEvent(ServerMessage):
    """Tells the receiver that the server refused a message and changed nothing."""

    t: Literal["error"]
    code: ErrorCode


class ByeEvent(ServerMessage):
    """
    Announces that the server will close the socket.

    This is the last message on the socket. `code`: why the server closes the socket.
    `reconnect`: whether the page should ask for a new ticket.
    """

    t: Literal["bye"]
    code: ByeCode
    reconnect: bool


EVENTS: tuple[type[ServerMessage], ...] = (
    JoinedEvent,
    WaitingEvent,
    PeerEvent,
    SignalEvent,
    IceEvent,
    NoteEvent,
    StateEvent,
    DeviceEvent,
    RoomEvent,
    PongEvent,
    ErrorEvent,
    ByeEvent,
)
