"""Fakes the stores of notes and drafts, in memory."""

from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, Malformed, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import NoteLevel, NoteState
from chalicelib.notes.domain.note_access import OF_STAFF
from chalicelib.notes.usecases.ports import NoteOverview, entry_of


@dataclass
class FakeNotes:
    """
    A fake `NoteStore`, `NoteSealer` and `NoteDraftStore` in memory.

    `notes` maps the ids of all notes to their practice and note; `order` lists the sealed ones in
    the order in which they were sealed. `refused` lists each refused access.
    """

    directory: Any
    now: Any
    notes: dict = field(default_factory=dict)
    order: list = field(default_factory=list)
    drafts: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    requests: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)

    def overview(self, practice, client):
        own = [
            note
            for place, note in self.notes.values()
            if (place, note.client) == (practice, client)
        ]
        held = [entry_of(practice, note) for note in own if note.state is NoteState.HELD]
        writers = {note.author.id for note in own if note.level is NoteLevel.PRIVATE}
        return NoteOverview(held, frozenset(writers))

    def page(self, access, client, notes, _overview, filters):
        listed = [
            note
            for note in (self._note(access.practice, each) for each in reversed(self.order))
            if note and note.client == client and notes.may_read(note.level, note.author.id)
        ]
        start = self._start(listed, filters.cursor)
        held = [] if filters.cursor else self._own_held(access, client, notes)
        page, rest = listed[start : start + filters.limit], listed[start + filters.limit :]
        chosen = [
            note
            for note in (*held, *page)
            if filters.level in {None, note.level}
            and (filters.matches is None or filters.matches(note))
        ]
        return chosen, page[-1].id if rest else None

    def find(self, practice, note):
        stored = self._note(practice, note)
        if stored:
            return entry_of(practice, stored)
        addendum = self._addendum(practice, note)
        if addendum is None:
            return None
        followed = entry_of(practice, self._note(practice, addendum.note))
        return replace(followed, id=note, is_addendum=True)

    def hold(self, access, note, key, draft):
        self._check_request(access, "notes", key)
        self._require_reach(access, note.client, assigned=note.level not in OF_STAFF)
        stored = self.get(access, note.client)
        if draft not in {None, stored.version}:
            raise Conflict(fresh=stored)
        self.notes[note.id] = access.practice, note
        if draft is not None:
            self.delete(access, note.client, seen=draft)
        self._remember(access, "notes", key, note.id)

    def take_back(self, access, note):
        stored = self._note(note.practice, note.id)
        self._require_reach(access, note.client)
        if stored.state is not NoteState.HELD or stored.seals_at <= self.now():
            raise Conflict
        place = access.practice, note.client, access.person
        draft = self.drafts.get(place, NoteDraft()).with_note(stored)
        self.drafts[place] = replace(draft, version=self._next(place), saved_at=self.now())
        self.notes[note.id] = note.practice, replace(stored, state=NoteState.TAKEN_BACK)

    def add(self, access, note, addendum, key):
        self._check_request(access, "addenda", key)
        self._require_reach(access, note.client)
        stored = self._note(note.practice, note.id)
        followed = replace(stored, addenda=(*stored.addenda, addendum))
        self.notes[note.id] = note.practice, followed
        self._remember(access, "addenda", key, addendum.id)

    def addendum(self, access, addendum):
        stored = self._addendum(access.practice, addendum)
        if stored is None:
            raise NotFound
        return stored

    def note_of_request(self, access, key):
        return self._result(access, "notes", key)

    def addendum_of_request(self, access, key):
        return self._result(access, "addenda", key)

    def record_refusal(self, access, note):
        self.refused.append((access.person, note.id))

    def due(self, now):
        entries = [entry_of(practice, note) for practice, note in self.notes.values()]
        return [each for each in entries if each.state is NoteState.HELD and each.seals_at <= now]

    def seal(self, note):
        stored = self._note(note.practice, note.id)
        if stored.state is not NoteState.HELD:
            return False
        self.notes[note.id] = note.practice, replace(stored, state=NoteState.SEALED)
        self.order.append(note.id)
        return True

    def get(self, access, client):
        return self.drafts.get((access.practice, client, access.person), NoteDraft())

    def put(self, access, client, draft, *, seen):
        stored = self.get(access, client)
        if seen not in {None, stored.version}:
            raise Conflict(fresh=stored)
        self._require_reach(access, client)
        place = access.practice, client, access.person
        self.drafts[place] = replace(draft, version=self._next(place), saved_at=draft.saved_at)
        return self.drafts[place]

    def delete(self, access, client, *, seen):
        stored = self.get(access, client)
        if stored.version and seen not in {None, stored.version}:
            raise Conflict(fresh=stored)
        place = access.practice, client, access.person
        self.drafts.pop(place, None)
        self._next(place)

    def _next(self, place):
        """Return the next version of a draft; it is never used again."""
        self.versions[place] = self.versions.get(place, 0) + 1
        return self.versions[place]

    def _note(self, practice, note):
        place, stored = self.notes.get(note, (None, None))
        return stored if place == practice else None

    def _addendum(self, practice, addendum):
        stored = (
            each
            for place, note in self.notes.values()
            if place == practice
            for each in note.addenda
        )
        return next((each for each in stored if each.id == addendum), None)

    def _own_held(self, access, client, notes):
        own = [
            note
            for practice, note in self.notes.values()
            if practice == access.practice
            and note.client == client
            and note.state is NoteState.HELD
            and notes.may_read_held(note.level, note.author.id)
        ]
        return sorted(own, key=lambda note: (note.at, note.id), reverse=True)

    def _start(self, listed, cursor):
        if not cursor:
            return 0
        places = [number for number, note in enumerate(listed, 1) if note.id == cursor]
        if not places:
            raise Malformed
        return places[0]

    def _require_reach(self, access, client, *, assigned=False):
        if access.role is Role.PROVIDER or assigned:
            reaches = self.directory.assigned(access, [access.person], [client])
        else:
            reaches = self.directory.has_client(access, client)
        if not reaches:
            raise NotFound

    def _check_request(self, access, operation, key):
        if key and (result := self._result(access, operation, key)):
            raise AlreadyProcessed(result)

    def _remember(self, access, operation, key, result):
        if key:
            self.requests[access.person, operation, key.key] = key.request_hash, result

    def _result(self, access, operation, key):
        request_hash, result = self.requests.get(
            (access.person, operation, key.key), (key.request_hash, None)
        )
        if request_hash != key.request_hash:
            raise Invalid(KEY_REUSED)
        return result
