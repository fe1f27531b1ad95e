"""Tests stores of practices and services: the same tests for tables and fakes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ServiceId
from chalicelib.kernel.money import Money
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.practice.domain.practice import Acceptance, Practice
from chalicelib.practice.domain.service import (
    CLIENT_BILLING,
    Service,
    ServiceKind,
    client_billing,
)
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from chalicelib.practice.domain.visit_terms import Bookable, Location, VisitTerms
from chalicelib.practice.store.visit_terms import parse_visit_terms
from tests.practice.store.practice_rows import AT, KIM, SAM, in_memory, on_tables

TAX = TaxRule(TaxMode.INCLUSIVE, Decimal("8.2500"), "Sales tax", "NY-1")


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as rows:
        yield rows


def test_a_practice_is_registered_once(rows):
    with pytest.raises(Conflict):
        rows.practices.add(rows.access, Practice(rows.practice, "Other", "UTC"), client_billing())
    assert rows.settings.name == "Willow Creek"


def test_an_unknown_practice_is_absent(rows):
    with pytest.raises(NotFound):
        rows.practices.get(rows.foreign.practice)


def test_settings_and_tax_rule_change_independently(rows):
    changed = rows.practices.change(
        rows.access, replace(rows.settings, name="Oak", max_invoice=500, support_contact="")
    )
    assert (changed.name, changed.max_invoice, changed.support_contact, changed.version) == (
        "Oak",
        500,
        "",
        2,
    )
    assert rows.practices.change_tax(rows.access, TAX) == replace(TAX, version=1)
    assert rows.settings == replace(changed, tax=replace(TAX, version=1))
    assert rows.practices.change_tax(rows.access, TaxRule(version=1)) == TaxRule(version=2)


def test_a_changed_fee_rule_is_stored(rows):
    assert rows.settings.fee_rule == FeeRule()
    rule = FeeRule(full_from_percent=100, waive_under_minutes=0, prorate=False, waive_ours=True)
    rows.practices.change(rows.access, replace(rows.settings, fee_rule=rule))
    assert rows.settings.fee_rule == rule


def test_the_letterhead_and_the_due_terms_are_stored_and_cleared(rows):
    letterhead = {"telephone": "(555) 010-4477", "address": "12 Elm St", "tax_id": "12-3456789"}
    rows.practices.change(rows.access, replace(rows.settings, **letterhead, due_days=0))
    stored = rows.settings
    assert ({name: getattr(stored, name) for name in letterhead}, stored.due_days) == (
        letterhead,
        0,
    )
    rows.practices.change(rows.access, replace(stored, telephone="", address="", tax_id=""))
    assert (rows.settings.telephone, rows.settings.address, rows.settings.tax_id) == ("", "", "")


def test_how_long_an_offer_lasts_is_stored(rows):
    assert rows.settings.offer_hours == 2
    rows.practices.change(rows.access, replace(rows.settings, offer_hours=24))
    assert rows.settings.offer_hours == 24


def test_a_late_change_of_settings_or_tax_is_refused(rows):
    before = rows.settings
    rows.practices.change(rows.access, before)
    rows.practices.change_tax(rows.access, TAX)
    for act in (
        lambda: rows.practices.change(rows.access, before),
        lambda: rows.practices.change_tax(rows.access, TAX),
    ):
        with pytest.raises(Conflict):
            act()


def test_the_first_acceptance_of_a_version_stays(rows):
    """S32: a second acceptance of the same agreement cannot overwrite the first one."""
    acceptance = Acceptance("2026-11", "a" * 64, SAM, AT, "hashed")
    rows.practices.accept(rows.access, acceptance)
    with pytest.raises(Conflict):
        rows.practices.accept(rows.access, replace(acceptance, by=KIM))
    assert rows.practices.acceptance(rows.practice, "2026-11") == acceptance
    assert rows.practices.acceptance(rows.practice, "2027-01") is None
    assert rows.settings.baa == "2026-11"


def test_a_service_is_stored_with_its_assignments(rows):
    service = rows.offerings.get(rows.practice, CLIENT_BILLING).service
    stored = rows.offerings.change(rows.access, replace(service, enabled=True), {SAM, KIM}, set())
    assert stored.version == service.version + 1
    rows.offerings.change(rows.access, stored, set(), {KIM})
    (after,) = rows.offerings.all(rows.practice)
    assert (after.service, after.people) == (replace(stored, version=stored.version + 1), {SAM})


def test_a_new_visit_is_read_as_it_was_stored_and_added_once(rows):
    terms = VisitTerms(
        50,
        Money(12_500, "USD"),
        5,
        10,
        60,
        Location.OFFICE,
        Bookable.REQUEST,
        notice_period=24 * 60,
        directions="4 Elm Street",
    )
    new_id, key = ServiceId("01K00000000000000000000SVC"), IdempotencyKey("key", "0" * 64)
    new = Service(new_id, ServiceKind.VISIT, "First visit", "", enabled=True, visit=terms)
    rows.offerings.add(rows.access, new, {SAM}, key)
    stored = rows.offerings.get(rows.practice, new.id)
    assert (stored.service, stored.people) == (new, {SAM})
    with pytest.raises(AlreadyProcessed) as earlier:
        rows.offerings.add(rows.access, replace(new, id=ServiceId("other")), (), key)
    assert earlier.value.result == rows.offerings.result_of(rows.access, key) == new.id
    free = replace(new, visit=VisitTerms(25))
    rows.offerings.change(rows.access, free, set(), set())
    assert rows.offerings.get(rows.practice, new.id).service.visit == VisitTerms(25)


def test_terms_that_were_stored_before_there_were_directions_have_none():
    stored = (
        '{"minutes": 50, "price": null, "buffer_before": 0, "buffer_after": 0,'
        ' "minimum_notice": 0, "location": "video", "bookable": "no"}'
    )
    assert parse_visit_terms(stored) == VisitTerms(50)


def test_a_late_save_of_a_service_changes_nothing(rows):
    service = rows.offerings.get(rows.practice, CLIENT_BILLING).service
    rows.offerings.change(rows.access, service, {SAM}, set())
    with pytest.raises(Conflict):
        rows.offerings.change(rows.access, service, {KIM}, {SAM})
    assert rows.offerings.get(rows.practice, CLIENT_BILLING).people == {SAM}


@pytest.mark.parametrize("service", ["other", "client"])
def test_an_unknown_service_is_absent(rows, service):
    with pytest.raises(NotFound):
        rows.offerings.get(rows.practice, ServiceId(service))
