"""Tests the API routes for consents and notice permissions."""

import json

import pytest

from chalicelib.kernel.access import Role
from tests.practice.practice_api import CLIENT, PracticeApi, read, send

CONSENTS, WITHDRAW = f"{CLIENT}/consents", "/consents/{consent_id}/withdraw"
PERMISSIONS = f"{CLIENT}/notice-permissions"
TODAY = "2026-11-24"
TELEHEALTH = {"kind": "telehealth", "given_on": TODAY, "method": "paper"}
BOOKING = {"starts_at": "2026-11-25T15:00:00Z", "minutes": 50, "zone": "America/New_York"}


@pytest.fixture
def office(front):
    api = PracticeApi(front)
    api.accept()
    return api


def give(browser, client, **changes):
    return send(browser, "POST", CONSENTS, client["id"], TELEHEALTH | changes)


def withdraw(browser, client, consent, **body):
    path = f"/clients/{client['id']}/consents/{consent['id']}/withdraw"
    content = json.dumps({"on": TODAY} | body)
    return browser.call("POST", path, content, resource=CLIENT + WITHDRAW)


def permit(browser, client_id, topic, given):
    return send(browser, "PUT", PERMISSIONS, client_id, {"topic": topic, "on": given})


def given_topics(answer):
    return {each["topic"]: each["on"] for each in answer.json["items"]}


def test_a_consent_is_recorded_listed_and_withdrawn_with_who_and_when(office):
    client = office.client()
    consent = give(office.sam, client, scope="Video visits").json
    assert (consent["state"], consent["recorded_by"]["name"], consent["withdrawal"]) == (
        "in_force",
        "Wil Low",
        None,
    )
    after = withdraw(office.admin, client, consent, reason="Prefers to come in").json
    assert (after["state"], after["scope"]) == ("withdrawn", "Video visits")
    assert (after["withdrawal"]["on"], after["withdrawal"]["reason"]) == (
        TODAY,
        "Prefers to come in",
    )
    assert read(office.sam, CONSENTS, client["id"]).json == {"items": [after], "next": None}


def test_a_consent_that_was_withdrawn_already_is_refused_with_what_is_stored(office):
    client = office.client()
    consent = give(office.sam, client).json
    withdraw(office.sam, client, consent, reason="First")
    again = withdraw(office.admin, client, consent, reason="Second")
    assert (again.status, again.json["fresh"]["withdrawal"]["reason"]) == (409, "First")


def test_a_repeated_request_records_a_consent_once(office):
    client = office.client()
    key = {"Idempotency-Key": "k1"}
    first, again = (
        send(office.sam, "POST", CONSENTS, client["id"], TELEHEALTH, **key) for _ in range(2)
    )
    assert (first.status, first.json) == (201, again.json)
    other = send(office.sam, "POST", CONSENTS, client["id"], TELEHEALTH | {"scope": "x"}, **key)
    assert other.status == 422


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "release"}, "scope"),
        ({"given_on": "2026-11-26"}, "given_on"),
        ({"until": "2026-11-23"}, "until"),
        ({"method": "telepathy"}, "method"),
    ],
)
def test_a_wrong_consent_is_an_error_at_its_field(office, changes, field):
    answer = give(office.sam, office.client(), **changes)
    assert (answer.status, set(answer.json["fields"])) == (422, {field})


def test_a_provider_who_is_not_assigned_finds_no_consents_and_no_permissions(office):
    """S2: consents and permissions of another provider's client are absent."""
    client = office.client()
    consent = give(office.sam, client).json
    assert read(office.kim, CONSENTS, client["id"]).status == 404
    assert give(office.kim, client).status == 404
    assert withdraw(office.kim, client, consent).status == 404
    assert read(office.kim, PERMISSIONS, client["id"]).status == 404
    assert permit(office.kim, client["id"], "invoice", given=False).status == 404
    assert given_topics(read(office.sam, PERMISSIONS, client["id"]))["invoice"] is True


def test_mails_are_permitted_until_the_permission_is_withdrawn(office):
    """S30: a permission is for one topic, dated, and can be withdrawn and given again."""
    client = office.client()
    topics = given_topics(read(office.sam, PERMISSIONS, client["id"]))
    assert not topics.pop("text_reminder")
    assert set(topics.values()) == {True}
    after = permit(office.sam, client["id"], "appointment", given=False)
    assert given_topics(after) == {**given_topics(after), "appointment": False, "invoice": True}
    permit(office.sam, client["id"], "appointment", given=False)
    again = permit(office.admin, client["id"], "appointment", given=True).json
    assert [(each["on"], each["by"]) for each in again["history"]] == [
        (True, "admin"),
        (False, "provider"),
    ]
    assert all(each["at"] and each["by_name"] for each in again["history"])


def test_no_mail_goes_out_about_a_topic_that_the_client_does_not_permit(office):
    """S30: after a withdrawal, a mail about an appointment is not sent."""
    client = office.client()
    body = BOOKING | {"client_id": client["id"]}
    office.sam.post("/appointments", body)
    assert len(office.front.mail.sent) == 1
    permit(office.sam, client["id"], "appointment", given=False)
    again = body | {"allow_overlap": True}
    assert office.sam.post("/appointments", again).status == 201
    assert len(office.front.mail.sent) == 1
    permit(office.sam, client["id"], "appointment", given=True)
    office.sam.post("/appointments", again)
    assert len(office.front.mail.sent) == 2


def test_text_messages_are_sent_only_after_the_client_has_permitted_them(office):
    """S30: the permission has a date, can be withdrawn, and needs a number."""
    client = office.client()
    refused = permit(office.sam, client["id"], "text_reminder", given=True)
    assert (refused.status, list(refused.json["fields"])) == (422, ["topic"])
    assert "country code" in refused.json["message"]
    number = {"phone": "+1 555 010 9999", "version": client["version"]}
    assert send(office.sam, "PATCH", CLIENT, client["id"], number).status == 200
    given = permit(office.sam, client["id"], "text_reminder", given=True)
    assert given_topics(given)["text_reminder"]
    assert given.json["history"][0]["at"]
    after = permit(office.sam, client["id"], "text_reminder", given=False)
    assert not given_topics(after)["text_reminder"]
    assert [each["on"] for each in after.json["history"]] == [False, True]


def test_a_client_reads_and_withdraws_their_own_permissions_only(office):
    other = office.client()
    avery = office.front.signed_in(Role.CLIENT)
    own = avery.get("/me").json["client_id"]
    after = permit(avery, own, "invoice", given=False)
    assert given_topics(after)["invoice"] is False
    assert (after.json["history"][0]["by"], after.json["history"][0]["by_name"]) == ("client", None)
    assert read(avery, PERMISSIONS, other["id"]).status == 404
    assert permit(avery, other["id"], "invoice", given=False).status == 404
    assert read(avery, CONSENTS, own).status == 403


def test_an_unknown_topic_is_refused(office):
    assert permit(office.sam, office.client()["id"], "birthday", given=False).status == 422
