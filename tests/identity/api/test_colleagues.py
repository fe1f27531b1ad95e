"""Tests the API routes for colleagues."""

import re

import pytest

from chalicelib.kernel.access import Role
from chalicelib.notices.usecases.mail import MailRefused
from tests.practice.practice_api import PracticeApi, send

LIST, ONE = "/practice/colleagues", "/practice/colleagues/{person_id}"
PAT = {"name": "Pat Moss", "email": "pat@clocktree.test", "roles": ["provider"]}
KEY = {"Idempotency-Key": "k1"}


@pytest.fixture
def office(front):
    return PracticeApi(front)


def invited(office):
    answer = office.admin.post(LIST, PAT)
    assert answer.status == 201, answer.text
    return answer.json["id"]


def password(office):
    return re.search(r"Temporary password: (\S+)", office.front.mail.sent[-1][2])[1]


def sign_in(office, email, secret):
    body = {"email": email, "password": secret}
    return office.front.browser().post("/auth/sign-in", body).status


def test_an_invitation_that_fails_says_so_each_time_until_it_can_be_sent(office):
    """A repeated request with the same key gets a true response and leaves nothing."""
    office.front.mail.refuses = MailRefused()
    for _ in range(2):
        answer = office.admin.post(LIST, PAT, **KEY)
        assert (answer.status, set(answer.json["fields"])) == (422, {"email"})
    assert PAT["email"] not in [each["email"] for each in office.admin.get(LIST).json["items"]]
    office.front.mail.refuses = None
    answers = [office.admin.post(LIST, PAT, **KEY) for _ in range(2)]
    assert [each.status for each in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert len(office.front.mail.sent) == 1


def test_an_address_gets_few_invitations_and_the_answer_says_how_long_to_wait(office):
    person = invited(office)
    answers = [send(office.admin, "POST", f"{ONE}/invite", person, {}) for _ in range(8)]
    statuses = [each.status for each in answers]
    assert (statuses[0], set(statuses), statuses[-1]) == (200, {200, 429}, 429)
    assert len(office.front.mail.sent) == 1 + statuses.count(200)
    assert "then send another one" in answers[-1].json["message"]


@pytest.mark.parametrize("email", ["a..b@clocktree.test", f"{'a' * 120}@clocktree.test"])
def test_an_address_that_the_identity_provider_refuses_is_wrong_at_its_field(office, email):
    for _ in range(2):
        answer = office.admin.post(LIST, PAT | {"email": email}, **KEY)
        assert (answer.status, set(answer.json["fields"])) == (422, {"email"})


def test_an_invitation_can_be_sent_again_corrected_and_withdrawn(office):
    """S5: each time, what was sent before opens nothing any more."""
    person, first = invited(office), password(office)
    again = send(office.admin, "POST", f"{ONE}/invite", person, {})
    assert (again.status, again.json["status"]) == (200, "invited")
    second = password(office)
    corrected = send(office.admin, "PATCH", ONE, person, {"email": "moss@clocktree.test"})
    assert (corrected.status, corrected.json["email"]) == (200, "moss@clocktree.test")
    assert office.front.mail.sent[-1][0] == "moss@clocktree.test"
    third = password(office)
    for pair in ((PAT["email"], first), (PAT["email"], second), ("moss@clocktree.test", second)):
        assert sign_in(office, *pair) == 401
    assert sign_in(office, "moss@clocktree.test", third) == 200
    assert send(office.admin, "DELETE", f"{ONE}/invite", person, {}).status == 200
    assert sign_in(office, "moss@clocktree.test", third) == 401
    assert person not in [each["id"] for each in office.admin.get(LIST).json["items"]]
    assert send(office.admin, "DELETE", f"{ONE}/invite", person, {}).status == 404


def test_after_the_first_sign_in_an_invitation_is_final(office):
    person = office.sam.get("/me").json["person"]["id"]
    for method, path, body in (
        ("POST", f"{ONE}/invite", {}),
        ("PATCH", ONE, {"email": "moss@clocktree.test"}),
        ("DELETE", f"{ONE}/invite", {}),
    ):
        answer = send(office.admin, method, path, person, body)
        assert (answer.status, "signed in" in answer.json["message"]) == (409, True)
    assert office.sam.get("/me").status == 200


def test_a_client_is_no_colleague(office):
    """S4: the routes for colleagues reach no client."""
    person = office.front.knows("avery@clocktree.test", Role.CLIENT).person
    for method, path in (("POST", f"{ONE}/invite"), ("DELETE", f"{ONE}/invite")):
        assert send(office.admin, method, path, person, {}).status == 404
    body = {"email": "moss@clocktree.test"}
    assert send(office.admin, "PATCH", ONE, person, body).status == 404


def test_a_provider_cannot_change_invitations(office):
    """S4: only an Admin sends, corrects and withdraws invitations of colleagues."""
    person = invited(office)
    for method, path, body in (
        ("POST", f"{ONE}/invite", {}),
        ("PATCH", ONE, {"email": "moss@clocktree.test"}),
        ("DELETE", f"{ONE}/invite", {}),
    ):
        assert send(office.sam, method, path, person, body).status == 403
