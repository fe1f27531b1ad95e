"""Tests the checks of names, addresses and telephone numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel import text as person
from chalicelib.kernel.characters import is_invisible, normalize
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
        "a" * 65 + "@b.co",
        '"1" <a@b.co>',
        '"a b"@c.co',
        '"a"@c.co',
        "<a@b.co>",
        "Sam <a@b.co>",
        "a@b.co, c@d.co",
        "a@b.co;c@d.co",
        "a@b@c.co",
        "a(x)@b.co",
        "a@b.co(x)",
        "a@[10.0.0.1]",
        "a@10.0.0.1",
        "a..b@c.co",
        ".a@c.co",
        "a.@c.co",
        "a@-b.co",
        "a@b-.co",
        "a@b..co",
        "a@b.co.",
        "a:b@c.co",
        "a\\@c.co",
        "@a.co:b@c.co",
        "4242424242424242@b.co",
    ],
)
def test_an_impossible_email_address_is_refused(text):
    with pytest.raises(Invalid) as error:
        person.email(text)
    assert set(error.value.fields) == {"email"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+1 555 010 9999",
        "(+44) 20 7946 0018",
        "+1 555 010 9999 #12",
        "(555) 010-9999",
        "555.010.9999 ext. 12",
        "+44 20 7946 0018",
    ],
)
def test_many_forms_of_telephone_numbers_are_accepted(text):
    assert person.phone(text) == text


@pytest.mark.parametrize(
    ("pasted", "number"),
    [
        ("+1\u00a0555\u00a0010\u00a09999", "+1 555 010 9999"),
        ("555\u2011010\u20119999", "555-010-9999"),
        ("555\u2013010\u22129999", "555-010-9999"),
        ("\u202a+1 (555) 010-9999\u202c", "+1 (555) 010-9999"),
        ("\u2068+1 555 010 9999\u2069\u200e", "+1 555 010 9999"),
        ("+1\u202f555\u2009010\u30009999", "+1 555 010 9999"),
        ("\ufeff+1\t555  010 9999\n", "+1 555 010 9999"),
        ("\uff0b\uff11 \uff15\uff15\uff15 \uff10\uff11\uff10 9999", "+1 555 010 9999"),
        ("+\u0661 \u0665\u0665\u0665 010 9999", "+1 555 010 9999"),
    ],
)
def test_a_pasted_telephone_number_gets_plain_digits_spaces_and_hyphens(pasted, number):
    assert person.phone(pasted) == number


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


@pytest.mark.parametrize(
    "text",
    ["\u200bsam@practice.example", "sam@practice.example\u00a0", "sam\u200d@practice.example"],
)
def test_a_pasted_email_address_loses_its_invisible_characters(text):
    assert person.email(text) == "sam@practice.example"


@given(st.emails())
def test_an_accepted_address_is_one_address_and_is_read_the_same_way_again(text):
    """S5: an accepted address has one host, no list, no comment and no quotes."""
    try:
        value = person.email(text)
    except Invalid:
        return
    assert value.count("@") == 1
    assert not set(value) & set(' "<>(),:;\\[]')
    assert person.email(value) == value
    assert person.email_key(value.upper()) == person.email_key(value)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("sam@a.co", "sam@a.co"),
        ("sam+1@a.co", "sam@a.co"),
        ("+sam@a.co", "+sam@a.co"),
        ("s.am@a.co", "s.am@a.co"),
        ("s.a.m+1@googlemail.com", "sam@gmail.com"),
    ],
)
def test_a_mailbox_is_the_address_without_tags_and_other_spellings(address, mailbox):
    assert person.mailbox(address) == mailbox


@pytest.mark.parametrize(
    "blank",
    [
        *["", " ", "\u200b", "\u3164", "\u2800", "\u00ad\u200d", "\u0301", "\u202e\ufe0f"],
        *["\ufff0", "\ufffc", "\U0001d159", "\U000e0002", "\U000e0041", "\U000e0fff"],
    ],
)
def test_a_name_without_a_visible_character_counts_as_empty(blank):
    assert person.line(blank, "name", 10) == ""
    with pytest.raises(Invalid) as error:
        person.line(blank, "name", 10, required=True)
    assert error.value.fields == {"name": person.EMPTY}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u202eSam\u202c", "Sam"),
        ("Sa\u200bm\u2066 Riv\u00ader\u200f", "Sam River"),
        ("\u0301Sam", "Sam"),
        ("Ana \u0301Ruiz\u00a0\u0301", "Ana Ruiz"),
        ("\u845b\U000e0100", "\u845b\U000e0100"),
        (" \u200b Sam \ufeff", "Sam"),
        ("\u06a9\u200c\u06cc", "\u06a9\u200c\u06cc"),
        ("\u092e\u0940\u0930\u093e", "\u092e\u0940\u0930\u093e"),
        ("\U0001f469\u200d\u2695\ufe0f", "\U0001f469\u200d\u2695\ufe0f"),
    ],
)
def test_a_name_is_composed_and_keeps_only_what_can_be_seen(typed, name):
    assert person.line(typed, "name", 40) == name


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x7f", "\x9b", "\ufffe", "\ue000"])
@pytest.mark.parametrize("check", [person.line, person.lines])
def test_a_control_character_is_refused(control, check):
    with pytest.raises(Invalid) as error:
        check(f"Sam{control}River", "name", 40)
    assert error.value.fields == {"name": person.UNSHOWABLE}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_all_line_breaks_are_the_same_and_a_name_has_none(end):
    assert person.lines(f"one{end}two", "address", 40) == "one\ntwo"
    with pytest.raises(Invalid):
        person.line(f"one{end}two", "name", 40)


@given(st.text(max_size=60))
def test_normal_form_is_final_and_has_nothing_invisible(text):
    value = normalize(text)
    assert normalize(value) == value == value.strip()
    assert not any(is_invisible(letter) for letter in value)
    assert unicodedata.is_normalized("NFC", value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (555) 010-9999", "+15550109999"),
        ("+49 151/1000.0000", "+4915110000000"),
        ("+1\u00a0555\u2011010\u20119999", "+15550109999"),
        ("(+1) 555 010 9999", "+15550109999"),
        ("555 010 9999", None),
        ("+44 (0)20 7946 0000", None),
        ("+1 555 010 9999 x12", None),
        ("+0 555 010 9999", None),
        ("+1 555", None),
        ("", None),
    ],
)
def test_only_a_number_with_a_country_code_has_a_form_for_text_messages(text, number):
    assert person.e164(text) == number
