"""Tests by which words clients are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clients.domain.client import Profile
from chalicelib.clients.domain.search_word import (
    LONGEST,
    MAX_WORDS,
    SearchWordKind,
    words_of_profile,
    words_of_query,
)
from chalicelib.kernel.errors import Invalid

ZOE = Profile(
    "Zoë O’Brien-Smith", "zoe.b85@mail.example", preferred_name="Zo", phone="+1 (555) 010-9999"
)
LETTERS = st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=2)


def is_found(profile, query):
    own = words_of_profile(profile)
    return all(
        any(each.kind is word.kind and each.text.startswith(word.text) for each in own)
        for word in words_of_query(query)
    )


@pytest.mark.parametrize(
    "query",
    [
        "zoe",
        "ZOË",
        "obrien",
        "o'brien",
        "smi",
        "brien smith".replace("brien", "o'brien"),
        "smith zo",
        "o’brien-smith",
        "zoe.b85",
        "zoe.b85@mail",
        "zoe.b85@mail.example",
        "9999",
        "010",
        "555 010",
        "+1 (555) 010-9999",
        "0109999",
        "smith 9999",
    ],
)
def test_a_client_is_found_by_a_part_of_name_address_or_telephone_number(query):
    assert is_found(ZOE, query)


@pytest.mark.parametrize(
    "query", ["brien", "zoa", "smith jones", "zoe.b85@other", "mail.example", "9998", "55501"[::-1]]
)
def test_a_client_is_not_found_by_what_they_do_not_have(query):
    assert not is_found(ZOE, query)


@pytest.mark.parametrize("query", ["", "a", "12", "-", "@", "é", "a b c"])
def test_a_query_without_a_word_that_is_long_enough_is_refused_at_its_field(query):
    with pytest.raises(Invalid) as refusal:
        words_of_query(query)
    assert set(refusal.value.fields) == {"q"}


def test_a_number_is_found_with_the_zero_with_which_it_is_called_from_near():
    profile = Profile("Kai Low", "kai@mail.example", phone="+49 30 1234567")
    assert is_found(profile, "030 1234567")
    assert is_found(profile, "030 123")


def test_an_ideograph_is_a_word_that_is_long_enough():
    assert is_found(Profile("王 小芳", "w@mail.example"), "王")
    assert is_found(Profile("王 小芳", "w@mail.example"), "小")


@given(name=LETTERS, end=st.integers(min_value=2))
def test_each_beginning_of_a_name_finds_it(name, end):
    """What is typed of a normal form finds whoever has it."""
    profile = Profile(name, "a@mail.example")
    for word in words_of_profile(profile):
        if word.kind is SearchWordKind.WORD:
            assert is_found(profile, word.text[: max(end % 12, 2)])


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=300))
def test_no_profile_has_more_or_longer_words_than_a_transaction_holds(name, phone, email):
    words = words_of_profile(Profile(name, email, phone=phone))
    assert len(words) <= MAX_WORDS
    assert all(len(word.text) <= LONGEST[word.kind] for word in words)


@given(st.text(max_size=100))
def test_any_query_is_either_refused_or_has_few_words(query):
    try:
        words = words_of_query(query)
    except Invalid:
        return
    assert 0 < len(words) <= 5
    assert words == sorted(words, key=lambda word: -len(word.text))
