"""Tests requests that a practice's routes refuse; all tests share one practice."""

import json

import pytest

from chalicelib.kernel.access import Role
from tests.practice.practice_api import AVERY, SERVICE, PracticeApi, read, send

BILLING = "client-billing"
CARD = "4242 4242 4242 4242"
EIGHT = {
    "mode": "exclusive",
    "percent": "8.25",
    "label": "Sales tax",
    "registration": "NY-1",
    "version": 0,
}


@pytest.fixture(scope="module")
def office(standing):
    api = PracticeApi(standing)
    api.accept()
    return api


def save(office, browser=None, **changed):
    body = {
        "enabled": True,
        "record_payments_only": True,
        "provider_ids": [],
        "version": 1,
    } | changed
    return send(browser or office.admin, "PUT", SERVICE, BILLING, body)


@pytest.mark.parametrize(
    "body",
    ['{"zone":"Mars/Base","version":1}', '{"name":"","version":1}', '{"most":0,"version":1}', "{}"],
)
def test_invalid_settings_are_refused(office, body):
    answer = office.admin.call("PATCH", "/practice", body)
    assert answer.status == 422
    assert answer.json["fields"]


def test_a_provider_cannot_change_the_practice(office):
    """S4: a provider gets 403 from routes for Admins, whatever the request contains."""
    for method, path in (
        ("PATCH", "/practice"),
        ("POST", "/practice/baa"),
        ("PUT", "/practice/tax"),
    ):
        assert office.sam.call(method, path, "{}").status == 403
    assert office.sam.get("/practice/processors").status == 403
    assert office.sam.get("/practice/colleagues").status == 403


def test_only_the_agreement_in_force_can_be_accepted(office):
    """S32: accepting an old version is refused, and the response has the current one."""
    answer = office.admin.post("/practice/baa", {"version": "2020-01", "sha256": "0" * 64})
    assert answer.status == 409
    assert answer.json["fresh"]["version"] != "2020-01"


@pytest.mark.parametrize(
    "changed", [{"email": "pat"}, {"name": ""}, {"roles": []}, {"roles": ["client"]}, {"x": 1}]
)
def test_an_invalid_colleague_is_refused(office, changed):
    body = {"name": "Pat Moss", "email": "pat@clocktree.test", "roles": ["provider"]} | changed
    assert office.admin.post("/practice/colleagues", body).status == 422


def test_client_billing_without_a_processor_stays_off_and_says_why(office):
    answer = save(office, record_payments_only=False)
    assert (answer.status, set(answer.json["fields"])) == (422, {"enabled"})
    service = read(office.admin, SERVICE, BILLING).json
    assert (service["enabled"], service["can_enable"]) == (False, False)
    assert "processor" in service["why_not"]


def test_providers_can_read_services_but_not_change_them(office):
    """S4: a provider who saves a service's settings gets 403."""
    assert office.sam.get("/services").json["items"][0]["id"] == BILLING
    assert save(office, office.sam).status == 403
    assert read(office.admin, SERVICE, "other").status == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"percent": "101"},
        {"percent": "8.25001"},
        {"percent": "x"},
        {"percent": 8.25},
        {"label": " "},
        {"mode": "x"},
        {"version": None},
    ],
)
def test_an_invalid_tax_rule_is_refused(office, changed):
    assert office.admin.call("PUT", "/practice/tax", json.dumps(EIGHT | changed)).status == 422


@pytest.mark.parametrize(
    ("minor", "currency"), [(0, "USD"), (100, "EUR"), (1.5, "USD"), (1_000_001, "USD")]
)
def test_an_amount_that_no_invoice_can_have_has_no_preview(office, minor, currency):
    assert (
        office.sam.post(
            "/practice/tax/preview", {"amount": {"minor": minor, "currency": currency}}
        ).status
        == 422
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"legal_name": ""},
        {"legal_name": "x" * 101},
        {"email": "avery"},
        {"date_of_birth": "2030-01-01"},
        {"date_of_birth": "yesterday"},
        {"zone": "Mars/Base"},
        {"phone": "call me"},
        {"address": CARD},
        {"emergency_contact": CARD},
        {"preferred_name": CARD},
        {"unknown": "x"},
        {"invite": "yes"},
    ],
)
def test_an_invalid_client_is_refused_and_its_field_named(office, changed):
    """S46: a card number in any field is refused, and the response does not repeat it."""
    answer = office.sam.post("/clients", AVERY | changed)
    assert (answer.status, set(answer.json["fields"])) == (422, set(changed))
    assert CARD not in answer.text
    assert office.admin.get("/clients").json["items"] == []


def test_clients_cannot_read_profiles_through_the_staffs_routes(office):
    browser = office.front.signed_in(Role.CLIENT)
    assert browser.get("/clients").status == 403
