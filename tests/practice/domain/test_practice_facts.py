"""
Tests the validation of the data of practices, services and clients.

Each error must name the invalid field.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.clients.domain.client import ClientSummary, Profile, validate_profile
from chalicelib.kernel import time_zones
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PracticeId
from chalicelib.practice.domain import practice
from chalicelib.practice.domain.practice import Agreement, Practice
from chalicelib.practice.domain.service import (
    check_enabled,
    client_billing,
    reason_invoices_not_allowed,
)
from chalicelib.practice.domain.tax import TaxMode, TaxRule

TODAY = date(2026, 11, 24)
PRACTICE = Practice(PracticeId("prc-1"), "Willow Creek", "America/New_York")
AVERY = Profile("Avery Stone", "avery@mail.example")
MAY = {
    "baa_accepted": True,
    "enabled": True,
    "assigned": True,
    "record_only": False,
    "has_processor": True,
}


def wrong_fields(check, *arguments):
    """Call the check, which must fail, and return the fields that its error names."""
    with pytest.raises(Invalid) as refusal:
        check(*arguments)
    return set(refusal.value.fields)


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", "UTC", "Europe/Zurich", "America/Argentina/Buenos_Aires", "Etc/GMT+5"],
)
def test_an_existing_zone_is_valid(zone):
    assert time_zones.zone(f" {zone} ") == zone


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "New York",
        "America",
        "Mars/Olympus",
        "../../etc/passwd",
        "/etc/passwd",
        "a" * 500,
        "UTC\x00",
    ],
)
def test_an_unknown_zone_is_refused(zone):
    assert wrong_fields(time_zones.zone, zone) == {"zone"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "4242 4242 4242 4242"}, "name"),
        ({"zone": "Nowhere"}, "zone"),
        ({"currency": "XXX"}, "currency"),
        ({"max_invoice": 0}, "most"),
        ({"max_invoice": 10**9}, "most"),
        ({"support_contact": "x" * 201}, "support_contact"),
    ],
)
def test_invalid_settings_are_refused_and_their_field_named(changed, field):
    assert wrong_fields(practice.validate_practice, replace(PRACTICE, **changed)) == {field}


def test_the_error_about_the_largest_invoice_has_the_figure_in_the_currency():
    with pytest.raises(Invalid) as refusal:
        practice.validate_practice(replace(PRACTICE, max_invoice=10**9, currency="GBP"))
    assert "999999.99 GBP" in refusal.value.fields["most"]


def test_a_changed_agreement_has_another_hash():
    """S32: the hash of an agreement depends on its text."""
    assert Agreement("1", "a").sha256 != Agreement("1", "b").sha256


def test_a_tax_registration_cannot_hold_a_card_number():
    """S46: a card number typed as the tax registration is refused."""
    rule = TaxRule(TaxMode.NONE, registration="4242424242424242")
    assert wrong_fields(practice.validate_tax_rule, rule) == {"registration"}


def test_every_wrong_field_of_a_profile_is_named_at_once():
    wrong = Profile(
        legal_name="",
        email="nobody",
        preferred_name="x" * 101,
        phone="call me",
        date_of_birth=date(2027, 1, 1),
        pronouns="x" * 41,
        address="x" * 301,
        zone="Mars",
        emergency_contact="x" * 301,
        emergency_name="x" * 101,
        emergency_relation="x" * 41,
        emergency_phone="call me",
        insurance="x" * 1001,
    )
    assert wrong_fields(validate_profile, wrong, TODAY) == set(Profile.__dataclass_fields__)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2027, 1, 1), date(1899, 12, 31)])
def test_a_day_of_birth_cannot_be_in_the_future(day):
    assert wrong_fields(validate_profile, replace(AVERY, date_of_birth=day), TODAY) == {
        "date_of_birth"
    }


@pytest.mark.parametrize("day", [TODAY, date(1900, 1, 1), None])
def test_a_client_may_be_born_today(day):
    profile = replace(AVERY, date_of_birth=day)
    assert validate_profile(profile, TODAY).date_of_birth == day


@pytest.mark.parametrize(
    "field",
    [
        "legal_name",
        "preferred_name",
        "phone",
        "pronouns",
        "address",
        "emergency_contact",
        "emergency_name",
        "insurance",
    ],
)
def test_no_text_of_a_profile_can_hold_a_card_number(field):
    """S46: a card number in any text field of a client's profile is refused."""
    assert wrong_fields(validate_profile, replace(AVERY, **{field: "4242424242424242"}), TODAY) == {
        field
    }


def test_a_profile_keeps_line_breaks_and_loses_surrounding_space():
    profile = replace(AVERY, address=" 1 Main St\r\nSpringfield ", preferred_name=" Av ")
    valid = validate_profile(profile, TODAY)
    assert (valid.address, valid.preferred_name) == ("1 Main St\nSpringfield", "Av")


def test_a_profile_and_its_summary_show_nothing_when_printed():
    """
    S31: the `repr` of a client's profile or summary does not contain the name.

    So the name cannot get into a log or an exception message through a `repr`.
    """
    assert "Avery" not in repr(AVERY) + repr(ClientSummary("Avery Stone"))


def test_client_billing_needs_a_processor_or_recorded_payments():
    on = replace(client_billing(), enabled=True)
    assert wrong_fields(lambda: check_enabled(on, has_processor=False)) == {"enabled"}
    check_enabled(replace(on, record_payments_only=True), has_processor=False)
    check_enabled(on, has_processor=True)
    check_enabled(client_billing(), has_processor=False)


@pytest.mark.parametrize("lacks", ["baa_accepted", "enabled", "assigned", "has_processor"])
def test_the_reason_against_an_invoice_says_to_ask_an_admin(lacks):
    reason = reason_invoices_not_allowed(Role.PROVIDER, **MAY | {lacks: False})
    assert reason
    assert "Admin" in reason


def test_only_the_provider_role_may_create_invoices():
    assert reason_invoices_not_allowed(Role.PROVIDER, **MAY) is None
    assert (
        reason_invoices_not_allowed(
            Role.PROVIDER, **MAY | {"has_processor": False, "record_only": True}
        )
        is None
    )
    assert all(reason_invoices_not_allowed(role, **MAY) for role in (Role.ADMIN, Role.CLIENT))
