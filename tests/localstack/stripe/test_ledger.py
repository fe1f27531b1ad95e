"""Tests the fake Stripe's stored ledger, its protected test routes and its faults."""

import http.client
import json
import socket
import urllib.request
from http import HTTPStatus

import pytest
import stripe

from localstack.stripe.faults import KINDS, Faults, Plan
from localstack.stripe.journal import Journal
from tests.localstack.stripe.stand_in import StripeStandIn


@pytest.fixture
def own(tmp_path):
    """Start a separate fake Stripe for one test, because the test may kill it."""
    running = StripeStandIn(tmp_path).start()
    yield running
    running.stop()


def test_after_a_kill_no_answered_request_is_lost(own):
    practice = own.new_account()
    payment, declined = (
        practice.pay(key="paid"),
        {"card": "pm_card_chargeDeclined", "key": "declined"},
    )
    with pytest.raises(stripe.CardError):
        practice.pay(**declined)
    practice.sdk.refunds.create({"payment_intent": payment.id, "amount": 500})
    own.post("clock", advance=3600)
    before, now = practice.ledger, own.post("clock", advance=0)["now"]
    own.kill()
    own.start()
    assert practice.ledger == before
    assert practice.pay(key="paid").to_dict() == payment.to_dict()
    with pytest.raises(stripe.CardError):
        practice.pay(**declined)
    assert own.post("clock", advance=0)["now"] >= now
    assert len(practice.ledger["charges"]) == 1


def test_an_incomplete_last_line_is_removed(tmp_path):
    journal = Journal(tmp_path)
    journal.append({"ahead": 1})
    journal.close()
    with (tmp_path / "ledger.jsonl").open("a") as file:
        file.write('{"ahead"')
    again = Journal(tmp_path)
    again.append({"ahead": 2})
    assert [commit["ahead"] for commit in again.replay()] == [1, 2]
    again.close()


def test_the_ledger_names_each_charge_and_refund_by_its_op(practice):
    intent = practice.pay(metadata={"op": "PAID"})
    practice.sdk.refunds.create(
        {"payment_intent": intent.id, "amount": 500, "metadata": {"op": "BACK"}}
    )
    ledger = practice.ledger
    assert [
        (charge["op"], charge["amount"], charge["amount_refunded"]) for charge in ledger["charges"]
    ] == [("PAID", 12_500, 500)]
    assert [
        (refund["op"], refund["amount"], refund["payment_intent"]) for refund in ledger["refunds"]
    ] == [("BACK", 500, intent.id)]


def test_no_card_number_and_no_key_is_logged(own):
    practice = own.new_account()
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "987"}
    request = {"payment_method_data": {"type": "card", "card": card}}
    practice.sdk.test_helpers.confirmation_tokens.create(request)
    log = (own.ledger / "requests.jsonl").read_text()
    assert "payment_method_data[card][exp_year]=2034" in log
    assert not [secret for secret in ("4242424242424242", "987", practice.secret) if secret in log]


def test_it_listens_on_the_loopback_only(stand_in):
    port = int(stand_in.url.rpartition(":")[2])
    with socket.socket() as outside:
        outside.settimeout(1)
        address = socket.gethostbyname(socket.gethostname())
        assert address.startswith("127.") or outside.connect_ex((address, port)) != 0


def test_a_page_of_another_origin_does_not_reach_the_test_routes(stand_in):
    connection = http.client.HTTPConnection("127.0.0.1", int(stand_in.url.rpartition(":")[2]))
    connection.request(
        "POST", "/_fake/clock", json.dumps({"advance": 1}), {"Origin": "http://elsewhere.invalid"}
    )
    assert connection.getresponse().status == HTTPStatus.FORBIDDEN
    connection.close()


def test_an_unknown_fault_is_refused(stand_in):
    with pytest.raises(urllib.request.HTTPError) as raised:
        stand_in.post("faults", kind="surprise")
    assert b"surprise" in raised.value.read()


def test_a_fault_may_skip_calls(practice):
    practice.fault("lost_before", path="refunds", skip=1, times=1)
    intent = practice.pay()
    practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100})
    with pytest.raises(stripe.APIConnectionError):
        practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100})
    practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100})
    assert len(practice.ledger["refunds"]) == 2


def test_a_plan_gives_the_same_call_the_same_fault_in_any_order():
    rates = dict.fromkeys(sorted(KINDS), 0.05)
    keys = [f"key{number}" for number in range(400)]

    def faults_by_key(order):
        plan = Plan(7, rates)
        return {
            key: [
                fault and fault.kind
                for fault in (plan.fault("POST", "/v1/x", "s", key) for _ in range(3))
            ]
            for key in order
        }

    assert faults_by_key(keys) == faults_by_key(keys[::-1])
    assert {kind for kinds in faults_by_key(keys).values() for kind in kinds if kind} == KINDS


def test_a_plan_injects_at_its_rate_and_only_into_its_account():
    faults = Faults()
    faults.add({"plan": {"seed": 1, "rates": {"lost_after": 0.25}, "suffix": "ours"}})
    picks = [
        faults.pick("POST", "/v1/payment_intents", "ours", f"key{number}")
        for number in range(2_000)
    ]
    assert 400 < sum(fault is not None for fault in picks) < 600
    assert faults.pick("POST", "/v1/payment_intents", "theirs", "key1") is None
    faults.clear()
    assert not any(
        faults.pick("POST", "/v1/payment_intents", "ours", f"key{number}") for number in range(100)
    )
