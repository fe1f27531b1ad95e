"""Fakes of rooms, tickets, open sockets, chat notes and relays, in memory."""
# ruff: noqa: ARG002 - a fake may ignore parameters of its port

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
    A fake `RoomStore`.

    `calls` counts the calls of each method. A method whose name is in `down` raises
    Unavailable. A method whose name is in `lost` stores its change and then raises
    Unavailable, but only once. `meanwhile` is a list of functions; each call of
    `change` runs the next one, to simulate another request at the same time.
    """

    rooms: dict = field(default_factory=dict)
    facts: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    names: dict = field(default_factory=dict)
    last_notes: dict = field(default_factory=dict)
    calls: Counter = field(default_factory=Counter)
    down: set = field(default_factory=set)
    lost: set = field(default_factory=set)
    meanwhile: list = field(default_factory=list)

    def snapshot(self, room):
        self._begin("snapshot")
        return self.rooms.get(room)

    def create(self, room, seats, names):
        self._begin("create")
        if room.id in self.rooms:
            raise Conflict
        self.names[room.id] = dict(names)
        room = replace(room, n=self.last_notes.get(room.id, 0))
        self.rooms[room.id] = RoomSnapshot(room, tuple(seats), b"sealed", _tag(names))

    def facts_of(self, access, appointment):
        self._begin("facts_of")
        return self.facts

    def rename(self, snapshot, names):
        self._begin("rename")
        if snapshot.names_tag == _tag(names):
            return snapshot
        current = self.rooms[snapshot.room.id]
        if current.names_tag != snapshot.names_tag:
            raise Conflict
        self.names[snapshot.room.id] = dict(names)
        self.rooms[snapshot.room.id] = replace(current, names_tag=_tag(names))
        return replace(snapshot, names_tag=_tag(names))

    def change(self, before, after, facts, notices=()):
        self._begin("change")
        if self.meanwhile:
            self.meanwhile.pop(0)()
        if {each.event for each in notices} & {each.event for each in self.notices}:
            raise Conflict
        current = self.rooms[before.room.id]
        pairs = list(zip(before.seats, after.seats, current.seats, strict=True))
        if after.room != before.room and current.room.ver != before.room.ver:
            raise Conflict
        if any(new != old and present.ver != old.ver for old, new, present in pairs):
            raise Conflict
        room = (
            replace(after.room, ver=current.room.ver + 1, n=current.room.n)
            if after.room != before.room
            else current.room
        )
        seats = tuple(
            replace(new, ver=old.ver + 1) if new != old else present for old, new, present in pairs
        )
        self.rooms[room.id] = replace(current, room=room, seats=seats)
        self.facts += facts
        self.notices += notices
        self._end("change")
        return replace(
            after,
            room=room,
            seats=tuple(
                each if new != old else new
                for (old, new, _), each in zip(pairs, seats, strict=True)
            ),
        )

    def mark_seen(self, room, seat, socket, now):
        self._begin("mark_seen")
        snapshot = self.rooms[room]
        if snapshot.seat(seat).conn == socket:
            self.rooms[room] = snapshot.with_seat(replace(snapshot.seat(seat), seen=now))

    def kinds(self, seat=None):
        """Return the kinds of the recorded facts in order, for one seat or for all seats."""
        return [each.kind.value for each in self.facts if seat in (None, each.seat)]

    def _begin(self, name):
        self.calls[name] += 1
        if name in self.down:
            raise Unavailable

    def _end(self, name):
        if name in self.lost:
            self.lost.discard(name)
            raise Unavailable


def _tag(names):
    return repr(sorted(names.items()))


@dataclass
class FakeConnections:
    """
    A fake `ConnectionStore` with tickets and open connections in memory.

    `calls` counts the calls of each method. A method whose name is in `down` raises
    Unavailable.
    """

    tickets: dict = field(default_factory=dict)
    open: dict = field(default_factory=dict)
    calls: Counter = field(default_factory=Counter)
    down: set = field(default_factory=set)

    def add_ticket(self, secret, ticket):
        self.tickets[secret] = ticket

    def take_ticket(self, secret):
        return self.tickets.pop(secret, None)

    def add(self, connection):
        self._begin("add")
        self.open[connection.id] = connection

    def get(self, socket):
        self._begin("get")
        return self.open.get(socket)

    def remove(self, connection):
        self.open.pop(connection.id, None)

    def of_person(self, person):
        self._begin("of_person")
        return [each for each in self.open.values() if each.access.person == person]

    def in_shard(self, number):
        return list(self.open.values()) if number == 0 else []

    def _begin(self, name):
        self.calls[name] += 1
        if name in self.down:
            raise Unavailable


@dataclass
class FakeChatNotes:
    """
    A fake `ChatNoteStore` that uses the rooms of a `FakeRooms`.

    `opened` lists each read of a room's contents, as a pair of person and room. A
    method whose name is in `down` raises Unavailable. If `lost` contains `add_note`,
    the next `add_note` stores the note and then raises Unavailable.
    """

    rooms: FakeRooms
    notes: dict = field(default_factory=dict)
    by_id: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    opened: list = field(default_factory=list)
    down: set = field(default_factory=set)
    lost: set = field(default_factory=set)

    def has_file(self, room, file):
        self._begin("has_file")
        return file in self.files

    def read_contents(self, access, snapshot, after):
        self._begin("read_contents")
        self.opened.append((access.person, snapshot.room.id))
        notes = self.notes.get(snapshot.room.id, []) if after is not None else []
        return RoomContents(
            self.rooms.names[snapshot.room.id], [each for each in notes if each.note.n > after]
        )

    def add_note(self, access, snapshot, note):
        self._begin("add_note")
        room = snapshot.room.id
        if (note.seat, note.id) in self.by_id:
            return self.by_id[note.seat, note.id]
        snapshot_now = self.rooms.rooms[room]
        if snapshot_now.room.state is RoomState.ENDED:
            raise Conflict
        if note.file and note.file not in self.files:
            raise NotFound
        stored = StoredNote(
            replace(note, n=snapshot_now.room.n + 1, name=self.rooms.names[room][note.seat]),
            self.files.get(note.file),
        )
        self.rooms.rooms[room] = replace(
            snapshot_now, room=replace(snapshot_now.room, n=stored.note.n)
        )
        self.notes.setdefault(room, []).append(stored)
        self.by_id[note.seat, note.id] = stored
        if "add_note" in self.lost:
            self.lost.discard("add_note")
            raise Unavailable
        return stored

    def _begin(self, name):
        if name in self.down:
            raise Unavailable


@dataclass
class FakeRelays:
    """
    A fake `RelayProvider`.

    `issued_to` lists the seats that got credentials, in order. While `down` is True,
    `issue` raises RelayUnavailable.
    """

    name: str = "fake"
    down: bool = False
    issued_to: list = field(default_factory=list)

    def issue(self, *, practice, room, seat, now, until):
        if self.down:
            raise RelayUnavailable
        self.issued_to.append(seat)
        return RelayCredentials(
            (IceServer(("turn:relay.test",), f"{len(self.issued_to)}:{room}.{seat}", "secret"),),
            until,
            self.name,
        )

    def healthy(self):
        return not self.down


def credentials_cache(relays=None):
    """Return a credentials cache over these fake relays, or over new ones."""
    return RelayCredentialsCache(relays or FakeRelays())
