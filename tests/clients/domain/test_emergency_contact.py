"""Tests the rules for a client's emergency contact and insurance."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.clients.domain.client import Profile, validate_profile
from chalicelib.kernel.errors import Invalid

TODAY = date(2026, 11, 24)
KIM = {"emergency_name": "Kim Park", "emergency_relation": "sister", "emergency_phone": "555 0100"}
AVERY = Profile("Avery Stone", "avery@mail.example", **KIM)


def wrong_fields(profile, names=None):
    with pytest.raises(Invalid) as refusal:
        validate_profile(profile, TODAY, names)
    return set(refusal.value.fields)


def test_a_complete_emergency_contact_and_insurance_facts_are_valid():
    profile = replace(AVERY, insurance=" Blue Plan\nMember W123 ")
    assert validate_profile(profile, TODAY).insurance == "Blue Plan\nMember W123"


@pytest.mark.parametrize("name", ["emergency_relation", "emergency_phone"])
def test_an_emergency_contact_without_a_name_is_refused_at_the_name(name):
    profile = replace(Profile("Avery Stone", "a@b.example"), **{name: KIM[name]})
    assert wrong_fields(profile) == wrong_fields(profile, {name}) == {"emergency_name"}


def test_an_edit_that_does_not_touch_the_emergency_contact_is_not_refused_for_it():
    profile = replace(AVERY, emergency_name="")
    assert validate_profile(profile, TODAY, {"pronouns"}) == profile


def test_each_wrong_part_is_an_error_at_its_field():
    profile = replace(AVERY, emergency_phone="ask for Jo", emergency_relation="x" * 41)
    assert wrong_fields(profile) == {"emergency_phone", "emergency_relation"}
    assert wrong_fields(replace(AVERY, insurance="x" * 1001)) == {"insurance"}
