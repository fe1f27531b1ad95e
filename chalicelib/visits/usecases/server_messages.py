"""Builds the messages that the server sends on a socket (docs/signaling.md)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.room import RENEW_AFTER, Room, RoomSnapshot
from chalicelib.visits.domain.seat import PRESENT, Seat, SocketConnection
from chalicelib.visits.domain.signal import ByeCode, ErrorCode
from chalicelib.visits.domain.waiting import host_knowledge
from chalicelib.visits.usecases.relays import IceServer, RelayCredentials
from chalicelib.visits.usecases.socket_gateway import ServerMessage
from chalicelib.visits.usecases.stores import RoomContents, StoredNote

VERSION = 1
MESH = {"kind": "mesh"}
Status = Mapping[str, Any]
"""The host's status, as fields of the message to people who wait."""


def message(t: str, *, re: str = "", s: int | None = None, **facts: Any) -> dict[str, Any]:
    """
    Build a message of type `t`, without the fields that are None.

    `re`: the id of the message to which this message replies; empty if there is none.
    `s`: a sequence number, such as the version of a seat. `facts`: all other fields of
    the message.
    """
    fields = {"t": t, "v": VERSION, "re": re or None, "s": s} | facts
    return {name: value for name, value in fields.items() if value is not None}


def timestamp(at: datetime) -> str:
    """Format a time as ISO 8601 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def error(code: ErrorCode, re: str) -> ServerMessage:
    """
    Build the `error` message, which reports that the server refused a message.

    `re`: the id of the refused message. The `error` message repeats none of the refused
    content (docs/video.md#a7).
    """
    return message("error", re=re, code=code.value)


def bye(code: ByeCode, *, reconnect: bool) -> ServerMessage:
    """
    Build the `bye` message, which tells a page why the server closes the socket.

    API Gateway cannot close a socket with our own close codes, so this message carries
    the code. `reconnect`: whether the page may open another socket.
    """
    return message("bye", code=int(code), reconnect=reconnect)


def peer(seat: Seat, name: str | None = None, *, resume: bool = False) -> ServerMessage:
    """
    Build the `peer` message, which reports how a seat has changed.

    The field `away` is set if the person is waiting but has no page open. The field `s`
    is the seat's version. Browsers ignore a `peer` message whose `s` is lower than the
    `s` of the last `peer` message for the same seat. `resume`: whether the same page load
    has joined again.
    """
    facts: dict[str, Any] = {
        "seat": seat.id,
        "role": seat.role.value,
        "host": seat.is_host,
        "name": name,
    }
    facts |= {
        "state": "here" if seat.is_in else seat.state.value,
        "inst": seat.inst or None,
        "resume": resume or None,
    }
    facts |= {
        "since": seat.since and timestamp(seat.since),
        "device": seat.device and dict(seat.device),
    }
    facts |= {"away": True if seat.is_waiting and seat.conn is None else None}
    return message("peer", s=seat.ver, **facts)


def switches(room: Room) -> Mapping[str, bool]:
    return {"locked": room.locked, "sharing": room.sharing, "chat": room.chat}


def grant_shape(grant: RelayCredentials) -> Mapping[str, Any]:
    """Return relay credentials as the fields that a page receives."""
    servers = [_server(each) for each in grant.servers]
    return {
        "servers": servers,
        "expires_at": timestamp(grant.expires_at),
        "provider": grant.provider,
    }


def _server(server: IceServer) -> Mapping[str, Any]:
    fields = {
        "urls": list(server.urls),
        "username": server.username,
        "credential": server.credential,
    }
    return {name: value for name, value in fields.items() if value is not None}


def note_shape(stored_note: StoredNote) -> Mapping[str, Any]:
    """Return a chat note as the fields that people in the room see."""
    note, file = stored_note.note, stored_note.file
    shape: dict[str, Any] = {
        "n": note.n,
        "id": note.id,
        "seat": note.seat,
        "name": note.name,
        "at": timestamp(note.at),
    }
    shape |= {"text": note.text} if note.text else {}
    if file:
        shape["file"] = {
            "id": file.id,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
        }
    return shape


def note(stored_note: StoredNote, re: str = "") -> ServerMessage:
    """
    Build the `note` message, which carries a stored chat note.

    The field `s` of the message is the chat note's number.
    """
    return message("note", re=re, s=stored_note.note.n, note=note_shape(stored_note))


def joined(
    snapshot: RoomSnapshot,
    connection: SocketConnection,
    contents: RoomContents,
    note_count: int,
    now: datetime,
    **more: Any,
) -> ServerMessage:
    """
    Build the `joined` message, which gives a page all that it needs in the room.

    `note_count`: how many chat notes of `contents` to include, starting with the first.
    `more`: the values of the fields `re`, `ice` and `ice_policy`.
    """
    room, seat, names = snapshot.room, snapshot.seat(connection.seat), contents.names
    facts: dict[str, Any] = {
        "seat": seat.id,
        "name": names.get(seat.id, ""),
        "role": seat.role.value,
        "host": seat.is_host,
    }
    facts |= {
        "order": sorted(each.id for each in snapshot.seats),
        "peers": [
            _peer_shape(each, names)
            for each in snapshot.seats
            if each.id != seat.id and each.state in PRESENT
        ],
        "waiting": [_waiting_shape(each, names) for each in snapshot.waiting]
        if seat.is_host
        else [],
        "notes": [note_shape(each) for each in contents.notes[:note_count]],
        "renew_at": timestamp(connection.at + RENEW_AFTER),
        "opens_at": timestamp(room.opens_at),
        "room": switches(room),
        "topology": MESH,
    }
    return message("joined", s=seat.ver, **facts, **times(room, now), **more)


def waiting(
    snapshot: RoomSnapshot, seat: Seat, status: Status, now: datetime, **more: Any
) -> ServerMessage:
    """
    Build the `waiting` message: the person's place in line and the host's status.

    The message contains nothing about the people in the room. `more`: the values of the
    fields `re` and `renew_at`.
    """
    place = [each.id for each in snapshot.waiting].index(seat.id) + 1
    facts = {
        "position": place,
        "host_knows": host_knowledge(snapshot, seat),
        **times(snapshot.room, now),
    }
    return message("waiting", **facts, **more) | dict(status)


def host_status(word: str, since: datetime | None, hosts: Iterable[Seat]) -> Status:
    """
    Return the host's status, with the time at which the status began.

    `word`: `online`, `on another call` or `away`. `since`: the time at which the status
    began; None if that time is not known. `hosts`: the seats in which a device check is
    looked up. The result includes the first device check that is found, or None.
    """
    device = next((dict(each.device) for each in hosts if each.device), None)
    return {"host": word, "since": since and timestamp(since), "host_device": device}


def times(room: Room, now: datetime) -> Mapping[str, Any]:
    """Return the room's times and the server's clock."""
    hours = {
        "starts_at": room.starts_at,
        "ends_at": room.ends_at,
        "closes_at": room.closes_at,
        "now": now,
    }
    return {name: timestamp(at) for name, at in hours.items()}


def _peer_shape(seat: Seat, names: Mapping[SeatId, str]) -> Mapping[str, Any]:
    shape: dict[str, Any] = {
        "seat": seat.id,
        "name": names.get(seat.id, ""),
        "role": seat.role.value,
        "host": seat.is_host,
    }
    shape |= {"state": "in" if seat.is_in else seat.state.value, "inst": seat.inst}
    return shape | ({"device": dict(seat.device)} if seat.device else {})


def _waiting_shape(seat: Seat, names: Mapping[SeatId, str]) -> Mapping[str, Any]:
    shape: dict[str, Any] = {
        "seat": seat.id,
        "name": names.get(seat.id, ""),
        "state": "here" if seat.conn else "away",
    }
    shape |= {"since": seat.since and timestamp(seat.since)}
    return shape | ({"device": dict(seat.device)} if seat.device else {})
