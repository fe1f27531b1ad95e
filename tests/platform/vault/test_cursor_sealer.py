"""Tests how the cursors of lists are encrypted for the API's callers."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Malformed, Unavailable, Unreadable
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.vault.cursor_sealer import CursorSealer
from tests.platform.aws_faults import Fault, always, faults
from tests.platform.fixed_branch_keys import FixedBranchKeys

PRACTICE, OTHER = PracticeId("p1"), PracticeId("p2")
SCOPE = '["GET", "/threads"]'
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
cursors = st.text(alphabet=LETTERS, min_size=1, max_size=1000)
sealer = CursorSealer(FixedBranchKeys())


def decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@given(cursors, st.text())
def test_a_cursor_opens_where_it_was_sealed(cursor, scope):
    assert sealer.open(PRACTICE, scope, sealer.seal(PRACTICE, scope, cursor)) == cursor


@given(st.text(alphabet=LETTERS, min_size=6, max_size=400))
def test_a_sealed_cursor_shows_nothing_of_its_row(cursor):
    """S2: a cursor reveals neither the key of a withheld row nor its length."""
    sealed = sealer.seal(PRACTICE, SCOPE, cursor)
    raw = decoded(sealed)
    assert not [at for at in range(len(cursor) - 5) if cursor[at : at + 6].encode() in raw]
    assert cursor not in sealed
    assert len(sealed) == len(sealer.seal(PRACTICE, SCOPE, "x"))
    assert sealed != sealer.seal(PRACTICE, SCOPE, cursor)


@given(cursors, st.data())
def test_a_cursor_in_which_one_bit_was_altered_is_malformed(cursor, data):
    sealed = sealer.seal(PRACTICE, SCOPE, cursor)
    place = data.draw(st.integers(0, len(sealed) - 1))
    bit = 1 << data.draw(st.integers(0, 6))
    letter = chr(ord(sealed[place]) ^ bit)
    for altered in (
        sealed[:place] + letter + sealed[place + 1 :],
        sealed[:place],
        f"{sealed}{letter}",
        f"{sealed}A",
    ):
        with pytest.raises(Malformed):
            sealer.open(PRACTICE, SCOPE, altered)


@given(st.text(max_size=300))
def test_random_text_as_a_cursor_is_malformed(junk):
    with pytest.raises(Malformed):
        sealer.open(PRACTICE, SCOPE, junk)


@given(cursors)
def test_a_cursor_of_another_list_or_practice_is_malformed(cursor):
    """S3: a cursor works only in its own practice, list and filters."""
    sealed = sealer.seal(PRACTICE, SCOPE, cursor)
    for practice, scope in ((OTHER, SCOPE), (PRACTICE, "[]"), (PracticeId("p1["), SCOPE[1:])):
        with pytest.raises(Malformed):
            sealer.open(practice, scope, sealed)


def test_the_key_of_cursors_is_each_practices_own_and_survives_a_rotation(records):
    """S26: a cursor works after a rotation, and not after keys are destroyed."""
    sealed = CursorSealer(records.keys()).seal(records.practice, SCOPE, "position")
    records.provisioning.rotate(records.practice)
    assert CursorSealer(records.keys()).open(records.practice, SCOPE, sealed) == "position"
    records.provisioning.create(OTHER)
    with pytest.raises(Malformed):
        CursorSealer(records.keys()).open(OTHER, SCOPE, sealed)
    records.provisioning.shred(records.practice)
    with pytest.raises(Unreadable):
        CursorSealer(records.keys()).open(records.practice, SCOPE, sealed)


def test_cursors_cost_one_call_of_the_key_store_per_process(records):
    sealer = CursorSealer(records.keys())
    with faults(records.dynamodb, lambda _: None) as calls:
        for text in ("a", "b", "c"):
            sealer.open(records.practice, SCOPE, sealer.seal(records.practice, SCOPE, text))
    assert [name for name, _ in calls] == ["GetItem"]


def test_without_the_key_store_no_cursor_is_sealed(records):
    with faults(records.dynamodb, always(Fault.UNREACHABLE)), pytest.raises(Unavailable):
        CursorSealer(records.keys()).seal(records.practice, SCOPE, "position")
