"""Tests who may read and write notes of each level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId
from chalicelib.notes.domain.note import NoteLevel, check_psychotherapy
from chalicelib.notes.domain.note_access import NoteAccess

ME, OTHER = PersonId("me"), PersonId("other")
PRIVATE, CARE_TEAM, PRACTICE, SHARED = NoteLevel
READERS = {
    # By role and assignment: the levels of others' notes, and the levels at which one may write.
    (Role.PROVIDER, True): ({CARE_TEAM, PRACTICE, SHARED}, set(NoteLevel)),
    (Role.ADMIN, True): ({CARE_TEAM, PRACTICE, SHARED}, set(NoteLevel)),
    (Role.ADMIN, False): ({PRACTICE, SHARED}, {PRACTICE, SHARED}),
    (Role.CLIENT, False): ({SHARED}, set()),
    (Role.SYSTEM, False): (set(), set()),
}
ACCESSES = st.sampled_from(sorted(READERS))
LEVELS = st.sampled_from(NoteLevel)


@pytest.mark.parametrize(("role", "assigned"), READERS)
def test_each_role_reads_and_writes_exactly_its_levels(role, assigned):
    """S2: a note's level and the client's assignments decide who reads it."""
    readable, writable = READERS[role, assigned]
    access = NoteAccess(ME, role, assigned)
    assert {level for level in NoteLevel if access.may_read(level, OTHER)} == readable
    assert access.writable == writable


@given(kind=ACCESSES, level=LEVELS)
def test_an_author_reads_their_own_notes_of_the_levels_at_which_they_may_write_now(kind, level):
    """S2: an author who left the care team reads what others outside it read."""
    access = NoteAccess(ME, *kind)
    assert access.may_read(level, ME) == (level in access.writable or level in access.levels)
    assert access.may_read_held(level, ME) == (level in access.writable)
    assert not access.may_read_held(level, OTHER)


@given(kind=ACCESSES, level=LEVELS, author=st.sampled_from([ME, OTHER]))
def test_nobody_writes_what_they_could_not_read(kind, level, author):
    access = NoteAccess(ME, *kind)
    if level in access.writable:
        assert access.may_read(level, ME)
    else:
        with pytest.raises(Invalid) as refusal:
            access.require_writable(level)
        assert set(refusal.value.fields) == {"level"}


@given(author=st.sampled_from([ME, OTHER]), kind=ACCESSES)
def test_only_its_author_reads_a_private_note(author, kind):
    """S39: nobody but its author reads a private note, so a psychotherapy note."""
    if NoteAccess(ME, *kind).may_read(PRIVATE, author):
        assert author == ME


@pytest.mark.parametrize("level", [None, CARE_TEAM, PRACTICE, SHARED])
def test_only_a_private_note_can_be_a_psychotherapy_note(level):
    """S39: a psychotherapy note is a private note."""
    check_psychotherapy(level, psychotherapy=False)
    check_psychotherapy(PRIVATE, psychotherapy=True)
    with pytest.raises(Invalid) as refusal:
        check_psychotherapy(level, psychotherapy=True)
    assert set(refusal.value.fields) == {"psychotherapy"}
