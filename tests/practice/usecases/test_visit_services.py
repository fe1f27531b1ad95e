"""Tests creating and editing the visits that a practice offers."""

from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.money import Money
from chalicelib.practice.domain.service import CLIENT_BILLING, ServiceKind
from chalicelib.practice.domain.visit_terms import Bookable, VisitTerms
from chalicelib.practice.usecases.visit_services import VisitServiceFacts, VisitServices
from tests.kernel.fake_clock import FakeIdGenerator
from tests.practice.practice_harness import ADMIN, KIM, PRACTICE, SAM, PracticeHarness

TERMS = VisitTerms(50, Money(12_500, "USD"), 5, 10, 60, bookable=Bookable.ONLINE)
FACTS = VisitServiceFacts("First visit", "We meet.", TERMS, [SAM.person])
KEY = IdempotencyKey("key", "0" * 64)


@pytest.fixture
def harness():
    return PracticeHarness()


@pytest.fixture
def services(harness):
    return VisitServices(harness.offerings, harness.offering_rows, FakeIdGenerator())


def test_a_new_visit_is_on_and_offered_by_the_assigned(services):
    created = services.create(ADMIN, FACTS, None).service
    assert (created.kind, created.enabled, created.visit) == (ServiceKind.VISIT, True, TERMS)
    (offered,) = services.offered(SAM)
    assert (offered.service, offered.people) == (created, {SAM.person})
    assert services.get(SAM, created.id) == (offered, TERMS)


def test_a_visit_needs_no_payment_processor(services):
    assert services.create(ADMIN, FACTS, None).reason_not_enabled is None


def test_a_repeated_request_creates_one_service(services):
    first, again = (services.create(ADMIN, FACTS, KEY).service for _ in range(2))
    assert first.id == again.id
    assert len(services.offered(ADMIN)) == 1


def test_an_edit_changes_the_terms_and_the_providers(harness, services):
    created = services.create(ADMIN, FACTS, None).service
    terms = replace(TERMS, minutes=25)
    edit = replace(FACTS, name="Check-up", terms=terms, providers=[KIM.person])
    after = services.change(ADMIN, created.id, edit, 1).service
    assert (after.name, after.visit, after.version) == ("Check-up", terms, 2)
    assert harness.offering_rows.get(PRACTICE, created.id).people == {KIM.person}
    with pytest.raises(Conflict) as refusal:
        services.change(ADMIN, created.id, FACTS, 1)
    assert refusal.value.fresh.service == after


def test_a_visit_that_is_off_is_not_offered(services):
    created = services.create(ADMIN, replace(FACTS, enabled=False), None).service
    assert services.offered(ADMIN) == []
    with pytest.raises(NotFound):
        services.get(ADMIN, created.id)
    with pytest.raises(NotFound):
        services.get(ADMIN, CLIENT_BILLING)


def test_only_an_admin_changes_visits_and_only_visits(services):
    """S4: a provider can neither create nor edit a visit service."""
    created = services.create(ADMIN, FACTS, None).service
    with pytest.raises(NotAllowed):
        services.create(SAM, FACTS, None)
    with pytest.raises(NotAllowed):
        services.change(SAM, created.id, FACTS, 1)
    with pytest.raises(NotFound):
        services.change(ADMIN, CLIENT_BILLING, FACTS, 1)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (VisitTerms(4), "visit.minutes"),
        (VisitTerms(481), "visit.minutes"),
        (VisitTerms(50, buffer_before=121), "visit.buffer_before"),
        (VisitTerms(50, buffer_after=-1), "visit.buffer_after"),
        (VisitTerms(50, minimum_notice=86_401), "visit.minimum_notice"),
        (VisitTerms(50, notice_period=14 * 24 * 60 + 1), "visit.notice_period"),
        (VisitTerms(50, notice_period=-1), "visit.notice_period"),
        (VisitTerms(50, Money(100, "EUR")), "visit.price"),
        (VisitTerms(50, Money(-1, "USD")), "visit.price"),
    ],
)
def test_impossible_terms_are_refused_and_their_field_named(services, terms, field):
    with pytest.raises(Invalid) as refusal:
        services.create(ADMIN, replace(FACTS, terms=terms), None)
    assert list(refusal.value.fields) == [field]
