"""Provides the use cases for notes on fake stores, and on the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.clients.domain.client import Client, Cover, Profile
from chalicelib.clients.domain.handover import Handover
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.notes.domain.note import HOLD, NoteLevel
from chalicelib.notes.usecases.drafts import NoteDrafts
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.notes.usecases.notes import ClientNotes, NewNote, NoteSearch
from chalicelib.notes.usecases.readers import NoteReaders
from chalicelib.notes.usecases.sealing import Sealing
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.wiring import notes as wiring_notes
from tests.clients.assignment import assign
from tests.kernel.fake_clock import FakeIdGenerator
from tests.notes.fake_notes import FakeNotes
from tests.platform.http.front import an_api
from tests.practice.practice_harness import PRACTICE, PracticeHarness

ALL = NoteSearch()


@dataclass
class NotesWorld:
    """
    A practice with people, clients and their notes.

    `notes`, `drafts`, `readers` and `sealing` are the product's own classes; `client_store` is a
    `ClientStore`.
    """

    notes: ClientNotes
    drafts: NoteDrafts
    readers: NoteReaders
    sealing: Sealing
    client_store: Any

    def person(self, name: str, *roles: Role) -> Access:
        """Add a person to the practice, and return their access in their first role."""
        raise NotImplementedError

    def client(self, *providers: Access) -> ClientId:
        """Add a client with these providers."""
        raise NotImplementedError

    def assign(self, client: ClientId, *providers: Access) -> None:
        """Assign these providers, and no others, to the client."""
        raise NotImplementedError

    def cover(self, client: ClientId, giver: Access, cover: Cover) -> None:
        """Let somebody stand in for `giver`, who is assigned to the client."""
        handover = Handover(giver.person, cover.provider, cover)
        self.client_store.hand_over(giver, client, handover)

    def now(self) -> datetime:
        raise NotImplementedError

    def advance(self, time: timedelta) -> None:
        raise NotImplementedError

    def as_client(self, client: ClientId) -> Access:
        """Return the access of a client who is signed in."""
        raise NotImplementedError

    def save(self, access, client, text="Sleeps well.", level=NoteLevel.CARE_TEAM, **options):
        """Save a note that its author may still take back, and return its id."""
        key = options.pop("key", None)
        return self.notes.save(access, client, NewNote(level, text, **options), key).id

    def write(self, access, client, text="Sleeps well.", level=NoteLevel.CARE_TEAM, **options):
        """Write a note that is permanent, and return its id."""
        note = self.save(access, client, text, level, **options)
        self.pass_hold()
        assert self.sealing.seal_due() == 1
        return note

    def pass_hold(self):
        self.advance(HOLD)

    def listed(self, access, client, search=ALL):
        """Return the notes of all pages of a list."""
        page, cursor = self.notes.page(access, client, search)
        if cursor is None:
            return list(page)
        return [*page, *self.listed(access, client, replace(search, cursor=cursor))]

    def texts(self, access, client, **search):
        return [note.text for note in self.listed(access, client, NoteSearch(**search))]


class FakeWorld(NotesWorld):
    """Keeps everything in memory."""

    def __init__(self):
        self.practice = PracticeHarness()
        directory, now = self.practice.directory, self.practice.now
        self.rows = FakeNotes(directory, now)
        reach, sealing = NoteReach(ClientAccess(directory, directory)), Sealing(self.rows, now)
        super().__init__(
            ClientNotes(self.rows, reach, directory, sealing, FakeIdGenerator(), now),
            NoteDrafts(self.rows, reach, now),
            NoteReaders(reach, self.practice.client_rows, directory),
            sealing,
            self.practice.client_rows,
        )
        self.client_ids = FakeIdGenerator()

    def person(self, name, *roles):
        person = PersonId(f"{name.casefold()}-1")
        access = Access(PRACTICE, person, roles[0], frozenset(roles))
        self.practice.add_member(access, name, *roles)
        return access

    def client(self, *providers):
        client = ClientId(self.client_ids.id())
        people = frozenset(each.person for each in providers)
        profile = Profile("Avery Stone", "avery@mail.example")
        new = Client(client, PRACTICE, profile, self.practice.at, people)
        self.practice.client_rows.rows[PRACTICE, client] = new
        return client

    def assign(self, client, *providers):
        rows, people = self.practice.client_rows.rows, frozenset(each.person for each in providers)
        rows[PRACTICE, client] = rows[PRACTICE, client].with_providers(people)

    def now(self):
        return self.practice.now()

    def advance(self, time):
        self.practice.at += time

    def as_client(self, client):
        return Access(PRACTICE, PersonId(f"of-{client}"), Role.CLIENT, client=client)


class TableWorld(NotesWorld):
    """Keeps everything in the tables of an emulated database."""

    def __init__(self, api: Any):
        self.api, self.store = api, api.store
        super().__init__(
            wiring_notes.notes(),
            wiring_notes.drafts(),
            wiring_notes.readers(),
            wiring_notes.sealing(),
            DynamoClients(self.store.vault(), self.store.audit, self.store.clock),
        )
        self.boss = self.store.access()

    def person(self, name, *roles):
        person = PersonId(name.casefold())
        membership = Membership(
            self.store.practice, person, frozenset(roles), MembershipStatus.ACTIVE
        )
        summary = PersonSummary(name, f"{person}@clocktree.test")
        self.api.memberships.add(self.boss, membership, summary)
        return Access(self.store.practice, person, roles[0], frozenset(roles))

    def client(self, *providers):
        client = ClientId(RandomIdGenerator().id())
        profile = Profile("Avery Stone", "avery@mail.example")
        people = frozenset(each.person for each in providers)
        new = Client(client, self.store.practice, profile, self.store.clock(), people)
        self.client_store.add(self.boss, new, None)
        return client

    def assign(self, client, *providers):
        assign(self.store, [client], [each.person for each in providers], self.boss)

    def now(self):
        return self.store.clock()

    def advance(self, time):
        self.store.clock.pass_seconds(time.total_seconds())

    def as_client(self, client):
        person = PersonId(f"of-{client}")
        return Access(self.store.practice, person, Role.CLIENT, client=client)


@dataclass
class Office:
    """
    A practice in which Sam and Kim are Avery's providers, and Lee is not.

    Jordan is an Admin.
    """

    world: NotesWorld
    sam: Access
    kim: Access
    lee: Access
    jordan: Access
    avery: ClientId

    @property
    def own(self) -> Access:
        """Avery's own access, when signed in as the client."""
        return self.world.as_client(self.avery)


def office_in(world: NotesWorld) -> Office:
    sam, kim, lee = (world.person(name, Role.PROVIDER) for name in ("Sam", "Kim", "Lee"))
    jordan = world.person("Jordan", Role.ADMIN)
    return Office(world, sam, kim, lee, jordan, world.client(sam, kim))


@contextmanager
def in_memory() -> Iterator[NotesWorld]:
    yield FakeWorld()


@contextmanager
def on_tables() -> Iterator[NotesWorld]:
    with an_api() as api:
        yield TableWorld(api)


WORLDS = {"fake": in_memory, "tables": on_tables}
