"""Tests how notes are sealed and audited in the tables."""

import pytest

from chalicelib.kernel.errors import Unavailable, Unreadable
from chalicelib.kernel.ids import NoteId
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.store import keys
from chalicelib.notes.store.items import (
    ClientNoteItem,
    HeldNoteItem,
    NoteDraftItem,
    NoteEntryItem,
)
from chalicelib.notes.usecases.notes import NoteSearch
from chalicelib.platform.audit.store import own_hash
from chalicelib.platform.dynamodb import connection
from tests.platform.aws_faults import Fault, always, faults

PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel
SECRET = "Fears the dark"


@pytest.fixture
def practice(stored):
    return stored.world.store.practice


def record(office, n, author=None):
    """Return the row of record number `n`; `author` is given for a private note."""
    practice = office.world.store.practice
    if author:
        return ClientNoteItem.get(*keys.private_note(practice, office.avery, author.person, n))
    return ClientNoteItem.get(*keys.note(practice, office.avery, n))


def rows_of(table):
    answer = connection.client().scan(TableName=connection.name_of(table))
    return answer["Items"]


def entries(office, purpose):
    return [each for each in office.world.store.entries() if each.purpose == purpose]


def damaged(office, access=None):
    """Return whether the list refuses to open, and raised an alarm."""
    alarms = len(office.world.store.alarms)
    with pytest.raises(Unreadable):
        office.world.texts(access or office.sam, office.avery)
    return len(office.world.store.alarms) > alarms


def test_no_text_is_stored_in_clear(stored):
    """S22: held notes, drafts, permanent notes and addenda are sealed, in every table."""
    world = stored.world
    note = world.write(stored.sam, stored.avery, SECRET, PRIVATE, psychotherapy=True)
    world.notes.add(stored.sam, note, SECRET, None)
    world.save(stored.sam, stored.avery, SECRET)
    world.drafts.put(stored.sam, stored.avery, NoteDraft(SECRET), None)
    world.texts(stored.sam, stored.avery, query=SECRET)
    text = str([rows_of(table) for table in ("core", "records", "audit", "ephemeral")])
    assert "Fears" not in text
    assert "psychotherapy" not in text


def test_a_page_takes_four_calls_and_one_audit_entry(stored):
    """S14: a list writes one audit entry, which names exactly what it opens."""
    world = stored.world
    notes = [world.write(stored.sam, stored.avery, level=level) for level in (SHARED, CARE_TEAM)]
    world.write(stored.kim, stored.avery, level=PRIVATE)
    world.notes.add(stored.sam, notes[0], "More", None)
    with faults(connection.client(), lambda _: None) as calls:
        page, _ = world.notes.page(stored.sam, stored.avery, NoteSearch())
    assert sorted(name for name, _ in calls) == ["BatchGetItem", "BatchGetItem", "PutItem", "Query"]
    (entry,) = entries(stored, "note list")
    assert (entry.actor, entry.action, entry.client) == (stored.sam.person, "read", stored.avery)
    opened = [each for note in page for each in (note, *note.addenda)]
    assert len(entry.records) == len(opened) == 3
    assert not [each for each in entry.records if "#PN#" in each]


def test_each_act_has_an_audit_entry_without_content(stored):
    """S14: every act on notes and drafts is recorded, also a refused one."""
    world = stored.world
    world.drafts.put(stored.sam, stored.avery, NoteDraft(SECRET), None)
    note = world.write(stored.sam, stored.avery, SECRET)
    world.notes.add(stored.sam, note, SECRET, None)
    world.notes.take_back(stored.sam, world.save(stored.sam, stored.avery, SECRET))
    world.listed(stored.sam, stored.avery, NoteSearch(prints=True))
    with pytest.raises(Exception, match="does not exist"):
        world.notes.take_back(stored.jordan, note)
    written = {
        (each.actor, each.action, each.purpose, each.outcome)
        for each in world.store.entries()
        if each.client == stored.avery
    }
    sam = stored.sam.person
    assert {
        (sam, "change", "draft", "allowed"),
        (sam, "create", "save note", "allowed"),
        ("system", "create", "seal note", "allowed"),
        (sam, "create", "add addendum", "allowed"),
        (sam, "delete", "take back note", "allowed"),
        (sam, "print", "print notes", "allowed"),
        (stored.jordan.person, "read", "note", "refused"),
    } <= written


def test_without_an_audit_entry_nothing_is_read(stored):
    """S15: if the audit entry cannot be stored, no note is returned."""
    stored.world.write(stored.sam, stored.avery)
    with (
        faults(connection.client(), always(Fault.UNREACHABLE, "PutItem")),
        pytest.raises(Unavailable),
    ):
        stored.world.texts(stored.sam, stored.avery)


@pytest.mark.parametrize(
    "altered",
    [
        ("level", "shared"),
        ("author", "kim"),
        ("owner", "kim"),
        ("at", "2020-01-01T00:00:00.000Z"),
        ("n", 9),
        ("note", "other"),
        ("prev", "f" * 64),
        ("h", "f" * 64),
    ],
)
def test_a_note_that_was_altered_in_the_table_does_not_open(stored, altered):
    """S21: whoever changes a note's level or author in the table makes it unreadable."""
    stored.world.write(stored.sam, stored.avery)
    item = record(stored, 1)
    setattr(item, *altered)
    item.save()
    assert damaged(stored)


def test_no_change_of_the_table_makes_a_note_readable_to_others(stored):
    """S21: a note opens under no other level or author, even with a right hash."""
    stored.world.write(stored.sam, stored.avery, level=PRIVATE)
    item = record(stored, 1, stored.sam)
    item.pk, item.level, item.h = keys.notes(item.practice, item.client), "shared", ""
    item.h = own_hash(item)
    item.save()
    assert damaged(stored, stored.own)


def test_one_flipped_bit_of_a_note_is_noticed(stored):
    """S21: an altered ciphertext does not open and raises an alarm, never a blank."""
    stored.world.write(stored.sam, stored.avery)
    item = record(stored, 1)
    sealed = bytes(item.sealed_body)
    item.sealed_body = type(item.sealed_body)(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    item.save()
    assert damaged(stored)


def test_an_altered_draft_or_held_note_does_not_open(stored, practice):
    """S21: an altered draft and a held note of another level do not open."""
    world = stored.world
    world.drafts.put(stored.sam, stored.avery, NoteDraft(SECRET), None)
    draft = NoteDraftItem.get(*keys.note_draft(practice, stored.avery, stored.sam.person))
    draft.update([NoteDraftItem.version.set(7)])
    with pytest.raises(Unreadable):
        world.drafts.get(stored.sam, stored.avery)
    note = world.save(stored.kim, stored.avery, level=PRIVATE)
    held = HeldNoteItem.get(*keys.held_note(practice, stored.avery, note))
    held.update([HeldNoteItem.level.set("shared")])
    world.pass_hold()
    assert world.sealing.seal_due() == 0
    assert not ClientNoteItem.count(keys.notes(practice, stored.avery))


def test_an_addendum_to_a_note_whose_level_was_widened_is_refused(stored, practice):
    """S20: an addendum cannot reach a wider readership by a changed row."""
    world = stored.world
    note = world.write(stored.sam, stored.avery)
    entry = NoteEntryItem.get(*keys.note_entry(practice, note))
    entry.update([NoteEntryItem.level.set("shared")])
    with pytest.raises(Unreadable):
        world.notes.add(stored.sam, note, "More", None)
    assert len(world.listed(stored.kim, stored.avery)[0].addenda) == 0


def test_a_tampered_entry_does_not_give_a_held_note_to_another(stored, practice):
    """S2: only its author takes a note back, whatever the row by its id says."""
    world = stored.world
    note = world.save(stored.sam, stored.avery, SECRET, PRIVATE)
    entry = NoteEntryItem.get(*keys.note_entry(practice, note))
    entry.update([NoteEntryItem.owner.set(stored.kim.person)])
    with pytest.raises(Exception, match="permanent"):
        world.notes.take_back(stored.kim, note)
    assert world.drafts.get(stored.kim, stored.avery) == NoteDraft()


def test_the_sealed_note_never_changes(stored):
    """S19: nothing that is done later changes a note's bytes or hash."""
    world = stored.world
    note = world.write(stored.sam, stored.avery)
    before = record(stored, 1).serialize()
    world.notes.add(stored.kim, note, "More", None)
    world.write(stored.sam, stored.avery, "Later")
    for act in (world.notes.take_back, world.notes.refuse_change):
        with pytest.raises(Exception, match="permanent"):
            act(stored.sam, note)
    assert record(stored, 1).serialize() == before


def test_an_unknown_note_has_no_entry(stored, practice):
    assert stored.world.notes.rows.find(practice, NoteId("01K0000000000000000000NONE")) is None
