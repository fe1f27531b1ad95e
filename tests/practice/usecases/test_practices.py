"""Tests a practice's settings, sales tax and Business Associate Agreement."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.money import Money
from chalicelib.practice.domain.practice import Agreement
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from tests.practice.fake_agreement import AGREEMENT
from tests.practice.practice_harness import ADMIN, PRACTICE, SAM, PracticeHarness

ACCEPT = AGREEMENT.version, AGREEMENT.sha256
TAX = TaxRule(TaxMode.EXCLUSIVE, Decimal("8.25"), "Sales tax")
HUNDRED = Money(10_000, "USD")


@pytest.fixture
def harness():
    return PracticeHarness()


def test_a_change_of_settings_raises_their_version(harness):
    after = harness.practices.change(ADMIN, {"name": " Oak Creek ", "staff_actions": False}, 1)
    assert (after.name, after.staff_actions, after.version) == ("Oak Creek", False, 2)
    assert harness.practices.name(PRACTICE) == "Oak Creek"


@pytest.mark.parametrize("method", ["change", "change_tax", "accept"])
def test_only_an_admin_changes_the_practice(harness, method):
    """S4: a provider can change neither settings nor tax, nor accept the agreement."""
    arguments = {"change": ({}, 1), "change_tax": (TAX,), "accept": ACCEPT}[method]
    with pytest.raises(NotAllowed):
        getattr(harness.practices, method)(SAM, *arguments)


def test_a_late_edit_is_refused_with_what_was_stored(harness):
    harness.practices.change(ADMIN, {"name": "First"}, 1)
    with pytest.raises(Conflict) as refusal:
        harness.practices.change(ADMIN, {"name": "Second"}, 1)
    assert refusal.value.fresh.name == "First"


def test_a_tax_rule_has_a_version_of_its_own(harness):
    harness.practices.change(ADMIN, {"name": "Oak Creek"}, 1)
    assert harness.practices.change_tax(ADMIN, TAX).version == 1
    with pytest.raises(Conflict) as refusal:
        harness.practices.change_tax(ADMIN, TAX)
    assert refusal.value.fresh == replace(TAX, version=1)


def test_a_preview_uses_the_stored_rule_unless_another_is_given(harness):
    harness.practices.change_tax(ADMIN, TAX)
    stored, label = harness.practices.preview(SAM, HUNDRED, None, TaxRule())
    other, _ = harness.practices.preview(
        SAM, HUNDRED, TaxMode.INCLUSIVE, replace(TAX, mode=TaxMode.INCLUSIVE)
    )
    assert (stored.total.minor, stored.tax.minor, label) == (10825, 825, "Sales tax")
    assert (other.net.minor, other.tax.minor, other.total.minor) == (9238, 762, 10000)


@pytest.mark.parametrize(
    "amount", [Money(0, "USD"), Money(-1, "USD"), Money(1_000_001, "USD"), Money(1, "EUR")]
)
def test_a_preview_refuses_amounts_that_an_invoice_would_refuse(harness, amount):
    with pytest.raises(Invalid):
        harness.practices.preview(SAM, amount, None, TaxRule())


def test_an_acceptance_stores_who_when_where_and_which_text(harness):
    """
    S32: an acceptance stores who accepted which agreement, when, and from where.

    The agreement is stored as its version and its text's hash, the place as a hashed IP
    address.
    """
    status = harness.practices.accept(replace(ADMIN, ip="hashed"), *ACCEPT)
    stored = status.acceptance
    assert (stored.version, stored.sha256, stored.by, stored.at, stored.ip) == (
        *ACCEPT,
        ADMIN.person,
        harness.at,
        "hashed",
    )
    assert status.by == "Jordan Ellis"
    assert harness.practices.get(ADMIN).baa == AGREEMENT.version


def test_accepting_again_changes_nothing(harness):
    first = harness.practices.accept(ADMIN, *ACCEPT).acceptance
    harness.add_member(other := replace(ADMIN, person="other"), "Other", Role.ADMIN)
    assert harness.practices.accept(other, *ACCEPT).acceptance == first


def test_a_new_version_must_be_accepted_again_and_an_old_one_cannot_be(harness):
    """
    S32: a new version of the agreement must be accepted again.

    An acceptance of the older version no longer counts, and only the new version can be
    accepted.
    """
    harness.practices.accept(ADMIN, *ACCEPT)
    harness.agreement.agreement = Agreement("2027-01", "More.")
    assert harness.practices.agreement_status(ADMIN).acceptance is None
    with pytest.raises(Conflict) as refusal:
        harness.practices.accept(ADMIN, *ACCEPT)
    assert refusal.value.fresh.agreement.version == "2027-01"


def test_the_right_version_with_another_text_is_not_accepted(harness):
    """
    S32: an Admin can accept only the exact text that the page showed.

    The right version with another text is refused.
    """
    with pytest.raises(Conflict):
        harness.practices.accept(ADMIN, AGREEMENT.version, "0" * 64)


def test_a_practice_with_an_old_zone_can_be_changed_by_a_form_that_sends_the_zone(harness):
    before = harness.practice_rows.get(PRACTICE)
    harness.practice_rows.change(ADMIN, replace(before, zone="US/Eastern"))
    changes = {"name": "Oak Creek", "zone": "US/Eastern"}
    after = harness.practices.change(ADMIN, changes, before.version + 1)
    assert (after.name, after.zone) == ("Oak Creek", "America/New_York")
    with pytest.raises(Invalid):
        harness.practices.change(ADMIN, {"zone": "US/Pacific"}, after.version)
