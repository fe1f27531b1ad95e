"""Tests registering a new practice."""

from dataclasses import dataclass, field, replace

import pytest

from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, Unavailable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.notices.usecases.mail import MailRefused
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.service import CLIENT_BILLING
from chalicelib.practice.usecases.onboarding import FirstAdmin, Onboarding
from tests.kernel.fake_clock import FakeIdGenerator
from tests.practice.practice_harness import PracticeHarness

OAK = Practice(PracticeId("prc-2"), "Oak Creek", "America/Chicago")
JO = FirstAdmin(PersonSummary("Jo Marsh", "jo@oak.example"), frozenset({Role.ADMIN, Role.PROVIDER}))


@dataclass
class FakeKeyMaker:
    """A fake `BranchKeyMaker` that only records which practices have keys."""

    practices: list = field(default_factory=list)

    def create(self, practice):
        if practice in self.practices:
            raise Conflict
        self.practices.append(practice)


@pytest.fixture
def harness():
    return PracticeHarness()


@pytest.fixture
def onboarding(harness):
    return Onboarding(
        FakeKeyMaker(),
        harness.practice_rows,
        harness.memberships,
        harness.people,
        FakeIdGenerator(),
    )


def admins(harness):
    return [row for (practice, _), row in harness.memberships.rows.items() if practice == OAK.id]


def test_a_registration_creates_a_key_a_disabled_service_and_an_invited_admin(harness, onboarding):
    onboarding.register(OAK, JO)
    assert onboarding.keys.practices == [PLATFORM_PRACTICE, OAK.id]
    assert not harness.offering_rows.get(OAK.id, CLIENT_BILLING).service.enabled
    assert harness.practice_rows.get(OAK.id).baa == ""
    assert [row.roles for row in admins(harness)] == [JO.roles]
    assert [to for to, _, _ in harness.mail.sent] == ["jo@oak.example"]


def test_the_first_person_is_always_an_admin(harness, onboarding):
    onboarding.register(OAK, replace(JO, roles=frozenset({Role.PROVIDER})))
    assert Role.ADMIN in admins(harness)[0].roles


@pytest.mark.parametrize(
    ("practice", "admin"),
    [
        (replace(OAK, zone="Nowhere"), JO),
        (replace(OAK, name=""), JO),
        (OAK, replace(JO, summary=PersonSummary("", "jo@oak.example"))),
        (OAK, replace(JO, summary=PersonSummary("Jo", "jo"))),
    ],
)
def test_a_registration_with_an_invalid_value_creates_nothing(onboarding, practice, admin):
    with pytest.raises(Invalid):
        onboarding.register(practice, admin)
    assert onboarding.keys.practices == []


@pytest.mark.parametrize(
    ("mail_error", "error"), [(MailRefused(), Invalid), (Unavailable(), Unavailable)]
)
def test_a_failed_registration_is_finished_by_repeating_it_with_its_id(
    harness, onboarding, mail_error, error
):
    harness.mail.refuses = mail_error
    with pytest.raises(error):
        onboarding.register(OAK, JO)
    harness.mail.refuses = None
    onboarding.register(OAK, JO)
    assert (len(admins(harness)), len(harness.mail.sent)) == (1, 1)
