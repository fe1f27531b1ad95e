"""
Tests who reads which notes, over random histories.

The histories change assignments, covers, roles, time, notes, addenda and drafts. A table in this
file, and not the product's own rules, says who may read what. Thousands of histories run on fakes,
and a smaller number on tables.
"""

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.clients.domain.client import Cover
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.usecases.notes import NoteSearch
from tests.notes.notes_worlds import FakeWorld, TableWorld
from tests.platform.http.front import an_api

NAMES = ("Ada", "Ben", "Cy")
LEVELS = st.sampled_from(NoteLevel)
PEOPLE = st.sampled_from(NAMES)
ROLES = st.sampled_from([Role.PROVIDER, Role.ADMIN])
SECONDS = st.sampled_from([1, 60, 119, 120, 600])
COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@dataclass
class Written:
    """A note as this test remembers it; `state` is held, sealed or taken back."""

    id: str
    author: str
    level: NoteLevel
    text: str
    seals_at: int
    state: str = "held"
    addenda: tuple = ()


@dataclass(frozen=True)
class Covered:
    """The seconds in which `name` stands in for `stands_for`."""

    name: str
    stands_for: str
    since: int
    until: int


class NoteHistory(RuleBasedStateMachine):
    """Does random acts of three people, each Admin and provider, about one client."""

    def __init__(self):
        super().__init__()
        self.world = self.make_world()
        self.people = {name: self.add_person(name) for name in NAMES}
        self.client = self.world.client()
        self.assigned, self.covers, self.written, self.now = set(), [], [], 0

    def make_world(self):
        return FakeWorld()

    def add_person(self, name):
        return self.world.person(name, Role.PROVIDER, Role.ADMIN)

    def access(self, name, role) -> Access:
        return replace(self.people[name], role=role)

    def reaches(self, name, role):
        return role is Role.ADMIN or self.is_assigned(name)

    def is_assigned(self, name):
        active = {each.name for each in self.covers if each.since <= self.now < each.until}
        return name in self.assigned or name in active

    def expected(self, name):
        """Return what a person reads, by the rule in docs/product.md#notes."""
        return [note for note in self.written if self.is_read_by(note, name)]

    def is_read_by(self, note, name):
        mine, of_staff = note.author == name, note.level in {NoteLevel.PRACTICE, NoteLevel.SHARED}
        if not of_staff and not self.is_assigned(name):
            return False
        others = note.level is not NoteLevel.PRIVATE
        return (note.state == "held" and mine) or (note.state == "sealed" and (mine or others))

    def seal_what_is_due(self):
        for note in self.written:
            if note.state == "held" and note.seals_at <= self.now:
                note.state = "sealed"

    @rule(people=st.sets(PEOPLE))
    def assign(self, people):
        self.world.assign(self.client, *(self.people[name] for name in people))
        self.assigned = set(people)
        self.covers = [
            each for each in self.covers if each.stands_for in people and each.name not in people
        ]

    @precondition(lambda self: self.assigned)
    @rule(data=st.data(), name=PEOPLE, wait=SECONDS, lasts=SECONDS)
    def cover(self, data, name, wait, lasts):
        """Let a person stand in for a provider, from now or a later time."""
        giver = data.draw(st.sampled_from(sorted(self.assigned)))
        wait = data.draw(st.sampled_from([0, wait]))
        since = self.world.now() + timedelta(seconds=wait)
        until = since + timedelta(seconds=lasts)
        people = self.people[name].person, self.people[giver].person
        self.world.cover(self.client, self.people[giver], Cover(people[0], since, until, people[1]))
        if name not in self.assigned:
            others = [each for each in self.covers if each.name != name]
            begins = self.now + wait
            self.covers = [*others, Covered(name, giver, begins, begins + lasts)]

    @rule(seconds=SECONDS)
    def wait(self, seconds):
        self.world.advance(timedelta(seconds=seconds))
        self.now += seconds

    @rule()
    def run_the_schedule(self):
        self.seal_what_is_due()
        self.world.sealing.seal_due()

    @rule(name=PEOPLE, role=ROLES, level=LEVELS)
    def save(self, name, role, level):
        text = f"note {len(self.written)}"
        may = self.is_assigned(name) or (
            role is Role.ADMIN and level in {NoteLevel.PRACTICE, NoteLevel.SHARED}
        )
        try:
            note = self.world.save(self.access(name, role), self.client, text, level)
        except NotFound:
            assert not self.reaches(name, role)
        except Invalid:
            assert self.reaches(name, role)
            assert not may
        else:
            assert may
            self.written.append(Written(note, name, level, text, self.now + 120))

    @precondition(lambda self: self.written)
    @rule(data=st.data(), name=PEOPLE, role=ROLES)
    def take_back(self, data, name, role):
        note = data.draw(st.sampled_from(self.written))
        exists = self.exists_for(note, name, role)
        is_over = note.state == "sealed" or note.seals_at <= self.now
        try:
            self.world.notes.take_back(self.access(name, role), note.id)
        except NotFound:
            assert not exists
        except Conflict:
            assert exists
            assert note.state != "taken back"
            assert is_over
        else:
            assert exists
            assert note.state == "taken back" or not is_over
            note.state = "taken back"

    @precondition(lambda self: self.written)
    @rule(data=st.data(), name=PEOPLE, role=ROLES)
    def follow_up(self, data, name, role):
        note = data.draw(st.sampled_from(self.written))
        exists, text = self.exists_for(note, name, role), f"addendum {self.now}"
        try:
            self.world.notes.add(self.access(name, role), note.id, text, None)
        except NotFound:
            assert not exists or note.state == "taken back"
        except Conflict:
            assert exists
            assert note.state == "held"
            assert note.seals_at > self.now
        else:
            assert exists
            if note.state == "held" and note.seals_at <= self.now:
                note.state = "sealed"
            assert note.state == "sealed"
            note.addenda += (text,)

    def exists_for(self, note, name, role):
        if not self.reaches(name, role):
            return False
        if note.state == "taken back":
            return self.is_read_by(replace(note, state="held"), name)
        return self.is_read_by(note, name)

    @rule(name=PEOPLE, role=ROLES, level=st.none() | LEVELS)
    def list_notes(self, name, role, level):
        search = NoteSearch(level)
        if not self.reaches(name, role):
            with suppress(NotFound):
                self.world.listed(self.access(name, role), self.client, search)
                raise AssertionError
            return
        self.seal_what_is_due()
        notes = self.world.listed(self.access(name, role), self.client, search)
        expected = [each for each in self.expected(name) if level in {None, each.level}]
        assert sorted((each.text, tuple(a.text for a in each.addenda)) for each in notes) == sorted(
            (each.text, each.addenda) for each in expected
        )

    @rule(name=PEOPLE, role=ROLES, number=st.integers(0, 9))
    def search(self, name, role, number):
        if not self.reaches(name, role):
            return
        self.seal_what_is_due()
        query = f"note {number}"
        texts = self.world.texts(self.access(name, role), self.client, query=query)
        expected = [each.text for each in self.expected(name)]
        assert set(texts) >= {text for text in expected if text == query}
        assert set(texts) <= set(expected)

    @invariant()
    def the_client_reads_exactly_the_shared_permanent_notes(self):
        self.seal_what_is_due()
        texts = self.world.texts(self.world.as_client(self.client), self.client)
        assert sorted(texts) == sorted(
            each.text
            for each in self.written
            if each.level is NoteLevel.SHARED and each.state == "sealed"
        )


class CareTeamHistory(NoteHistory):
    """The same histories, which begin with all three people as the client's providers."""

    def __init__(self):
        super().__init__()
        self.assign(set(NAMES))


class StoredNoteHistory(NoteHistory):
    """The same histories on tables, with a new client in each."""

    stack = ExitStack()
    world_on_tables = None

    def make_world(self):
        if StoredNoteHistory.world_on_tables is None:
            api = self.stack.enter_context(an_api())
            StoredNoteHistory.world_on_tables = TableWorld(api)
            StoredNoteHistory.members = {
                name: self.world_on_tables.person(name, Role.PROVIDER, Role.ADMIN) for name in NAMES
            }
        return StoredNoteHistory.world_on_tables

    def add_person(self, name):
        return self.members[name]


TestNoteVisibility = NoteHistory.TestCase
TestNoteVisibility.pytestmark = pytest.mark.no_cover
TestNoteVisibility.settings = settings(max_examples=1000, stateful_step_count=20, **COMMON)
TestNoteVisibilityInATeam = CareTeamHistory.TestCase
TestNoteVisibilityInATeam.pytestmark = pytest.mark.no_cover
TestNoteVisibilityInATeam.settings = settings(max_examples=1000, stateful_step_count=20, **COMMON)
TestStoredNoteVisibility = StoredNoteHistory.TestCase
TestStoredNoteVisibility.settings = settings(max_examples=10, stateful_step_count=25, **COMMON)


def teardown_module():
    StoredNoteHistory.stack.close()
    StoredNoteHistory.world_on_tables = None
