"""Tests the pages of a list of notes, searches and prints."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Malformed
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.usecases.notes import NoteSearch

PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel


def test_a_list_is_newest_first_in_pages_and_reveals_no_withheld_note(office):
    """S2: neither pages nor cursors show a reader that withheld notes exist."""
    world = office.world
    for number in range(60):
        level = (SHARED, PRIVATE, CARE_TEAM)[number % 3]
        world.save(office.sam, office.avery, f"{number}", level)
        world.advance(timedelta(seconds=1))
    world.pass_hold()
    assert world.sealing.seal_due() == 60
    assert world.texts(office.sam, office.avery) == [f"{n}" for n in range(59, -1, -1)]
    assert world.texts(office.own, office.avery) == [f"{n}" for n in range(57, -1, -3)]
    page, cursor = world.notes.page(office.own, office.avery, NoteSearch())
    assert (len(page), cursor) == (20, None)
    page, cursor = world.notes.page(office.sam, office.avery, NoteSearch())
    assert len(page) == 25
    assert cursor
    assert world.texts(office.sam, office.avery, level=PRIVATE) == [
        f"{n}" for n in range(58, 0, -3)
    ]


def test_a_cursor_of_another_list_is_refused(office):
    """S3: a cursor works only for the client and the readers of its list."""
    world = office.world
    other = world.client(office.sam, office.kim)
    for _ in range(26):
        world.save(office.sam, office.avery, level=PRIVATE)
        world.save(office.sam, other)
    world.pass_hold()
    world.sealing.seal_due()
    _, cursor = world.notes.page(office.sam, office.avery, NoteSearch())
    for access, client in ((office.sam, other), (office.kim, office.avery)):
        with pytest.raises(Malformed):
            world.notes.page(access, client, NoteSearch(cursor=cursor))
    with pytest.raises(Malformed):
        world.notes.page(office.sam, office.avery, NoteSearch(cursor="abc"))


def test_a_search_finds_words_in_notes_and_addenda_that_the_caller_may_read(office):
    """S2: a search finds no note that the caller may not read."""
    world = office.world
    private = world.write(office.sam, office.avery, "Mentions Anxiety", PRIVATE)
    team = world.write(office.sam, office.avery, "Sleeps")
    world.write(office.sam, office.avery, "Eats well", SHARED)
    world.notes.add(office.kim, team, "No anxiété today", None)
    world.save(office.kim, office.avery, "Anxiety, held", SHARED)
    assert world.texts(office.sam, office.avery, query="anxie") == ["Sleeps", "Mentions Anxiety"]
    assert world.texts(office.kim, office.avery, query="anxiety") == ["Anxiety, held"]
    assert world.texts(office.kim, office.avery, query="anxiete") == ["Sleeps"]
    assert world.texts(office.own, office.avery, query="anxiety") == []
    assert private


def test_a_print_leaves_psychotherapy_notes_out_unless_they_are_named(office):
    """S39: a print has psychotherapy notes only if they are named."""
    world = office.world
    world.write(office.sam, office.avery, "Process", PRIVATE, psychotherapy=True)
    world.write(office.sam, office.avery, "Memo", PRIVATE)
    world.write(office.sam, office.avery, "Team")
    assert world.texts(office.sam, office.avery) == ["Team", "Memo", "Process"]
    assert world.texts(office.sam, office.avery, prints=True) == ["Team", "Memo"]
    printed = {"prints": True, "level": PRIVATE}
    assert world.texts(office.sam, office.avery, **printed) == ["Memo"]
    assert world.texts(office.sam, office.avery, **printed, psychotherapy=True) == [
        "Memo",
        "Process",
    ]
