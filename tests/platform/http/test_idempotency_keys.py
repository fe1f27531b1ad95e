"""Tests that every route refuses a used Idempotency-Key with another body."""

import inspect

import pytest

from app import app
from chalicelib.kernel.access import Role
from chalicelib.kernel.idempotency import KEY_REUSED, IdempotencyKey
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.transactions import transaction
from chalicelib.platform.http import openapi
from tests.practice.practice_api import AVERY, PracticeApi, send

OPERATIONS = (
    "addenda",
    "appointments",
    "billing",
    "clients",
    "consents",
    "colleagues",
    "documents",
    "merges",
    "messages",
    "notes",
    "processors",
    "services",
    "waitlist",
)
USD = {"minor": 100, "currency": "USD"}
BODIES = {
    "POST /appointments": {
        "starts_at": "2026-11-25T10:00:00-05:00",
        "minutes": 50,
        "zone": "America/New_York",
        "location": "video",
        "client_id": "x-1",
    },
    "POST /clients": AVERY,
    "POST /clients/{client_id}/consents": {
        "kind": "telehealth",
        "given_on": "2026-11-24",
        "method": "paper",
    },
    "POST /clients/{client_id}/document-requests": {"title": "Insurance card"},
    "POST /clients/{client_id}/documents": {"name": "a.pdf", "bytes": 9},
    "POST /clients/{client_id}/invoices": {"description": "One visit", "amount": USD},
    "POST /clients/{client_id}/merge": {"into": "x-1", "version": 1, "reason": "twice"},
    "POST /clients/{client_id}/merge/undo": {"version": 1, "reason": "two people"},
    "POST /clients/{client_id}/notes": {"level": "practice", "text": "Sleeps well."},
    "POST /invoices/{invoice_id}/forgive": {"reason": "hardship"},
    "POST /invoices/{invoice_id}/payments": {"token": "tok_1"},
    "POST /invoices/{invoice_id}/record-payment": {
        "amount": USD,
        "method": "cash",
        "received_on": "2026-11-24",
    },
    "POST /invoices/{invoice_id}/refunds": {"reason": "asked for"},
    "POST /invoices/{invoice_id}/reverse-payment": {"reason": "a mistake", "entry": 1},
    "POST /invoices/{invoice_id}/void": {"reason": "a mistake"},
    "POST /message-services": {"name": "Questions about billing"},
    "POST /notes/{note_id}/addenda": {"text": "More."},
    "POST /practice/colleagues": {
        "name": "Pat Moss",
        "email": "pat@clocktree.test",
        "roles": ["provider"],
    },
    "POST /practice/processors": {
        "kind": "stripe",
        "description": "Main account",
        "fields": {"publishable_key": "pk_test_1", "secret_key": "sk_test_1"},
    },
    "POST /threads": {"client_id": "x-1", "text": "May I come earlier?"},
    "POST /threads/{thread_id}/close": {},
    "POST /threads/{thread_id}/messages": {"text": "Yes."},
    "POST /visit-services": {"name": "First visit", "visit": {"minutes": 50}},
    "POST /waitlist": {
        "client_id": "x-1",
        "service": "x-1",
        "until": "2026-12-31",
        "zone": "America/New_York",
    },
}
ROUTES = {
    f"{each.method} {each.path}": each
    for each in openapi.contracts(app)
    if "idempotency_key(request)" in inspect.getsource(each.handler)
}


@pytest.fixture(scope="module")
def practice(standing):
    """Return the API of a practice that uses Client Billing, and a client's id."""
    api = PracticeApi(standing)
    api.accept()
    service = api.admin.get("/services/client-billing", "/services/{service_id}").json
    body = {
        "enabled": True,
        "record_payments_only": True,
        "version": service["version"],
        "provider_ids": [api.sam.get("/me").json["person"]["id"]],
    }
    assert send(api.admin, "PUT", "/services/{service_id}", "client-billing", body).status == 200
    return api, api.client(email="other@mail.example")["id"]


def use_key(standing, browser, key):
    """Store the key as used by another request, for every operation of the API."""
    access = standing.store.access(person=browser.get("/me").json["person"]["id"])
    with transaction() as rows:
        for operation in OPERATIONS:
            store = IdempotencyStore(operation, standing.store.clock)
            store.remember(rows, access, IdempotencyKey(key, "0" * 64), "x-1")


def test_every_route_that_takes_a_key_is_tested_here():
    assert set(BODIES) == set(ROUTES)


@pytest.mark.parametrize("route", BODIES)
def test_a_used_key_with_another_body_answers_422(standing, practice, route):
    api, client = practice
    who = ROUTES[route].who
    browser = (
        api.sam
        if Role.PROVIDER in who
        else api.admin
        if Role.ADMIN in who
        else standing.signed_in(Role.CLIENT)
    )
    path, key = ROUTES[route].path, route.replace(" ", "-")
    use_key(standing, browser, key)
    headers = {"Idempotency-Key": key}
    name = client if "{client_id}" in path else "x-1"
    answer = (
        send(browser, "POST", path, name, BODIES[route], **headers)
        if "{" in path
        else browser.post(path, BODIES[route], **headers)
    )
    assert (answer.status, answer.json["message"], answer.json["fields"]) == (422, KEY_REUSED, {})
