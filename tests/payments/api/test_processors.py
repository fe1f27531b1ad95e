"""Tests the API that connects processor accounts, on a fake Stripe server."""

import pytest

from chalicelib.platform import settings
from chalicelib.wiring import payments as wiring_payments
from tests.localstack.stripe.stand_in import StripeStandIn
from tests.practice.practice_api import ACCOUNT, SERVICE, PracticeApi, read, send


@pytest.fixture(scope="module")
def stripe(tmp_path_factory):
    stand_in = StripeStandIn(tmp_path_factory.mktemp("stripe")).start()
    yield stand_in
    stand_in.stop()


@pytest.fixture
def office(front, stripe, monkeypatch):
    monkeypatch.setenv("STRIPE_API_BASE", stripe.url)
    settings.settings.cache_clear()
    wiring_payments.processor_accounts.cache_clear()
    return PracticeApi(front)


@pytest.fixture
def keys(stripe):
    account = stripe.new_account()
    return {
        "publishable_key": account.publishable,
        "secret_key": account.secret,
        "webhook_secret": "whsec_0123456789",
    }


def add(office, fields, **changes):
    headers = changes.pop("headers", {})
    body = {"kind": "stripe", "description": "Main account", "fields": fields} | changes
    return office.admin.post("/practice/processors", body, **headers)


def change(office, account, **body):
    return send(office.admin, "PATCH", ACCOUNT, account["id"], body)


def test_an_account_is_tested_connected_and_enables_payments(office, keys):
    answer = office.admin.post("/practice/processors/test", {"kind": "stripe", "fields": keys})
    assert (answer.json["ok"], answer.json["live"]) == (True, False)
    created = add(office, keys)
    assert created.status == 201
    assert (created.json["default"], created.json["state"], created.json["live"]) == (
        True,
        "active",
        False,
    )
    assert created.json["verified_at"]
    assert send(office.admin, "POST", f"{ACCOUNT}/test", created.json["id"], {}).json["ok"]
    assert read(office.admin, SERVICE, "client-billing").json["can_enable"]


def test_the_api_never_returns_a_secret(office, keys):
    """S50: responses have only the last four characters of a secret."""
    created = add(office, keys)
    answer_list = office.admin.get("/practice/processors")
    for text in (created.text, answer_list.text):
        assert keys["secret_key"] not in text
        assert keys["webhook_secret"] not in text
    (row,) = answer_list.json["items"]
    assert (row["secret_ends"], row["webhook_secret_ends"]) == (keys["secret_key"][-4:], "6789")
    assert row["webhook_path"] == f"/api/hooks/stripe/{office.front.store.practice}/{row['id']}"


def test_keys_that_stripe_refuses_are_not_stored(office, keys):
    answer = add(office, keys | {"secret_key": "sk_test_invalid_key"})
    items = office.admin.get("/practice/processors").json["items"]
    assert (answer.status, set(answer.json["fields"]), items) == (422, {"fields.secret_key"}, [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": {}}, "fields.publishable_key"),
        (
            {
                "fields": {
                    "publishable_key": "pk_live_0123456789",
                    "secret_key": "sk_test_0123456789",
                }
            },
            "fields.secret_key",
        ),
        ({"kind": "paypal"}, "kind"),
        ({"description": ""}, "description"),
        ({"description": "4242424242424242"}, "description"),
    ],
)
def test_an_impossible_account_is_refused_with_the_field(office, keys, changes, field):
    answer = add(office, changes.pop("fields", keys), **changes)
    assert answer.status == 422
    assert field in answer.json["fields"]


def test_the_same_request_connects_one_account(office, keys):
    first, again = (add(office, keys, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json == again.json
    assert len(office.admin.get("/practice/processors").json["items"]) == 1


def test_new_keys_change_the_shown_characters_and_a_stale_edit_is_refused(office, keys, stripe):
    account, other = add(office, keys).json, stripe.new_account()
    fields = {
        "secret_key": other.secret,
        "publishable_key": other.publishable,
        "webhook_secret": "",
    }
    after = change(office, account, fields=fields, version=1).json
    assert (after["secret_ends"], after["webhook_secret_ends"], after["version"]) == (
        other.secret[-4:],
        "6789",
        2,
    )
    stale_edit = change(office, account, description="Late", version=1)
    assert (stale_edit.status, stale_edit.json["fresh"]["version"]) == (409, 2)


def test_a_removed_account_is_still_listed_as_retired(office, keys, stripe):
    first = add(office, keys).json
    other_account = stripe.new_account()
    second = add(
        office,
        {"publishable_key": other_account.publishable, "secret_key": other_account.secret},
        description="Second",
    ).json
    assert send(office.admin, "DELETE", ACCOUNT, first["id"], {}).status == 409
    assert change(office, second, default=True, version=1).json["default"]
    assert send(office.admin, "DELETE", ACCOUNT, first["id"], {}).status == 200
    states = {
        each["description"]: each["state"]
        for each in office.admin.get("/practice/processors").json["items"]
    }
    assert states == {"Main account": "retired", "Second": "active"}


def test_a_processor_that_does_not_answer_is_connected_without_being_verified(
    office, keys, monkeypatch
):
    monkeypatch.setenv("STRIPE_API_BASE", "http://127.0.0.1:9")
    settings.settings.cache_clear()
    wiring_payments.processor_accounts.cache_clear()
    created = add(office, keys)
    assert (created.status, created.json["verified_at"]) == (201, None)
    assert not send(office.admin, "POST", f"{ACCOUNT}/test", created.json["id"], {}).json["ok"]
