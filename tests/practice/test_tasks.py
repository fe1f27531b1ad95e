"""Tests the Lambda function with which operators register practices."""

import pytest

from chalicelib.kernel.ids import PracticeId
from chalicelib.practice.store import practices
from chalicelib.practice.tasks import register_practice
from chalicelib.practice.usecases.onboarding import Onboarding
from chalicelib.wiring import directory as wiring_directory
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import practice as wiring_practice

REGISTRATION = {
    "name": "Oak Creek",
    "zone": "America/Chicago",
    "currency": "USD",
    "admin_name": "Jo Marsh",
    "admin_email": "jo@oak.example",
    "roles": ["admin", "provider"],
}


@pytest.fixture
def register(front, monkeypatch):
    onboarding = Onboarding(
        front.store.provisioning,
        wiring_directory.practice_rows(),
        wiring_identity.memberships(),
        wiring_identity.invitations(),
        wiring_platform.ids(),
    )
    monkeypatch.setattr(wiring_practice, "onboarding", lambda: onboarding)
    return lambda **changed: register_practice(REGISTRATION | changed, None)


def test_the_first_admin_signs_in_to_the_new_practice(front, register):
    result = register()
    assert sorted(practices.all_ids()) == sorted(
        [front.store.practice, PracticeId(result["practice"])]
    )
    ((to, _, text),) = front.mail.sent
    known = front.identity.people[to]
    browser = front.browser()
    password = next(word for word in text.split() if known.password == word)
    browser.post("/auth/sign-in", {"email": to, "password": password})
    assert browser.post("/auth/first-password", {"password": "Another-Kettle-9"}).json == {
        "next": "enrol_totp"
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"zone": "Mars"},
        {"name": ""},
        {"admin_email": "jo"},
        {"currency": "XYZ"},
        {"roles": ["client"]},
        {"x": 1},
    ],
)
def test_an_invalid_registration_is_refused_and_its_field_named(front, register, changed):
    result = register(**changed)
    assert (result["error"], set(result["fields"])) == ("Invalid", set(changed))
    assert practices.all_ids() == [front.store.practice]


def test_a_repeated_registration_with_its_id_creates_no_second_practice(front, register):
    result = register()
    assert register(practice=result["practice"]) == result
    assert len(practices.all_ids()) == 2
    assert len(front.mail.sent) == 2
