"""Tests the routes for settings, agreement, colleagues, services and sales tax."""

import json

import pytest

from tests.practice.practice_api import SERVICE, PracticeApi, send

BILLING = "client-billing"
EIGHT = {
    "mode": "exclusive",
    "percent": "8.25",
    "label": "Sales tax",
    "registration": "NY-1",
    "version": 0,
}


@pytest.fixture
def office(front):
    return PracticeApi(front)


def save(office, browser=None, **changed):
    body = {
        "enabled": True,
        "record_payments_only": True,
        "provider_ids": [],
        "version": 1,
    } | changed
    return send(browser or office.admin, "PUT", SERVICE, BILLING, body)


def test_an_edit_changes_the_named_settings_and_null_clears_the_contact(office):
    first = office.admin.call(
        "PATCH", "/practice", '{"support_contact":" help@willow.example ","version":1}'
    ).json
    assert (first["support_contact"], first["name"]) == (
        "help@willow.example",
        "Willow Creek Counseling",
    )
    body = (
        '{"support_contact":null,"record_actions_by":"admin","most":5000,'
        '"zone":"America/Chicago","version":2}'
    )
    second = office.admin.call("PATCH", "/practice", body).json
    assert (second["support_contact"], second["record_actions_by"], second["zone"]) == (
        None,
        "admin",
        "America/Chicago",
    )
    assert second["most"] == {"minor": 5000, "currency": "USD"}
    assert office.sam.get("/me").json["record_actions_by"] == "admin"


def test_the_letterhead_is_saved_cleared_and_read_by_everybody(office):
    texts = {
        "telephone": "(555)\u00a0010\u20114477",
        "address": " 12 Elm St\r\nAlbany ",
        "tax_id": "12-3456789",
    }
    body = json.dumps(texts | {"due_days": 30, "version": 1})
    saved = office.admin.call("PATCH", "/practice", body).json
    clean = {"telephone": "(555) 010-4477", "address": "12 Elm St\nAlbany", "tax_id": "12-3456789"}
    assert ({name: saved[name] for name in clean}, saved["due_days"]) == (clean, 30)
    mine = office.sam.get("/me").json["practice"]
    assert {name: mine[name] for name in clean} == clean
    cleared = office.admin.call("PATCH", "/practice", '{"tax_id":null,"version":2}').json
    assert (cleared["tax_id"], cleared["address"], cleared["due_days"]) == (
        None,
        "12 Elm St\nAlbany",
        30,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("telephone", "call us"),
        ("tax_id", "123-45-6789"),
        ("address", "4242 4242 4242 4242"),
        ("due_days", 15),
        ("due_days", "14"),
        ("offer_hours", 0),
        ("offer_hours", 25),
        ("offer_hours", "2"),
    ],
)
def test_a_wrong_letterhead_is_refused_at_its_field(office, field, value):
    """S46: a card number in the practice's address is refused."""
    answer = office.admin.call("PATCH", "/practice", json.dumps({field: value, "version": 1}))
    assert (answer.status, set(answer.json["fields"])) == (422, {field})
    assert office.admin.get("/practice").json["version"] == 1


def test_the_fee_rule_has_a_default_and_is_changed_as_a_whole(office):
    default = {
        "full_from_percent": 80,
        "waive_under_minutes": 15,
        "prorate": True,
        "waive_ours": False,
    }
    assert office.admin.get("/practice").json["fee_rule"] == default
    custom = {
        "full_from_percent": 100,
        "waive_under_minutes": 0,
        "prorate": False,
        "waive_ours": True,
    }
    changed = office.admin.call(
        "PATCH", "/practice", json.dumps({"fee_rule": custom, "version": 1})
    )
    assert (changed.json["fee_rule"], changed.json["version"], changed.json["name"]) == (
        custom,
        2,
        "Willow Creek Counseling",
    )
    for wrong in (
        custom | {"full_from_percent": 101},
        custom | {"waive_under_minutes": -1},
        {"prorate": True},
    ):
        assert (
            office.admin.call(
                "PATCH", "/practice", json.dumps({"fee_rule": wrong, "version": 2})
            ).status
            == 422
        )
    assert (
        office.sam.call(
            "PATCH", "/practice", json.dumps({"fee_rule": default, "version": 2})
        ).status
        == 403
    )


def test_the_reminder_rule_has_a_default_and_is_changed_as_a_whole(office):
    default = {"hours": [24], "quiet_from": "21:00", "quiet_until": "08:00"}
    assert office.sam.get("/practice").json["reminders"] == default
    custom = {"hours": [2, 48], "quiet_from": "22:30", "quiet_until": "07:15"}
    changed = office.admin.call(
        "PATCH", "/practice", json.dumps({"reminders": custom, "version": 1})
    )
    assert changed.json["reminders"] == custom | {"hours": [48, 2]}
    for wrong in (
        custom | {"hours": [0]},
        custom | {"hours": [1, 2, 3, 4]},
        custom | {"hours": [2, 2]},
        custom | {"quiet_until": "23:30"} | {"quiet_from": "07:00"},
        custom | {"quiet_from": "24:00"},
        {"hours": [2]},
    ):
        answer = office.admin.call(
            "PATCH", "/practice", json.dumps({"reminders": wrong, "version": 2})
        )
        assert answer.status == 422
        assert set(answer.json["fields"]) <= {
            "reminders.hours",
            "reminders.hours.0",
            "reminders.quiet_from",
            "reminders.quiet_until",
        }
    off = office.admin.call(
        "PATCH", "/practice", json.dumps({"reminders": default | {"hours": []}, "version": 2})
    )
    assert off.json["reminders"]["hours"] == []


def test_a_late_edit_is_refused_with_what_was_stored(office):
    office.admin.call("PATCH", "/practice", '{"name":"First","version":1}')
    late = office.admin.call("PATCH", "/practice", '{"name":"Second","version":1}')
    assert (late.status, late.json["fresh"]["name"]) == (409, "First")


def test_the_agreement_is_read_and_accepted(office):
    """S32: after an Admin accepts the agreement, the API returns the Admin's name."""
    agreement = office.admin.get("/practice/baa").json
    assert agreement["accepted"] is None
    assert not office.admin.get("/me").json["practice"]["baa_accepted"]
    assert office.accept().json["accepted"]["by"] == "Wil Low"
    assert office.admin.get("/me").json["practice"]["baa_accepted"]


def test_a_repeated_request_invites_a_colleague_once(office):
    body = {"name": "Pat Moss", "email": "pat@clocktree.test", "roles": ["provider"]}
    first, again = (
        office.admin.post("/practice/colleagues", body, **{"Idempotency-Key": "k1"})
        for _ in range(2)
    )
    assert (first.status, again.status, first.json) == (201, 201, again.json)
    assert len(office.front.mail.sent) == 1
    assert "Pat Moss" in [
        each["name"] for each in office.admin.get("/practice/colleagues").json["items"]
    ]
    other = office.admin.post(
        "/practice/colleagues", body | {"name": "Other"}, **{"Idempotency-Key": "k1"}
    )
    assert other.status == 422


def test_client_billing_is_switched_on_for_assigned_providers(office):
    sam = office.sam.get("/me").json
    assert sam["client_billing"]["reason"]
    office.accept()
    answer = save(office, provider_ids=[sam["person"]["id"]])
    assert (answer.status, answer.json["version"]) == (200, 2)
    assert office.sam.get("/me").json["client_billing"] == {
        "enabled": True,
        "assigned": True,
        "may_create": True,
        "reason": None,
        "by_card": False,
    }
    assert not office.kim.get("/me").json["client_billing"]["may_create"]


def test_a_late_save_of_a_service_is_refused_with_what_was_stored(office):
    save(office)
    late = save(office, enabled=False)
    assert (late.status, late.json["fresh"]["enabled"]) == (409, True)


def test_sales_tax_is_saved_and_previewed(office):
    rule = office.admin.call("PUT", "/practice/tax", json.dumps(EIGHT)).json
    assert rule == EIGHT | {"version": 1}
    hundred = {"amount": {"minor": 10000, "currency": "USD"}}
    assert office.sam.post("/practice/tax/preview", hundred).json["total"]["minor"] == 10825
    preview = office.sam.post(
        "/practice/tax/preview", hundred | {"mode": "inclusive", "percent": "8.25"}
    ).json
    assert (preview["net"]["minor"], preview["tax"]["minor"]) == (9238, 762)
    assert office.admin.call("PUT", "/practice/tax", json.dumps(EIGHT)).status == 409
