"""What the server says on a socket, as protocol v1 has it (docs/signaling.md)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.room import (
    PRESENT,
    RENEW_AFTER,
    Room,
    RoomSnapshot,
    Seat,
    SocketConnection,
)
from chalicelib.visits.domain.signal import ByeCode, ErrorCode
from chalicelib.visits.usecases.relays import IceServer, RelayCredentials
from chalicelib.visits.usecases.socket_gateway import ServerMessage
from chalicelib.visits.usecases.stores import RoomContents, StoredNote

VERSION = 1
MESH = {"kind": "mesh"}
Status = Mapping[str, Any]
"""How the host is, as those who wait are told."""


def message(t: str, *, re: str = "", s: int | None = None, **facts: Any) -> dict[str, Any]:
    """One message; what is None is left out."""
    told = {"t": t, "v": VERSION, "re": re or None, "s": s} | facts
    return {name: value for name, value in told.items() if value is not None}


def timestamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def error(code: ErrorCode, re: str) -> ServerMessage:
    """Why a message did nothing; never its content (A7)."""
    return message("error", re=re, code=code.value)


def bye(code: ByeCode, *, reconnect: bool) -> ServerMessage:
    """The last word on a socket: no close code can be sent (video.md §2 rule 1)."""
    return message("bye", code=int(code), reconnect=reconnect)


def peer(seat: Seat, name: str | None = None, *, resume: bool = False) -> ServerMessage:
    """Somebody came, went, or waits (`away`: with no page open); an older `s` than the last one is dropped by who hears it."""
    facts: dict[str, Any] = {
        "seat": seat.id,
        "role": seat.role.value,
        "host": seat.hosts,
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
    facts |= {"away": True if seat.waits and seat.conn is None else None}
    return message("peer", s=seat.ver, **facts)


def switches(room: Room) -> Mapping[str, bool]:
    """What a host may switch."""
    return {"locked": room.locked, "sharing": room.sharing, "chat": room.chat}


def grant_shape(grant: RelayCredentials) -> Mapping[str, Any]:
    """As a browser takes it."""
    servers = [_server(each) for each in grant.servers]
    return {
        "servers": servers,
        "expires_at": timestamp(grant.expires_at),
        "provider": grant.provider,
    }


def _server(server: IceServer) -> Mapping[str, Any]:
    known = {
        "urls": list(server.urls),
        "username": server.username,
        "credential": server.credential,
    }
    return {name: value for name, value in known.items() if value is not None}


def note_shape(kept: StoredNote) -> Mapping[str, Any]:
    """A chat note as people in the room see it."""
    note, file = kept.note, kept.file
    shown: dict[str, Any] = {
        "n": note.n,
        "id": note.id,
        "seat": note.seat,
        "name": note.name,
        "at": timestamp(note.at),
    }
    shown |= {"text": note.text} if note.text else {}
    if file:
        shown["file"] = {
            "id": file.id,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
        }
    return shown


def note(kept: StoredNote, re: str = "") -> ServerMessage:
    """A chat note that is kept; `s` is its number."""
    return message("note", re=re, s=kept.note.n, note=note_shape(kept))


def joined(
    snapshot: RoomSnapshot,
    connection: SocketConnection,
    roster: RoomContents,
    whole: int,
    now: datetime,
    **more: Any,
) -> ServerMessage:
    """
    To the one who is in: who else is, and everything else that he needs.

    `whole`: how many of the roster's chat notes it carries. `more`: `re`, `ice`, `ice_policy`.
    """
    room, seat, names = snapshot.room, snapshot.seat(connection.seat), roster.names
    facts: dict[str, Any] = {
        "seat": seat.id,
        "name": names.get(seat.id, ""),
        "role": seat.role.value,
        "host": seat.hosts,
    }
    facts |= {
        "order": sorted(each.id for each in snapshot.seats),
        "peers": [
            _present(each, names)
            for each in snapshot.seats
            if each.id != seat.id and each.state in PRESENT
        ],
        "waiting": [_before_the_door(each, names) for each in snapshot.line] if seat.hosts else [],
        "notes": [note_shape(each) for each in roster.notes[:whole]],
        "renew_at": timestamp(connection.at + RENEW_AFTER),
        "opens_at": timestamp(room.opens_at),
        "room": switches(room),
        "topology": MESH,
    }
    return message("joined", s=seat.ver, **facts, **times(room, now), **more)


def waiting(position: int, status: Status, room: Room, now: datetime, **more: Any) -> ServerMessage:
    """To one before the door: nothing of who is inside but how the host is (V3). `more`: `re`, `renew_at`."""
    return message("waiting", position=position, **times(room, now), **more) | dict(status)


def host_status(word: str, since: datetime | None, hosts: Iterable[Seat]) -> Status:
    """How the host is: `online` in this room, `on another call`, or `away`; and since when."""
    device = next((dict(each.device) for each in hosts if each.device), None)
    return {"host": word, "since": since and timestamp(since), "host_device": device}


def times(room: Room, now: datetime) -> Mapping[str, Any]:
    """Its hours, and what time it is here."""
    hours = {
        "starts_at": room.starts_at,
        "ends_at": room.ends_at,
        "closes_at": room.closes_at,
        "now": now,
    }
    return {name: timestamp(at) for name, at in hours.items()}


def _present(seat: Seat, names: Mapping[SeatId, str]) -> Mapping[str, Any]:
    known: dict[str, Any] = {
        "seat": seat.id,
        "name": names.get(seat.id, ""),
        "role": seat.role.value,
        "host": seat.hosts,
    }
    known |= {"state": "in" if seat.is_in else seat.state.value, "inst": seat.inst}
    return known | ({"device": dict(seat.device)} if seat.device else {})


def _before_the_door(seat: Seat, names: Mapping[SeatId, str]) -> Mapping[str, Any]:
    known: dict[str, Any] = {
        "seat": seat.id,
        "name": names.get(seat.id, ""),
        "state": "here" if seat.conn else "away",
    }
    known |= {"since": seat.since and timestamp(seat.since)}
    return known | ({"device": dict(seat.device)} if seat.device else {})
