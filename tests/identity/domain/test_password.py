"""Tests the rules for passwords (NIST SP 800-63B)."""

import string
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.identity.domain.easy_passwords import (
    MIN_WORD_LENGTH,
    listed_passwords,
    unexpected_characters,
)
from chalicelib.identity.domain.password import (
    EASY_TO_GUESS,
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    NOT_TYPED,
    SPACE_AT_END,
    TOO_LONG,
    TOO_SHORT,
    check_password,
)
from chalicelib.kernel.errors import Invalid

COMMON = sorted(word for word in listed_passwords() if word.isascii())
WORDS = [
    word for word in COMMON if word.isalpha() and unexpected_characters(word) >= MIN_WORD_LENGTH
]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
CAPITALS = (str.lower, str.upper, str.capitalize, str.swapcase)


def problem_with(password, email=""):
    with pytest.raises(Invalid) as refusal:
        check_password(password, email)
    assert set(refusal.value.fields) == {"password"}
    assert not password or password not in str(refusal.value)
    return refusal.value.fields["password"]


@pytest.mark.parametrize(
    "password",
    [
        "Correct-Horse-7",
        "ÄÖÜ und ein Hund 9",
        "correct horse battery staple",
        "seven small boats went home",
        "no-capital-letter-7",
        "NO-SMALL-LETTER-7",
        "no digit at all",
        "4829 1046 7385 2210",
        "kvqzmwtrypbn",
        "紫の雲が山の上を静かに流れる",
        "x7$kQ9!mZ2@p",
        "this is the way we wash our hands",
        " ".join(f"{number} green bottles on wall {number}" for number in range(101, 109)),
    ],
)
def test_any_long_password_that_is_hard_to_guess_is_accepted(password):
    assert check_password(password) == password


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", TOO_SHORT),
        ("Short-7", TOO_SHORT),
        (" Correct-Horse-7", SPACE_AT_END),
        ("Correct-Horse-7\u00a0", SPACE_AT_END),
        ("Correct\tHorse-7", NOT_TYPED),
        ("correct horse " * 19, TOO_LONG),
    ],
)
def test_a_refused_password_gets_a_sentence_about_what_is_wrong(password, problem):
    assert problem_with(password) == problem


@pytest.mark.parametrize(
    "password",
    [
        "Password1234",
        "P@ssw0rd1234",
        "P@55w0rd!!!!",
        "passwordpassword",
        "password1password1",
        "drowssap1234",
        "1234Password",
        "Dragon-20191123",
        "iloveyou!!!!",
        "Qwerty123456!",
        "123456789012",
        "aaaaaaaaaaaa",
        "abcdefghijkl",
        "1qaz2wsx3edc",
        "qwertyuiop12",
        "098765432109",
        "Clocktree2026!",
        "x" * 65,
        "x" * 256,
        "ab" * 128,
        "ab" * 40 + " cd" * 58,
        "x7" + "é" * 254,
        "Password123Password",
        "password1password2",
        "testtest1234",
        "adminadmin12",
        "letmeinletmein1",
        "secretsecret1",
        "newpassword12",
        "thisismypassword",
        "my password is password",
        "welcome to clocktree",
        "dragonmonkey12",
        "passwordabcdefgh",
        "ClocktreeClocktree1",
        "123456789012".translate(FULL_WIDTH),
        "Password1234".translate(FULL_WIDTH),
        "pässwörd1234",
        "pa\u00adssword1234",
        "p a s s w o r d 1",
    ],
)
def test_easy_passwords_and_their_simple_variations_are_refused(password):
    assert problem_with(password) == EASY_TO_GUESS


@given(
    st.sampled_from(COMMON),
    st.sampled_from(CAPITALS),
    st.text(string.digits + "!?.-_ ", max_size=8),
)
def test_digits_and_marks_do_not_make_an_easy_password_good(word, write, ending):
    password = write(word) + ending + "1" * 12
    assert problem_with(password) == EASY_TO_GUESS


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=4, unique=True), st.sampled_from(" -"))
def test_four_words_are_good_even_if_each_is_an_easy_password(words, between):
    password = between.join(words)
    assert check_password(password) == password


@settings(deadline=None)
@given(st.sampled_from(WORDS), st.integers(2, 8), st.sampled_from(["", " ", "1", "-"]))
def test_an_easy_password_is_not_better_when_it_is_repeated(word, times, between):
    password = (word + between) * times + "1" * 12
    assert problem_with(password) == EASY_TO_GUESS


@pytest.mark.parametrize(
    "password", ["wilhelmina.low", "Wilhelmina.Low1", "wilhelminalow!", "wilhelmina.low@x.test"]
)
def test_a_persons_own_address_is_no_password(password):
    assert problem_with(password, "Wilhelmina.Low@x.test") == EASY_TO_GUESS
    assert check_password(password, "kim@x.test") == password


@given(st.text(min_size=1, max_size=300))
def test_every_accepted_password_has_a_length_within_the_limits(password):
    with suppress(Invalid):
        accepted = check_password(password)
        assert unicodedata.is_normalized("NFC", accepted)
        assert MIN_PASSWORD_LENGTH <= len(accepted) <= MAX_PASSWORD_LENGTH


def test_a_password_is_the_same_however_its_accents_are_typed():
    composed, decomposed = "café au lait demain", "cafe\u0301 au lait demain"
    assert check_password(composed) == check_password(decomposed)
