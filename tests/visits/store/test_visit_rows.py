"""Tests the stores of visits' records: the same tests for the tables and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotAllowed, NotFound, Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PersonId, PracticeId, SeatId
from chalicelib.visits.domain.record_access import no_limit
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind, VisitFile
from chalicelib.visits.store.records import DynamoVisitRecords
from tests.kernel.fake_clock import FakeClock
from tests.platform.record_store import a_store
from tests.visits.domain.sample_visits import at
from tests.visits.fake_records import FakeVisits
from tests.visits.store.sample_records import store_facts, store_note

VISIT, OTHER_VISIT, CLIENT = AppointmentId("apt-1"), AppointmentId("apt-2"), ClientId("cli-1")
SEAT, FILE = SeatId("seat-1"), FileId("fil-1")
A_FILE = VisitFile(FILE, VISIT, SEAT, at(60), "application/pdf", 12, "Wombat intake.pdf", "v1")
NOTES = [
    ChatNote(1, "m1", SEAT, at(1), "Wombat", "Quokka"),
    ChatNote(2, "m2", SEAT, at(2), "Wombat", "", FILE),
]
FACTS = [
    Fact("f1", FactKind.JOINED, at(3), SEAT),
    Fact("f2", FactKind.AWAY, at(4), SEAT, why="gone"),
    Fact("f3", FactKind.MEDIA_UP, at(5), SEAT, about=SeatId("seat-2")),
]


@dataclass
class VisitRows:
    """Holds the stores under test; `put_notes` and `put_facts` store as a room does."""

    records: Any
    put_notes: Any
    put_facts: Any
    clock: FakeClock
    practice: PracticeId

    @property
    def access(self):
        return Access(self.practice, PersonId("per-1"), Role.ADMIN, session="s1")

    @property
    def foreign(self):
        return replace(self.access, practice=PracticeId("prc-other"))

    def read(self, access=None, appointment=VISIT, limit=no_limit):
        return self.records.read(access or self.access, appointment, CLIENT, limit)

    def add(self, **changed):
        self.records.add(self.access, replace(A_FILE, **changed), [CLIENT])

    def file(self, access=None, appointment=VISIT, file=FILE, limit=no_limit):
        return self.records.file(access or self.access, appointment, file, CLIENT, limit)


@contextmanager
def in_memory():
    clock, practice = FakeClock(at(60)), PracticeId("prc-1")
    fake = FakeVisits(clock)
    place = practice, VISIT

    def put_notes(notes):
        fake.notes[place] = list(notes)

    def put_facts(facts):
        fake.facts[place] = list(facts)

    yield VisitRows(fake, put_notes, put_facts, clock, practice)


@contextmanager
def on_tables():
    with a_store() as store:
        vault, clock, practice = store.vault(), FakeClock(at(60)), store.practice

        def put_notes(notes):
            for note in notes:
                store_note(vault, practice, VISIT, note)

        def put_facts(facts):
            store_facts(practice, VISIT, facts)

        records = DynamoVisitRecords(vault, store.audit)
        yield VisitRows(records, put_notes, put_facts, clock, practice)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as rows:
        yield rows


def test_notes_files_and_facts_are_read_as_they_were_stored(rows):
    rows.put_notes(NOTES)
    rows.put_facts(FACTS)
    rows.add()
    record = rows.read()
    assert (record.notes, record.files, record.facts) == (NOTES, {FILE: A_FILE}, FACTS)
    assert rows.file() == A_FILE
    assert rows.records.count(rows.access, VISIT) == 1


def test_notes_are_sorted_by_number_and_files_by_time(rows):
    rows.put_notes(reversed(NOTES))
    for number, seconds in ((1, 9), (2, 7), (3, 8), (4, 7)):
        rows.add(id=FileId(f"fil-{number}"), at=at(seconds))
    record = rows.read()
    assert record.notes == NOTES
    assert list(record.files) == ["fil-2", "fil-4", "fil-3", "fil-1"]


def test_a_record_without_one_of_its_notes_is_unreadable(rows):
    """S21: a note that is missing makes the whole history unreadable."""
    rows.put_notes(NOTES[1:])
    with pytest.raises(Unreadable):
        rows.read()


def test_a_visit_without_records_is_empty(rows):
    record = rows.read()
    assert (record.notes, record.files, record.facts) == ([], {}, [])
    assert rows.records.count(rows.access, VISIT) == 0


def test_a_file_is_recorded_once(rows):
    rows.add()
    with pytest.raises(Conflict):
        rows.add(version="v2")
    assert rows.file().version == "v1"
    assert rows.records.count(rows.access, VISIT) == 1


def test_files_belong_to_one_appointment_of_one_practice(rows):
    """S3: another practice or another appointment finds no notes, facts or files."""
    rows.put_notes(NOTES)
    rows.put_facts(FACTS)
    rows.add()
    for access, appointment in ((rows.foreign, VISIT), (rows.access, OTHER_VISIT)):
        record = rows.read(access, appointment)
        assert (record.notes, record.files, record.facts) == ([], {}, [])
        assert rows.records.count(access, appointment) == 0
        with pytest.raises(NotFound):
            rows.file(access, appointment)
    with pytest.raises(NotFound):
        rows.file(file=FileId("fil-2"))


def test_two_appointments_can_each_have_a_file_with_the_same_id(rows):
    rows.add()
    rows.add(appointment=OTHER_VISIT, name="other.pdf")
    assert [rows.file(appointment=each).name for each in (VISIT, OTHER_VISIT)] == [
        "Wombat intake.pdf",
        "other.pdf",
    ]


def test_notes_and_files_after_the_limit_are_left_out(rows):
    rows.put_notes(NOTES)
    rows.put_facts(FACTS)
    rows.add()
    rows.add(id=FileId("fil-2"), at=at(61))
    seen = []

    def limit(facts):
        seen.append(list(facts))
        return at(1)

    record = rows.read(limit=limit)
    assert (record.notes, record.files, record.facts) == (NOTES[:1], {}, FACTS)
    assert list(rows.read(limit=lambda _: at(60)).files) == [FILE]
    assert rows.file(limit=lambda _: at(60)) == A_FILE
    with pytest.raises(NotFound):
        rows.file(limit=limit)
    assert seen == [FACTS, FACTS]


def test_a_limit_that_refuses_the_caller_hides_everything(rows):
    rows.put_notes(NOTES)
    rows.add()

    def refuse(_facts):
        raise NotAllowed

    for act in (rows.read, rows.file):
        with pytest.raises(NotAllowed):
            act(limit=refuse)
