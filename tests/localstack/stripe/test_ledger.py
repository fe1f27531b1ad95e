"""The ledger on disk, the test routes and faults by plan."""

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
    """A fake that a test may kill."""
    running = StripeStandIn(tmp_path).start()
    yield running
    running.stop()


def test_killed_in_the_middle_it_knows_all_that_it_had_answered(own):
    practice = own.new_account()
    paid, declined = practice.pay(key="paid"), {"card": "pm_card_chargeDeclined", "key": "declined"}
    with pytest.raises(stripe.CardError):
        practice.pay(**declined)
    practice.sdk.refunds.create({"payment_intent": paid.id, "amount": 500})
    own.post("clock", advance=3600)
    before, now = practice.ledger, own.post("clock", advance=0)["now"]
    own.kill()
    own.start()
    assert practice.ledger == before
    assert practice.pay(key="paid").to_dict() == paid.to_dict()
    with pytest.raises(stripe.CardError):
        practice.pay(**declined)
    assert own.post("clock", advance=0)["now"] >= now
    assert len(practice.ledger["charges"]) == 1


def test_a_torn_last_line_is_cut_off(tmp_path):
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


def test_no_card_number_and_no_key_is_kept(own):
    practice = own.new_account()
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "987"}
    asked = {"payment_method_data": {"type": "card", "card": card}}
    practice.sdk.test_helpers.confirmation_tokens.create(asked)
    log = (own.ledger / "requests.jsonl").read_text()
    assert "payment_method_data[card][exp_year]=2034" in log
    assert not [secret for secret in ("4242424242424242", "987", practice.secret) if secret in log]


def test_it_listens_on_this_machine_only(stand_in):
    port = int(stand_in.url.rpartition(":")[2])
    with socket.socket() as outside:
        outside.settimeout(1)
        address = socket.gethostbyname(socket.gethostname())
        assert address.startswith("127.") or outside.connect_ex((address, port)) != 0


def test_a_page_of_another_origin_does_not_reach_the_test_routes(stand_in):
    link = http.client.HTTPConnection("127.0.0.1", int(stand_in.url.rpartition(":")[2]))
    link.request(
        "POST", "/_fake/clock", json.dumps({"advance": 1}), {"Origin": "http://elsewhere.invalid"}
    )
    assert link.getresponse().status == HTTPStatus.FORBIDDEN
    link.close()


def test_an_unknown_fault_is_refused(stand_in):
    with pytest.raises(urllib.request.HTTPError) as caught:
        stand_in.post("faults", kind="surprise")
    assert b"surprise" in caught.value.read()


def test_a_fault_may_wait_for_a_later_call(practice):
    practice.fault("lost_before", path="refunds", skip=1, times=1)
    intent = practice.pay()
    practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100})
    with pytest.raises(stripe.APIConnectionError):
        practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100})
    practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100})
    assert len(practice.ledger["refunds"]) == 2


def test_a_plan_gives_the_same_call_the_same_fate_in_any_order():
    rates = dict.fromkeys(sorted(KINDS), 0.05)
    keys = [f"key{number}" for number in range(400)]

    def fates(order):
        plan = Plan(7, rates)
        return {
            key: [
                fault and fault.kind
                for fault in (plan.fault("POST", "/v1/x", "s", key) for _ in range(3))
            ]
            for key in order
        }

    assert fates(keys) == fates(keys[::-1])
    assert {kind for fate in fates(keys).values() for kind in fate if kind} == KINDS


def test_a_plan_strikes_at_its_rate_and_no_other_account():
    faults = Faults()
    faults.add({"plan": {"seed": 1, "rates": {"lost_after": 0.25}, "suffix": "ours"}})
    struck = [
        faults.pick("POST", "/v1/payment_intents", "ours", f"key{number}")
        for number in range(2_000)
    ]
    assert 400 < sum(fault is not None for fault in struck) < 600
    assert faults.pick("POST", "/v1/payment_intents", "theirs", "key1") is None
    faults.clear()
    assert not any(
        faults.pick("POST", "/v1/payment_intents", "ours", f"key{number}") for number in range(100)
    )
