"""
Tests that nothing is paid or refunded twice while the processor fails.

The product's waiting periods are as long as in production. To skip them, the tests
use `passing_time` to move the times in the table rows into the past.
"""

import os
import signal
from pathlib import Path

import pytest

from localstack.api_client import ApiRefused
from localstack.demo_invoices import card_token
from tests.cloud.other_practice import KEYS, REASON, usd
from tests.cloud.passing_time import books, make_due, wait_until_settled
from tests.cloud.rows import ops

PAY, REFUND = "payment_intents", "refunds"
UNCLEAR_FAULTS = (
    "lost_before",
    "lost_after",
    "error_500_after",
    "html_502_before",
    "html_502",
    "reset",
    "cut",
    "empty",
    "nonsense",
)
"""Faults after which the outcome is unknown until it is looked up."""
CHECKING = "We are checking with the bank. You will not be charged twice."
NOT_CHARGED = "The payment service isn't answering. Nothing was charged. Please try again later."


@pytest.fixture(autouse=True, scope="module")
def quick(cloud):
    """Shorten the state machine's waits while these tests run."""
    cloud.wait_scale(0.01)
    yield
    cloud.wait_scale(1)


@pytest.fixture(autouse=True)
def calm(other_practice):
    """Remove all faults of the fake Stripe after the test."""
    yield
    other_practice.stripe("DELETE", "/_fake/faults")


def charged(other_practice, minor):
    return [each for each in other_practice.ledger()["charges"] if each["amount"] == minor]


def refunded(other_practice, minor):
    return [each for each in other_practice.ledger()["refunds"] if each["amount"] == minor]


def assert_checking(other_practice, invoice):
    """Check that the invoice has the overlay "checking" and that nobody can act on it."""
    seen = other_practice.client.get(f"/invoices/{invoice}")
    assert (seen["overlay"], seen["actions"]) == ("checking", [])
    assert seen["words"].startswith("We are checking with the bank")
    token = card_token(other_practice.cloud.stripe_url, key=KEYS["secret_key"])
    for act in (
        lambda: other_practice.client.post(f"/invoices/{invoice}/payments", {"token": token}),
        lambda: other_practice.staff.post(f"/invoices/{invoice}/void", {"reason": REASON}),
        lambda: other_practice.staff.post(f"/invoices/{invoice}/forgive", {"reason": REASON}),
    ):
        with pytest.raises(ApiRefused) as refusal:
            act()
        assert refusal.value.status == 409
        assert refusal.value.answer["fresh"]["overlay"] == "checking"


@pytest.mark.parametrize(("number", "kind"), enumerate(UNCLEAR_FAULTS))
def test_a_payment_of_unknown_outcome_is_checked_and_charged_once(
    number, kind, other_practice, cloud, eventually
):
    minor = 20_000 + number
    invoice = other_practice.sent(minor)
    other_practice.fault(kind, PAY)
    result = other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert (result["status"], result["message"]) == ("checking", CHECKING)
    assert_checking(other_practice, invoice)
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded"]
    assert other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid"
    assert len(charged(other_practice, minor)) == 1


def test_a_payment_that_keeps_failing_fails_only_after_the_quiet_period(
    other_practice, cloud, eventually
):
    """
    A payment that keeps failing is marked as failed only after the quiet period.

    A retry with the same idempotency key gets the same 500 response from the processor.
    Before the quiet period ends, the payment is not marked as failed, although no
    charge is found.
    """
    invoice = other_practice.sent(21_000)
    other_practice.fault("error_500", PAY)
    assert (
        other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "checking"
    )
    for _ in range(3):
        make_due(cloud, invoice)
    assert other_practice.client.get(f"/invoices/{invoice}")["overlay"] == "checking"
    assert wait_until_settled(cloud, invoice, eventually, sent_long_ago=True) == ["failed"]
    seen = other_practice.client.get(f"/invoices/{invoice}")
    assert (seen["words"], seen["actions"]) == ("Due", ["pay"])
    assert charged(other_practice, 21_000) == []
    assert other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "paid"
    assert len(charged(other_practice, 21_000)) == 1


def test_a_busy_processor_is_retried(other_practice):
    invoice = other_practice.sent(21_100)
    other_practice.fault("rate_limit", PAY, times=2)
    assert other_practice.client.follow(invoice, other_practice.pay(invoice))["status"] == "paid"
    assert len(charged(other_practice, 21_100)) == 1


def test_a_processor_that_stays_busy_charges_nothing_and_the_invoice_stays_due(other_practice):
    invoice = other_practice.sent(21_200)
    other_practice.fault("rate_limit", PAY, times=3)
    result = other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert (result["status"], result["message"]) == ("failed", NOT_CHARGED)
    assert other_practice.client.get(f"/invoices/{invoice}")["words"] == "Due"
    assert charged(other_practice, 21_200) == []


def test_a_call_that_never_returns_times_out_and_is_checked(other_practice, cloud, eventually):
    """
    A call that never returns times out, and the card is charged only once.

    The processor charges the card, and then hangs for longer than our time-out.
    """
    invoice = other_practice.sent(21_300)
    other_practice.fault("hang_after", PAY)
    result = other_practice.pay(invoice)
    assert result["status"] == "working"
    assert other_practice.client.get(f"/invoices/{invoice}")["overlay"] == "processing"
    assert other_practice.client.follow(invoice, result)["status"] == "checking"
    assert_checking(other_practice, invoice)
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded"]
    other_practice.stripe("POST", "/_fake/release", {})
    assert len(charged(other_practice, 21_300)) == 1


@pytest.mark.parametrize(("number", "kind"), enumerate(("hang_before", "hang_after")))
def test_a_task_that_is_killed_during_a_charge_charges_once(
    number, kind, other_practice, cloud, eventually
):
    """
    If the worker is killed during a charge, the card is charged only once.

    The worker is killed while the processor hangs, before or after the charge.
    """
    minor = 21_400 + number
    invoice = other_practice.sent(minor)
    other_practice.fault(kind, PAY)
    result = other_practice.pay(invoice)
    assert (result["status"], ops(cloud, invoice)[0]["state"]["S"]) == ("working", "sent")
    for worker in workers(cloud, "InvoiceCharge"):
        os.kill(worker, signal.SIGKILL)
    eventually(lambda: other_practice.client.get(f"/invoices/{invoice}")["overlay"] != "processing")
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded"]
    other_practice.stripe("POST", "/_fake/release", {})
    assert len(charged(other_practice, minor)) == 1
    assert other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid"


def workers(cloud, function):
    """
    Return the process ids of the workers that run a function in this cloud.

    Processes of another pytest worker's cloud are left out, although the functions in
    that cloud have the same names.
    """
    pids = []
    variables = {
        f"AWS_LAMBDA_FUNCTION_NAME={cloud.name(function)}".encode(),
        f"AWS_ENDPOINT_URL={cloud.endpoint}".encode(),
    }
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if variables <= set(environment.read_bytes().split(b"\0")):
                pids.append(int(environment.parent.name))
        except OSError:
            continue
    assert pids
    return pids


@pytest.mark.parametrize(("number", "kind"), enumerate((*UNCLEAR_FAULTS, "rate_limit")))
def test_a_refund_of_unknown_outcome_is_checked_and_made_once(
    number, kind, other_practice, cloud, eventually
):
    minor, back = 22_000 + number, 11_000 + number
    invoice = other_practice.sent(minor)
    other_practice.client.follow(invoice, other_practice.pay(invoice))
    other_practice.fault(kind, REFUND)
    result = other_practice.staff.act(invoice, "refunds", {"amount": usd(back), "reason": REASON})
    assert result["status"] == ("paid" if kind == "rate_limit" else "checking")
    if kind != "rate_limit":
        assert other_practice.client.get(f"/invoices/{invoice}")["words"] == "Refund on its way"
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded", "succeeded"]
    seen = other_practice.client.get(f"/invoices/{invoice}")
    assert (seen["overlay"], seen["refunded"]) == (None, usd(back))
    assert len(refunded(other_practice, back)) == 1


def test_a_refund_that_failed_releases_its_money(other_practice, cloud, eventually):
    invoice = other_practice.sent(22_200)
    other_practice.client.follow(invoice, other_practice.pay(invoice))
    other_practice.fault("error_500", REFUND)
    assert other_practice.staff.act(invoice, "refunds", {"reason": REASON})["status"] == "checking"
    assert wait_until_settled(cloud, invoice, eventually, sent_long_ago=True) == [
        "succeeded",
        "failed",
    ]
    assert other_practice.staff.get(f"/invoices/{invoice}")["refundable"] == usd(22_200)
    assert other_practice.staff.act(invoice, "refunds", {"reason": REASON})["status"] == "refunded"
    assert len(refunded(other_practice, 22_200)) == 1


def test_a_pending_refund_keeps_its_money_reserved(other_practice, cloud, eventually):
    invoice = other_practice.sent(22_300)
    other_practice.client.follow(invoice, other_practice.pay(invoice, "pm_card_pendingRefund"))
    assert other_practice.staff.act(invoice, "refunds", {"reason": REASON})["status"] == "pending"
    seen = other_practice.client.get(f"/invoices/{invoice}")
    assert (seen["overlay"], seen["words"]) == ("refund_pending", "Refund on its way")
    with pytest.raises(ApiRefused) as refusal:
        other_practice.staff.post(
            f"/invoices/{invoice}/refunds", {"amount": usd(1), "reason": REASON}
        )
    assert refusal.value.status == 409
    other_practice.stripe("POST", "/_fake/settle", {"key": KEYS["secret_key"]})
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded", "succeeded"]
    assert other_practice.staff.get(f"/invoices/{invoice}")["status"] == "refunded"


def test_our_ledger_equals_the_processors(other_practice, cloud):
    ours, theirs = books(cloud, other_practice.admin(), other_practice.ledger())
    assert {invoice: ours[invoice] for invoice in ours if ours[invoice] != theirs[invoice]} == {}
    assert sum(len(each["taken"]) for each in ours.values()) == len(
        other_practice.ledger()["charges"]
    )
