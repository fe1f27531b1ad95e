"""Rooms, tickets, open sockets and chat notes in memory."""
# ruff: noqa: ARG002 - a port names what a fake need not look at

from collections import Counter
from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.visits.domain.room import RoomSnapshot, RoomState
from chalicelib.visits.usecases.relays import (
    IceServer,
    RelayCredentials,
    RelayCredentialsCache,
    RelayUnavailable,
)
from chalicelib.visits.usecases.stores import RoomContents, StoredNote


@dataclass
class FakeRooms:
    """
    Implements `RoomStore`.

    `calls` counts calls; those in `down` are Unavailable, and those in `lost` too, once done.
    """

    rooms: dict = field(default_factory=dict)
    facts: list = field(default_factory=list)
    names: dict = field(default_factory=dict)
    last_notes: dict = field(default_factory=dict)
    calls: Counter = field(default_factory=Counter)
    down: set = field(default_factory=set)
    lost: set = field(default_factory=set)
    meanwhile: list = field(default_factory=list)

    def snapshot(self, room):
        self._called("snapshot")
        return self.rooms.get(room)

    def create(self, room, seats, names):
        self._called("create")
        if room.id in self.rooms:
            raise Conflict
        self.names[room.id] = dict(names)
        room = replace(room, n=self.last_notes.get(room.id, 0))
        self.rooms[room.id] = RoomSnapshot(room, tuple(seats), b"sealed")

    def change(self, before, after, facts):
        self._called("change")
        if self.meanwhile:
            self.meanwhile.pop(0)()
        now = self.rooms[before.room.id]
        pairs = list(zip(before.seats, after.seats, now.seats, strict=True))
        if after.room != before.room and now.room.ver != before.room.ver:
            raise Conflict
        if any(new != old and there.ver != old.ver for old, new, there in pairs):
            raise Conflict
        room = (
            replace(after.room, ver=now.room.ver + 1, n=now.room.n)
            if after.room != before.room
            else now.room
        )
        seats = tuple(
            replace(new, ver=old.ver + 1) if new != old else there for old, new, there in pairs
        )
        self.rooms[room.id] = replace(now, room=room, seats=seats)
        self.facts += facts
        self._answered("change")
        return replace(
            after,
            room=room,
            seats=tuple(
                each if new != old else new
                for (old, new, _), each in zip(pairs, seats, strict=True)
            ),
        )

    def mark_seen(self, room, seat, socket, now):
        self._called("mark_seen")
        here = self.rooms[room]
        if here.seat(seat).conn == socket:
            self.rooms[room] = here.with_seat(replace(here.seat(seat), seen=now))

    def kinds(self, seat=None):
        """What is on record, in order."""
        return [each.kind.value for each in self.facts if seat in (None, each.seat)]

    def _called(self, name):
        self.calls[name] += 1
        if name in self.down:
            raise Unavailable

    def _answered(self, name):
        if name in self.lost:
            self.lost.discard(name)
            raise Unavailable


@dataclass
class FakeConnections:
    """Implements `ConnectionStore`."""

    tickets: dict = field(default_factory=dict)
    open: dict = field(default_factory=dict)
    calls: Counter = field(default_factory=Counter)
    down: set = field(default_factory=set)

    def add_ticket(self, secret, ticket):
        self.tickets[secret] = ticket

    def take_ticket(self, secret):
        return self.tickets.pop(secret, None)

    def add(self, connection):
        self._called("add")
        self.open[connection.id] = connection

    def get(self, socket):
        self._called("get")
        return self.open.get(socket)

    def remove(self, connection):
        self.open.pop(connection.id, None)

    def of_person(self, person):
        self._called("of_person")
        return [each for each in self.open.values() if each.access.person == person]

    def in_shard(self, number):
        return list(self.open.values()) if number == 0 else []

    def _called(self, name):
        self.calls[name] += 1
        if name in self.down:
            raise Unavailable


@dataclass
class FakeChatNotes:
    """Implements `ChatNoteStore`, over the rooms that know the names; `opened`: who read what."""

    rooms: FakeRooms
    notes: dict = field(default_factory=dict)
    once: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    opened: list = field(default_factory=list)
    down: set = field(default_factory=set)
    lost: set = field(default_factory=set)

    def read_contents(self, access, snapshot, after):
        self._may("read_contents")
        self.opened.append((access.person, snapshot.room.id))
        kept = self.notes.get(snapshot.room.id, []) if after is not None else []
        return RoomContents(
            self.rooms.names[snapshot.room.id], [each for each in kept if each.note.n > after]
        )

    def add_note(self, access, snapshot, note):
        self._may("add_note")
        room = snapshot.room.id
        if (note.seat, note.id) in self.once:
            return self.once[note.seat, note.id]
        here = self.rooms.rooms[room]
        if here.room.state is RoomState.ENDED:
            raise Conflict
        if note.file and note.file not in self.files:
            raise NotFound
        kept = StoredNote(
            replace(note, n=here.room.n + 1, name=self.rooms.names[room][note.seat]),
            self.files.get(note.file),
        )
        self.rooms.rooms[room] = replace(here, room=replace(here.room, n=kept.note.n))
        self.notes.setdefault(room, []).append(kept)
        self.once[note.seat, note.id] = kept
        if "add_note" in self.lost:
            self.lost.discard("add_note")
            raise Unavailable
        return kept

    def _may(self, name):
        if name in self.down:
            raise Unavailable


@dataclass
class FakeRelays:
    """Implements `RelayProvider`; `asked` are the seats."""

    name: str = "fake"
    down: bool = False
    asked: list = field(default_factory=list)

    def issue(self, *, practice, room, seat, now, until):
        if self.down:
            raise RelayUnavailable
        self.asked.append(seat)
        return RelayCredentials(
            (IceServer(("turn:relay.test",), f"{len(self.asked)}:{room}.{seat}", "secret"),),
            until,
            self.name,
        )

    def healthy(self):
        return not self.down


def grants(relays=None):
    """Over a fake relay."""
    return RelayCredentialsCache(relays or FakeRelays())
