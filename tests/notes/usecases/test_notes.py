"""Tests how notes are saved, held, sealed, taken back, followed up and listed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, NoteId, PracticeId
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import HOLD, NoteLevel, NoteState
from chalicelib.notes.usecases.notes import NewNote

KEY = IdempotencyKey("key", "0" * 64)
MOMENT = timedelta(milliseconds=1)
TYPED = "\U0001f469\u200d\U0001f467 \u202b\u0628\u062e\u064a\u0631\u202c cafe\u0301\n\n  two  "
PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel


def test_a_saved_note_is_held_for_two_minutes_and_only_its_author_reads_it(office):
    """S2: a held note does not exist for anybody but its author."""
    world = office.world
    entry = world.notes.save(office.sam, office.avery, NewNote(SHARED, "Well."), None)
    (note,) = world.listed(office.sam, office.avery)
    assert (note.id, note.state, note.text) == (entry.id, NoteState.HELD, "Well.")
    assert entry.seals_at - note.at == HOLD
    for other in (office.kim, office.jordan, office.own):
        assert world.texts(other, office.avery) == []


def test_the_server_seals_a_note_although_its_author_is_gone(office):
    world = office.world
    note = world.save(office.sam, office.avery)
    world.assign(office.avery, office.kim)
    world.advance(HOLD - MOMENT)
    assert world.sealing.seal_due() == 0
    world.advance(MOMENT)
    assert (world.sealing.seal_due(), world.sealing.seal_due()) == (1, 0)
    (sealed,) = world.listed(office.kim, office.avery)
    assert (sealed.id, sealed.state, sealed.author.name) == (note, NoteState.SEALED, "Sam")


def test_a_list_seals_what_the_schedule_has_not_sealed_yet(office):
    world = office.world
    world.save(office.sam, office.avery, level=SHARED)
    world.pass_hold()
    (note,) = world.listed(office.own, office.avery)
    assert note.state is NoteState.SEALED


def test_a_text_is_read_exactly_as_it_was_typed(office):
    world = office.world
    world.write(office.sam, office.avery, TYPED, PRIVATE)
    long = "🙂" * 5120
    world.write(office.sam, office.avery, long)
    assert world.texts(office.sam, office.avery) == [long, TYPED]


@pytest.mark.parametrize("level", NoteLevel)
def test_each_level_is_read_by_exactly_those_it_names(office, level):
    """S2: everybody reads only their levels, and an unassigned provider gets 404."""
    world = office.world
    world.write(office.sam, office.avery, level=level)
    readers = {
        "sam": world.texts(office.sam, office.avery),
        "kim": world.texts(office.kim, office.avery),
        "jordan": world.texts(office.jordan, office.avery),
        "avery": world.texts(office.own, office.avery),
    }
    expected = {
        PRIVATE: {"sam"},
        CARE_TEAM: {"sam", "kim"},
        PRACTICE: {"sam", "kim", "jordan"},
        SHARED: {"sam", "kim", "jordan", "avery"},
    }
    assert {name for name, texts in readers.items() if texts} == expected[level]
    with pytest.raises(NotFound):
        world.texts(office.lee, office.avery)


def test_an_author_loses_their_notes_with_the_client_and_gets_them_back(office):
    """S2: an author who is taken off the client reads nothing, until assigned again."""
    world = office.world
    world.write(office.sam, office.avery, "Mine", PRIVATE)
    world.assign(office.avery, office.kim)
    with pytest.raises(NotFound):
        world.texts(office.sam, office.avery)
    world.assign(office.avery, office.sam)
    assert world.texts(office.sam, office.avery) == ["Mine"]


def test_an_admin_writes_only_what_an_admin_reads(office):
    world = office.world
    for level in (PRIVATE, CARE_TEAM):
        with pytest.raises(Invalid) as refusal:
            world.save(office.jordan, office.avery, level=level)
        assert set(refusal.value.fields) == {"level"}
    world.write(office.jordan, office.avery, "From the office", PRACTICE)
    assert world.texts(office.kim, office.avery) == ["From the office"]


def test_a_provider_acts_as_admin_with_the_notes_of_the_care_team(office):
    """An Admin is on the care team only as an assigned provider."""
    world = office.world
    both = world.person("Pat", Role.ADMIN, Role.PROVIDER)
    world.write(office.sam, office.avery, "Team")
    assert world.texts(both, office.avery) == []
    world.assign(office.avery, office.sam, both)
    assert world.texts(both, office.avery) == ["Team"]


def test_a_client_can_neither_write_nor_follow_up_nor_take_back(office):
    world = office.world
    note = world.write(office.sam, office.avery, level=SHARED)
    with pytest.raises(Invalid):
        world.save(office.own, office.avery, level=SHARED)
    held = world.save(office.sam, office.avery, level=SHARED)
    with pytest.raises(NotFound):
        world.notes.take_back(office.own, held)
    assert [each.id for each in world.listed(office.own, office.avery)] == [note]


@pytest.mark.parametrize("whose", ["foreign", "unknown"])
def test_notes_of_another_practice_or_of_nobody_do_not_exist(office, whose):
    """S3: a client and a note of another practice answer as ones that never existed."""
    world, note = office.world, office.world.write(office.sam, office.avery, level=SHARED)
    foreign = replace(office.jordan, practice=PracticeId("01K0000000000000000000FRGN"))
    access = foreign if whose == "foreign" else office.jordan
    client = office.avery if whose == "foreign" else ClientId("01K0000000000000000000NONE")
    note = note if whose == "foreign" else NoteId("01K0000000000000000000NONE")
    for act in (
        lambda: world.texts(access, client),
        lambda: world.save(access, client, level=SHARED),
        lambda: world.notes.take_back(access, note),
        lambda: world.notes.add(access, note, "More", None),
        lambda: world.notes.refuse_change(access, note),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_note_that_was_taken_back_is_a_draft_again_and_never_becomes_permanent(office):
    world = office.world
    note = world.save(office.sam, office.avery, "Too early", PRIVATE, psychotherapy=True)
    world.advance(HOLD - MOMENT)
    world.notes.take_back(office.sam, note)
    world.notes.take_back(office.sam, note)
    assert world.texts(office.sam, office.avery) == []
    draft = world.drafts.get(office.sam, office.avery)
    assert (draft.text, draft.level, draft.psychotherapy) == ("Too early", PRIVATE, True)
    world.pass_hold()
    assert world.sealing.seal_due() == 0
    assert world.texts(office.sam, office.avery) == []


def test_nobody_takes_back_changes_or_deletes_a_permanent_note(office):
    """S19: a sealed note stays; its author, its readers and an Admin get 409."""
    world = office.world
    note = world.write(office.sam, office.avery, level=SHARED)
    before = world.listed(office.sam, office.avery)
    for access in (office.sam, office.kim, office.jordan):
        for act in (world.notes.take_back, world.notes.refuse_change):
            with pytest.raises(Conflict, match="permanent"):
                act(access, note)
    assert world.listed(office.sam, office.avery) == before


def test_a_note_whose_hold_has_passed_cannot_be_taken_back_although_it_is_not_sealed(office):
    """S19: after two minutes a note is permanent, whether or not the schedule has run."""
    note = office.world.save(office.sam, office.avery)
    office.world.pass_hold()
    with pytest.raises(Conflict, match="permanent"):
        office.world.notes.take_back(office.sam, note)
    assert office.world.sealing.seal_due() == 1


def test_another_reader_cannot_take_back_or_see_a_held_note(office):
    """S2: for a colleague a held note does not exist; the attempt changes nothing."""
    note = office.world.save(office.sam, office.avery)
    for act in (office.world.notes.take_back, office.world.notes.refuse_change):
        with pytest.raises(NotFound):
            act(office.kim, note)
    assert len(office.world.listed(office.sam, office.avery)) == 1


def test_a_held_note_is_taken_back_before_it_is_changed(office):
    note = office.world.save(office.sam, office.avery)
    with pytest.raises(Conflict, match="Take it back"):
        office.world.notes.refuse_change(office.sam, note)
    with pytest.raises(Conflict, match="Take it back"):
        office.world.notes.add(office.sam, note, "More", None)


def test_an_addendum_names_its_note_author_and_time_and_has_the_notes_readers(office):
    """S20: an addendum follows its note, and exactly the note's readers read it."""
    world = office.world
    private = world.write(office.sam, office.avery, "Mine", PRIVATE)
    team = world.write(office.sam, office.avery, "Ours")
    world.notes.add(office.sam, private, "For me", None)
    world.advance(timedelta(minutes=5))
    added = world.notes.add(office.kim, team, "For us", None)
    first, second = world.listed(office.sam, office.avery)
    assert [(each.text, each.addenda[0].text) for each in (first, second)] == [
        ("Ours", "For us"),
        ("Mine", "For me"),
    ]
    (addendum,) = first.addenda
    assert (addendum.id, addendum.note, addendum.author.name) == (added.id, team, "Kim")
    assert addendum.at == added.at > first.at
    (note,) = world.listed(office.kim, office.avery)
    assert [each.text for each in note.addenda] == ["For us"]
    assert world.texts(office.jordan, office.avery) == []


def test_nobody_follows_up_a_note_that_they_may_not_read(office):
    """S20: whoever may not read a note cannot add to it, and gets 404."""
    private = office.world.write(office.sam, office.avery, level=PRIVATE)
    for access in (office.kim, office.jordan, office.lee):
        with pytest.raises(NotFound):
            office.world.notes.add(access, private, "More", None)


def test_addenda_are_in_order_and_none_follows_an_addendum(office):
    world, note = office.world, office.world.write(office.sam, office.avery)
    first = world.notes.add(office.sam, note, "One", None)
    world.write(office.sam, office.avery, "Between")
    world.notes.add(office.kim, note, "Two", None)
    with pytest.raises(NotFound):
        world.notes.add(office.sam, first.id, "Not here", None)
    with pytest.raises(Conflict, match="permanent"):
        world.notes.take_back(office.sam, first.id)
    _, followed = world.listed(office.sam, office.avery)
    assert [each.text for each in followed.addenda] == ["One", "Two"]


def test_a_repeated_request_saves_one_note_and_one_addendum(office):
    """A double click, or a retry after a lost response, writes nothing twice."""
    world = office.world
    first = world.save(office.sam, office.avery, key=KEY)
    assert world.save(office.sam, office.avery, key=KEY) == first
    world.pass_hold()
    assert world.sealing.seal_due() == 1
    assert world.save(office.sam, office.avery, key=KEY) == first
    added = world.notes.add(office.sam, first, "More", KEY)
    assert world.notes.add(office.sam, first, "More", KEY) == added
    (note,) = world.listed(office.sam, office.avery)
    assert note.addenda == (added,)
    with pytest.raises(Invalid):
        world.save(office.sam, office.avery, key=IdempotencyKey("key", "1" * 64))


def test_a_repeated_request_tells_nothing_after_access_was_lost(office):
    """S2: who was taken off the client learns nothing from a repeated request."""
    note = office.world.write(office.sam, office.avery, key=KEY)
    office.world.notes.add(office.sam, note, "More", KEY)
    office.world.assign(office.avery, office.kim)
    with pytest.raises(NotFound):
        office.world.save(office.sam, office.avery, key=KEY)
    with pytest.raises(NotFound):
        office.world.notes.add(office.sam, note, "More", KEY)


def test_saving_without_a_draft_leaves_the_stored_one(office):
    world = office.world
    draft = world.drafts.put(office.sam, office.avery, NoteDraft("Sleeps"), None)
    world.save(office.sam, office.avery)
    assert world.drafts.get(office.sam, office.avery) == draft


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewNote(CARE_TEAM, "  \n"), "text"),
        (NewNote(CARE_TEAM, "🙂" * 5121), "text"),
        (NewNote(CARE_TEAM, "Card 4242 4242 4242 4242"), "text"),
        (NewNote(CARE_TEAM, "Bell \x07"), "text"),
        (NewNote(SHARED, "Process", psychotherapy=True), "psychotherapy"),
    ],
)
def test_what_cannot_be_saved_is_refused_at_its_field(office, new, field):
    with pytest.raises(Invalid) as refusal:
        office.world.notes.save(office.sam, office.avery, new, None)
    assert set(refusal.value.fields) == {field}
    assert office.world.listed(office.sam, office.avery) == []
