"""Tests that texts of notes stay as they were typed, and how they are searched."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, NoteId, PersonId
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import ClientNote, NoteAuthor, NoteLevel
from chalicelib.notes.domain.note_text import (
    MAX_NOTE_BYTES,
    checked_text,
    has_words,
    search_words,
)

TYPED = [
    "🙂 👩\u200d👩\u200d👧 🏳️\u200d🌈 🇺🇸",
    "\u202b\u0642\u0627\u0644\u062a: \u200f\u0628\u062e\u064a\u0631\u200f.\u202c",
    "cafe\u0301, \uff41\uff42\uff43, ½, ﬁne",
    "  two spaces\n\n\tand a tab  ",
    "first\r\nsecond",
    "क्षि नमस्ते ก็ 한국어",
]
SHOWN = st.text(st.characters(exclude_categories=["Cs", "Cc", "N"]), min_size=1)


@pytest.mark.parametrize("text", TYPED)
def test_a_text_is_not_changed(text):
    assert checked_text(text) == text


@given(SHOWN.filter(str.strip))
def test_no_text_is_ever_changed(text):
    if not any("\ufdd0" <= each <= "\ufdef" or each in "\ufffe\uffff" for each in text):
        assert checked_text(text) == text


@pytest.mark.parametrize("letter", ["a", "é", "🙂", "\u0633"])
def test_the_limit_is_in_bytes(letter):
    longest = letter * (MAX_NOTE_BYTES // len(letter.encode()))
    assert checked_text(longest) == longest
    with pytest.raises(Invalid) as refusal:
        checked_text(longest + letter)
    assert set(refusal.value.fields) == {"text"}


@pytest.mark.parametrize("text", ["", "  \n\t ", "a\x00b", "\x1b[31m", "\ufffe", "\ud800"])
def test_a_blank_text_and_control_characters_are_refused_at_the_field(text):
    with pytest.raises(Invalid) as refusal:
        checked_text(text)
    assert set(refusal.value.fields) == {"text"}


@pytest.mark.parametrize(
    "number", ["4242 4242 4242 4242", "4242\u200b424242424242", "\u0664\u0662" * 8]
)
def test_a_card_number_in_a_note_is_refused(number):
    """S46: a note with a card number is refused, and the number not repeated."""
    for required in (True, False):
        with pytest.raises(Invalid) as refusal:
            checked_text(f"Pays with {number}.", required=required)
        assert "card number" in refusal.value.fields["text"]
        assert number not in str(refusal.value)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("sleep ANXIOUS", "Anxious again; cannot sleep."),
        ("cafe", "At the café"),
        ("café", "at the cafe\u0301"),
        ("STRASSE", "Lives in a quiet straße"),
        (
            "\u0628\u062e\u064a\u0631",
            "\u0628\u0650\u062e\u064e\u064a\u0652\u0631",
        ),
        ("", "anything"),
    ],
)
def test_a_search_ignores_case_accents_and_the_order_of_words(query, text):
    assert has_words(search_words(query), text)


def test_each_word_must_occur_in_one_of_the_texts():
    assert has_words(search_words("sleep pills"), "Sleeps badly.", "Takes pills.")
    assert not has_words(search_words("sleep wine"), "Sleeps badly.", "Takes pills.")


def test_a_taken_back_note_becomes_the_draft_and_loses_no_later_text():
    author, at = NoteAuthor(PersonId("sam"), "Sam"), datetime(2026, 11, 24, tzinfo=UTC)
    note = ClientNote(NoteId("n"), ClientId("c"), NoteLevel.SHARED, author, at, "First")
    alone = NoteDraft(version=0).with_note(note)
    assert (alone.text, alone.level) == ("First", note.level)
    both = NoteDraft("Second", version=4).with_note(note)
    assert (both.text, both.level, both.version) == ("First\n\nSecond", None, 4)
