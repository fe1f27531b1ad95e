"""
The processor fails during payments and refunds, and nothing is done twice.

Time passes by the rows that the clock reads (`passing_time`): the product waits exactly as it
always does.
"""

import os
import signal
from pathlib import Path

import pytest

from localstack.api_client import ApiRefused
from localstack.demo import card_token
from tests.cloud.other_practice import KEYS, REASON, usd
from tests.cloud.passing_time import books, make_due, wait_until_settled
from tests.cloud.rows import ops

PAY, REFUND = "payment_intents", "refunds"
HARMED = (
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
"""What leaves us not knowing, and shows itself when it is asked again."""
CHECKING = "We are checking with the bank. You will not be charged twice."
NOT_CHARGED = "The payment service isn't answering. Nothing was charged. Please try again later."


@pytest.fixture(autouse=True, scope="module")
def quick(cloud):
    """The machine's own pauses, shortened."""
    cloud.wait_scale(0.01)
    yield
    cloud.wait_scale(1)


@pytest.fixture(autouse=True)
def calm(other_practice):
    """No fault outlives its test."""
    yield
    other_practice.stripe("DELETE", "/_fake/faults")


def charged(other_practice, minor):
    return [each for each in other_practice.ledger()["charges"] if each["amount"] == minor]


def refunded(other_practice, minor):
    return [each for each in other_practice.ledger()["refunds"] if each["amount"] == minor]


def must_be_checking(other_practice, invoice):
    """What people see meanwhile, and that nobody can act."""
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


@pytest.mark.parametrize(("number", "kind"), enumerate(HARMED))
def test_a_payment_that_nobody_knows_of_is_checked_and_taken_once(
    number, kind, other_practice, cloud, eventually
):
    minor = 20_000 + number
    invoice = other_practice.sent(minor)
    other_practice.fault(kind, PAY)
    result = other_practice.client.follow(invoice, other_practice.pay(invoice))
    assert (result["status"], result["message"]) == ("checking", CHECKING)
    must_be_checking(other_practice, invoice)
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded"]
    assert other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid"
    assert len(charged(other_practice, minor)) == 1


def test_a_failure_that_the_processor_keeps_is_looked_up_and_given_up_only_after_the_quiet_period(
    other_practice, cloud, eventually
):
    """A repeated key gets the same 500; a missing charge is not believed too soon."""
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


def test_a_processor_that_is_busy_is_tried_again(other_practice):
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


def test_an_answer_that_never_comes_is_not_waited_for_for_ever(other_practice, cloud, eventually):
    """The processor charged and hangs, past our own patience."""
    invoice = other_practice.sent(21_300)
    other_practice.fault("hang_after", PAY)
    result = other_practice.pay(invoice)
    assert result["status"] == "working"
    assert other_practice.client.get(f"/invoices/{invoice}")["overlay"] == "processing"
    assert other_practice.client.follow(invoice, result)["status"] == "checking"
    must_be_checking(other_practice, invoice)
    assert wait_until_settled(cloud, invoice, eventually) == ["succeeded"]
    other_practice.stripe("POST", "/_fake/release", {})
    assert len(charged(other_practice, 21_300)) == 1


@pytest.mark.parametrize(("number", "kind"), enumerate(("hang_before", "hang_after")))
def test_a_task_that_dies_in_the_middle_is_found_out_and_charges_once(
    number, kind, other_practice, cloud, eventually
):
    """Its process is killed while the processor hangs: before it charged, and after."""
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
    """Ids of the processes that run a function."""
    found, name = [], f"AWS_LAMBDA_FUNCTION_NAME={cloud.name(function)}".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if name in environment.read_bytes().split(b"\0"):
                found.append(int(environment.parent.name))
        except OSError:
            continue
    assert found
    return found


@pytest.mark.parametrize(("number", "kind"), enumerate((*HARMED, "rate_limit")))
def test_a_refund_that_nobody_knows_of_is_found_out_and_given_once(
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


def test_a_refund_that_never_was_is_given_up_and_its_money_is_free_again(
    other_practice, cloud, eventually
):
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


def test_a_refund_that_the_bank_decides_later_keeps_its_money_reserved_until_then(
    other_practice, cloud, eventually
):
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


def test_no_book_of_ours_differs_from_the_processors(other_practice, cloud):
    ours, theirs = books(cloud, other_practice.admin(), other_practice.ledger())
    assert {invoice: ours[invoice] for invoice in ours if ours[invoice] != theirs[invoice]} == {}
    assert sum(len(each["taken"]) for each in ours.values()) == len(
        other_practice.ledger()["charges"]
    )
