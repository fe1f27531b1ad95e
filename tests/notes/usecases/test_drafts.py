"""Tests that drafts survive, and that only their authors read them."""

import pytest

from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import NoteLevel

TYPED = NoteDraft("🙂 Sleeps  \n", NoteLevel.PRIVATE, psychotherapy=True)


def test_a_draft_is_read_on_another_device_as_it_was_typed(office):
    drafts = office.world.drafts
    assert drafts.get(office.sam, office.avery) == NoteDraft()
    stored = drafts.put(office.sam, office.avery, TYPED, 0)
    assert drafts.get(office.sam, office.avery) == stored
    assert (stored.text, stored.level, stored.psychotherapy, stored.version) == (
        TYPED.text,
        TYPED.level,
        True,
        1,
    )


def test_only_its_author_has_a_draft(office):
    """S2: a colleague and an Admin do not read another's draft, nor does the client."""
    drafts = office.world.drafts
    drafts.put(office.sam, office.avery, TYPED, None)
    for other in (office.kim, office.jordan):
        assert drafts.get(other, office.avery) == NoteDraft()
    with pytest.raises(NotAllowed):
        drafts.get(office.own, office.avery)
    with pytest.raises(NotFound):
        drafts.get(office.lee, office.avery)


def test_two_tabs_do_not_overwrite_each_other(office):
    drafts = office.world.drafts
    first = drafts.put(office.sam, office.avery, NoteDraft("One tab"), 0)
    with pytest.raises(Conflict) as conflict:
        drafts.put(office.sam, office.avery, NoteDraft("Other tab"), 0)
    assert conflict.value.fresh == first
    second = drafts.put(office.sam, office.avery, NoteDraft("One tab again"), first.version)
    assert second.version == 2
    assert drafts.put(office.sam, office.avery, NoteDraft("Other tab"), None).version == 3


def test_a_tab_learns_that_another_one_has_saved_the_note(office):
    drafts = office.world.drafts
    draft = drafts.put(office.sam, office.avery, NoteDraft("Sleeps"), 0)
    office.world.save(office.sam, office.avery, "Sleeps", draft=draft.version)
    with pytest.raises(Conflict) as conflict:
        drafts.put(office.sam, office.avery, NoteDraft("Sleeps!"), draft.version)
    assert conflict.value.fresh == NoteDraft()


def test_saving_a_note_does_not_end_the_draft_of_another_tab(office):
    """A tab that has not seen the stored draft gets it, and nothing is saved."""
    drafts, world = office.world.drafts, office.world
    seen = drafts.put(office.sam, office.avery, NoteDraft("One tab"), 0)
    other = drafts.put(office.sam, office.avery, NoteDraft("Other tab"), seen.version)
    for draft in (0, seen.version):
        with pytest.raises(Conflict) as conflict:
            world.save(office.sam, office.avery, "One tab", draft=draft)
        assert conflict.value.fresh == other
    assert world.texts(office.sam, office.avery) == []
    assert drafts.get(office.sam, office.avery) == other
    world.save(office.sam, office.avery, "Other tab", draft=other.version)
    assert drafts.get(office.sam, office.avery) == NoteDraft()
    world.save(office.sam, office.avery, "No draft", draft=0)
    assert world.texts(office.sam, office.avery) == ["No draft", "Other tab"]


@pytest.mark.parametrize("is_saved", [True, False], ids=["saved", "discarded"])
def test_no_version_of_a_draft_comes_back_after_its_end(office, is_saved):
    """A tab that was left open does not overwrite the draft of the next note."""
    drafts, left_open = office.world.drafts, []
    for number in range(3):
        draft = drafts.put(office.sam, office.avery, NoteDraft(f"Note {number}"), 0)
        for version in left_open:
            with pytest.raises(Conflict) as conflict:
                drafts.put(office.sam, office.avery, NoteDraft("Left open"), version)
            assert conflict.value.fresh == draft
        left_open.append(draft.version)
        left_open.append(drafts.put(office.sam, office.avery, draft, draft.version).version)
        if is_saved:
            office.world.save(office.sam, office.avery, "Sleeps well.", draft=left_open[-1])
        else:
            drafts.discard(office.sam, office.avery, None)
        assert drafts.get(office.sam, office.avery) == NoteDraft()
    assert len(set(left_open)) == len(left_open)


def test_a_draft_ends_with_the_assignment_and_comes_back_with_it(office):
    """S2: an author who is taken off the client neither reads nor saves the draft."""
    world = office.world
    world.drafts.put(office.sam, office.avery, TYPED, None)
    world.assign(office.avery, office.kim)
    for act in (
        lambda: world.drafts.get(office.sam, office.avery),
        lambda: world.drafts.put(office.sam, office.avery, TYPED, None),
        lambda: world.drafts.discard(office.sam, office.avery, None),
        lambda: world.save(office.sam, office.avery),
    ):
        with pytest.raises(NotFound):
            act()
    world.assign(office.avery, office.sam)
    assert world.drafts.get(office.sam, office.avery).text == TYPED.text


def test_discarding_does_not_end_the_draft_of_another_tab(office):
    drafts = office.world.drafts
    seen = drafts.put(office.sam, office.avery, NoteDraft("One tab"), 0)
    other = drafts.put(office.sam, office.avery, NoteDraft("Other tab"), seen.version)
    for version in (0, seen.version):
        with pytest.raises(Conflict) as conflict:
            drafts.discard(office.sam, office.avery, version)
        assert conflict.value.fresh == other
    assert drafts.get(office.sam, office.avery) == other
    for _ in range(2):
        drafts.discard(office.sam, office.avery, other.version)
    assert drafts.get(office.sam, office.avery) == NoteDraft()


def test_a_draft_is_discarded_once_or_twice(office):
    drafts = office.world.drafts
    drafts.put(office.sam, office.avery, TYPED, None)
    drafts.discard(office.sam, office.avery, None)
    drafts.discard(office.sam, office.avery, None)
    assert drafts.get(office.sam, office.avery) == NoteDraft()


def test_a_note_taken_back_is_put_before_a_later_draft(office):
    world = office.world
    note = world.save(office.sam, office.avery, "First", NoteLevel.SHARED)
    world.drafts.put(office.sam, office.avery, NoteDraft("Second", NoteLevel.PRIVATE), 0)
    world.notes.take_back(office.sam, note)
    draft = world.drafts.get(office.sam, office.avery)
    assert (draft.text, draft.level, draft.version) == ("First\n\nSecond", None, 2)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (NoteDraft("4242 4242 4242 4242"), "text"),
        (NoteDraft("🙂" * 5121), "text"),
        (NoteDraft("x", NoteLevel.SHARED, psychotherapy=True), "psychotherapy"),
    ],
)
def test_what_cannot_be_a_note_cannot_be_a_draft(office, draft, field):
    """S46: a draft with a card number is not stored."""
    with pytest.raises(Invalid) as refusal:
        office.world.drafts.put(office.sam, office.avery, draft, None)
    assert set(refusal.value.fields) == {field}


def test_an_admins_draft_has_only_levels_that_an_admin_may_write(office):
    with pytest.raises(Invalid):
        office.world.drafts.put(office.jordan, office.avery, TYPED, None)
