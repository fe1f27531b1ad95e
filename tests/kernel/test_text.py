"""Tests the checks of names, addresses and telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel import text as person
from chalicelib.kernel.errors import Invalid

CARD = "4242 4242 4242 4242"


@pytest.mark.parametrize(
    "text", ["sam@practice.example", "  o'neil+x@a-b.co.uk ", "a@xn--bcher-kva.example"]
)
def test_an_email_address_is_returned_as_it_was_written(text):
    assert person.email(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["sam@straße.example", "\u212aim@practice.example", "ä@bücher.example"]
)
def test_an_email_address_with_other_letters_than_ascii_is_refused(text):
    """
    S5: an e-mail address with letters other than ASCII is refused.

    In lower case, such an address could equal the address of another person.
    """
    with pytest.raises(Invalid):
        person.email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sam",
        "@practice.example",
        "sam@practice",
        "sam@.",
        "a b@c.d",
        "a@b.c\nBcc: x@y.z",
        "a" * 250 + "@b.co",
    ],
)
def test_an_impossible_email_address_is_refused(text):
    with pytest.raises(Invalid) as error:
        person.email(text)
    assert set(error.value.fields) == {"email"}


@pytest.mark.parametrize(
    "text", ["", "+1 555 010 9999", "(555) 010-9999", "555.010.9999 ext. 12", "+44 20 7946 0018"]
)
def test_many_forms_of_telephone_numbers_are_accepted(text):
    assert person.phone(text) == text


@pytest.mark.parametrize("text", ["call me", "12", "+", "555<script>", "1" * 41])
def test_an_impossible_telephone_number_is_refused(text):
    with pytest.raises(Invalid):
        person.phone(text)


@pytest.mark.parametrize("check", [person.line, person.lines])
def test_a_card_number_is_refused_in_free_text(check):
    """S46: free text with a card number is refused, without repeating the number."""
    with pytest.raises(Invalid) as error:
        check(f"call {CARD}", "address", 300)
    assert "4242" not in str(error.value) + str(error.value.fields)


def test_a_card_number_is_refused_as_a_telephone_number():
    """S46: a card number cannot be stored in the field for a telephone number."""
    with pytest.raises(Invalid):
        person.phone(CARD)


@given(st.text(max_size=60))
def test_an_accepted_line_is_one_line_within_its_length(text):
    try:
        value = person.line(text, "name", 40)
    except Invalid:
        return
    assert len(value) <= 40
    assert value == value.strip()
    assert not set(value) & set("\n\r\t\x00\x7f")
