"""Tests what a practice can print on its invoices, and its due terms."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PracticeId
from chalicelib.practice.domain.practice import Practice, validate_practice

PRACTICE = Practice(PracticeId("prc-1"), "Willow Creek", "America/New_York")


def full_width(text):
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def valid(**changed):
    return validate_practice(replace(PRACTICE, **changed))


def errors(**changed):
    with pytest.raises(Invalid) as refusal:
        valid(**changed)
    return refusal.value.fields


def test_a_new_practice_prints_only_its_name_and_invoices_are_due_in_14_days():
    assert (PRACTICE.telephone, PRACTICE.address, PRACTICE.tax_id, PRACTICE.due_days) == (
        "",
        "",
        "",
        14,
    )
    assert valid() == PRACTICE


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12-3456789", "12-3456789"),
        (" 123456789 ", "123456789"),
        (full_width("12-3456789"), "12-3456789"),
        ("12\u20113456789", "12-3456789"),
        ("GB 123 4567 89", "GB 123 4567 89"),
        ("CHE-123.456.789 TVA", "CHE-123.456.789 TVA"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_a_tax_id_is_stored_with_plain_digits_and_hyphens(typed, stored):
    assert valid(tax_id=typed).tax_id == stored


@pytest.mark.parametrize(
    "typed",
    [
        *("123-45-6789", "123 45 6789", full_width("123-45-6789")),
        *("123.45.6789", "123/45/6789", "123 - 45 - 6789", "SSN 123-45-6789", "EIN 123-45-6789"),
    ],
)
def test_a_social_security_number_is_no_tax_id_that_clients_may_read(typed):
    assert "Social Security" in errors(tax_id=typed)["tax_id"]


@pytest.mark.parametrize("typed", ["=1+1", "@sum", "none!", "x" * 41, "4242 4242 4242 4242"])
def test_what_is_no_tax_id_is_refused_at_its_field(typed):
    """S46: a card number in the tax id is refused too."""
    assert set(errors(tax_id=typed)) == {"tax_id"}


def test_the_address_keeps_its_lines_and_loses_what_nobody_sees():
    address = " 12 Elm\u200b St\r\nSuite \u202e4\u2028Albany, NY 12203 "
    assert valid(address=address).address == "12 Elm St\nSuite 4\nAlbany, NY 12203"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("telephone", "call us"),
        ("telephone", "x" * 41),
        ("address", "x" * 301),
        ("address", "4242424242424242"),
        ("address", "1 Main St\x85\x9b"),
        ("due_days", 15),
        ("due_days", -7),
        ("offer_hours", 0),
        ("offer_hours", 25),
    ],
)
def test_a_wrong_setting_is_refused_at_its_field(field, typed):
    """S46: a card number in the practice's address is refused."""
    assert set(errors(**{field: typed})) == {field}


def test_a_telephone_number_is_stored_as_those_of_clients_are():
    assert valid(telephone=" (555)\u00a0010\u20114477 ").telephone == "(555) 010-4477"


@pytest.mark.parametrize("days", [0, 7, 14, 30])
def test_a_practice_chooses_one_of_four_due_terms(days):
    assert valid(due_days=days).due_days == days
