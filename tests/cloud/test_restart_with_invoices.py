"""Tests a restart, after a stop or a kill, with invoices in every state."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp
import pytest

from localstack.api_client import ApiClient
from localstack.cloud import Cloud
from localstack.demo import PASSWORD
from localstack.emulator import EmulatorFailed
from tests.cloud.other_practice import (
    CLIENT_EMAIL,
    DESCRIPTION,
    PROFILE,
    REASON,
    STAFF_EMAIL,
    OtherPractice,
    usd,
)
from tests.cloud.passing_time import books, wait_until_settled
from tests.cloud.rows import ops

OPEN = (
    "waiting",
    "part paid",
    "paid",
    "processing",
    "checking",
    "asked by the bank",
    "refund pending",
    "refund unknown",
)
CLOSED = ("voided", "forgiven", "refunded")


@dataclass
class Stopped:
    """A practice with an invoice in each state, whose cloud was stopped."""

    home: Path
    other_practice: OtherPractice
    invoices: dict[str, str]

    def started(self) -> Cloud:
        """Start the cloud again at the same address."""
        cloud = Cloud(self.home, self.other_practice.cloud.port)
        cloud.start()
        self.other_practice.cloud = cloud
        cloud.wait_scale(0.01)
        return cloud


@pytest.fixture(scope="module")
def stopped():
    """Return a practice whose cloud was stopped during a payment."""
    with TemporaryDirectory(prefix="clocktree-") as folder:
        cloud = Cloud(Path(folder))
        cloud.start()
        cloud.wait_scale(0.01)
        practice = Stopped(Path(folder), OtherPractice(cloud), {})
        try:
            _create_invoices(practice)
            cloud.stop()
            yield practice
        finally:
            practice.other_practice.cloud.stop()


def _create_invoices(practice):
    other_practice, states = practice.other_practice, practice.invoices
    for number, name in enumerate((*OPEN, *CLOSED)):
        states[name] = other_practice.sent(5_000 + number)
    staff, client = other_practice.staff, other_practice.client
    draft = {"description": DESCRIPTION, "amount": usd(4_999)}
    states["draft"] = staff.post(f"/clients/{other_practice.client_id}/invoices", draft)["id"]
    check = {"method": "check", "reference": "7", "received_on": "2026-11-20"}
    staff.act(states["part paid"], "record-payment", {"amount": usd(1_000), **check})
    for name in ("paid", "refund unknown", "refunded"):
        client.follow(states[name], other_practice.pay(states[name]))
    client.follow(
        states["refund pending"],
        other_practice.pay(states["refund pending"], "pm_card_pendingRefund"),
    )
    for name, act in (
        ("voided", "void"),
        ("forgiven", "forgive"),
        ("refunded", "refunds"),
        ("refund pending", "refunds"),
    ):
        staff.act(states[name], act, {"reason": REASON})
    client.follow(
        states["asked by the bank"],
        other_practice.pay(states["asked by the bank"], "pm_card_authenticationRequired"),
    )
    other_practice.fault("lost_before", "refunds")
    staff.act(states["refund unknown"], "refunds", {"reason": REASON})
    other_practice.fault("lost_after", "payment_intents")
    client.follow(states["checking"], other_practice.pay(states["checking"]))
    other_practice.fault("hang_after", "payment_intents")
    assert other_practice.pay(states["processing"])["status"] == "working"


def running(cloud, invoice):
    """Return the names of the invoice's running state machine executions."""
    steps, machine = (
        cloud.clients.make("stepfunctions"),
        cloud.deployed.outputs["InvoiceMachineArn"],
    )
    pages = steps.get_paginator("list_executions").paginate(
        stateMachineArn=machine, statusFilter="RUNNING"
    )
    names = [run["name"] for page in pages for run in page["executions"]]
    return [name for name in names if name.startswith(f"{invoice}-")]


@pytest.fixture(scope="module")
def again(stopped, record_testsuite_property):
    """Start the stopped cloud again, record how long it took, and return the cloud."""
    start = time.monotonic()
    cloud = stopped.started()
    record_testsuite_property("second_start_seconds", round(time.monotonic() - start, 1))
    return cloud


@pytest.fixture(scope="module")
def soon():
    """
    Return a function that polls a condition until it is true.

    The function does the same as the fixture `eventually`, but this fixture has module
    scope.
    """

    def ask(question):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if answer := question():
                return answer
        raise AssertionError("it never came true")

    return ask


def test_nothing_was_lost_and_people_are_still_signed_in(again, stopped):
    assert again.lost == ""
    assert stopped.other_practice.staff.get("/me")["person"]["email"] == STAFF_EMAIL
    assert stopped.other_practice.client.get("/me")["person"]["email"] == CLIENT_EMAIL


@pytest.mark.parametrize("state", OPEN)
def test_every_invoice_that_is_not_closed_has_one_live_execution(state, again, stopped, soon):
    soon(lambda: len(running(again, stopped.invoices[state])) == 1 or has_ended(stopped, state))
    assert len(running(again, stopped.invoices[state])) <= 1


def has_ended(stopped, state):
    """
    Return whether the restarted execution has finished the invoice's refund.

    `state`: the invoice's state before the restart. If `state` includes no refund, the result
    is always False. Otherwise the result is True after the restarted execution has
    finished the refund.
    """
    return (
        "refund" in state
        and stopped.other_practice.client.get(f"/invoices/{stopped.invoices[state]}")["status"]
        == "refunded"
    )


@pytest.mark.parametrize("state", [*CLOSED, "draft"])
def test_a_closed_or_unsent_invoice_has_no_execution(state, again, stopped):
    assert running(again, stopped.invoices[state]) == []


def test_people_sign_in_and_sealed_records_open(again, stopped):
    staff = ApiClient(again.url)
    staff.post("/auth/sign-in", {"email": STAFF_EMAIL, "password": PASSWORD})
    # The first sign-in may have used the current code, so this takes the next one.
    code = pyotp.TOTP(stopped.other_practice.totp_secret).at(datetime.now(UTC), counter_offset=1)
    assert staff.post("/auth/totp", {"code": code}) == {"next": "done"}
    stopped.other_practice.staff = staff
    seen = stopped.other_practice.admin().get(f"/clients/{stopped.other_practice.client_id}")
    assert {name: seen[name] for name in PROFILE} == PROFILE
    assert staff.get(f"/invoices/{stopped.invoices['draft']}")["description"] == DESCRIPTION
    client = ApiClient(again.url)
    client.sign_in(CLIENT_EMAIL, PASSWORD)
    stopped.other_practice.client = client


@pytest.mark.parametrize("state", ["processing", "checking", "refund unknown"])
def test_a_payment_or_refund_in_progress_is_checked_and_made_once(state, again, stopped, soon):
    invoice = stopped.invoices[state]
    assert set(wait_until_settled(again, invoice, soon)) == {"succeeded"}
    seen = stopped.other_practice.client.get(f"/invoices/{invoice}")
    assert seen["words"] == ("Refunded" if state == "refund unknown" else "Paid")
    refs = {row["ref"]["S"] for row in ops(again, invoice)}
    charges = [each for each in stopped.other_practice.ledger()["charges"] if each["op"] in refs]
    assert len(charges) == 1


@pytest.mark.parametrize(("state", "left"), [("waiting", 5_000), ("part paid", 4_001)])
def test_a_due_invoice_can_be_paid(state, left, again, stopped):
    invoice = stopped.invoices[state]
    assert stopped.other_practice.client.get(f"/invoices/{invoice}")["balance"] == usd(left)
    assert (
        stopped.other_practice.client.follow(invoice, stopped.other_practice.pay(invoice))["words"]
        == "Paid"
    )


def test_a_paid_invoice_can_be_refunded(again, stopped):
    result = stopped.other_practice.admin().act(
        stopped.invoices["paid"], "refunds", {"reason": REASON}
    )
    assert result["status"] == "refunded"


def test_a_draft_can_be_sent(again, stopped):
    staff = stopped.other_practice.staff
    staff.switch_role("provider")
    assert staff.post(f"/invoices/{stopped.invoices['draft']}/send")["status"] == "sent"


def test_the_banks_check_can_still_be_passed(again, stopped, soon):
    other_practice, invoice = stopped.other_practice, stopped.invoices["asked by the bank"]
    op = ops(again, invoice)[0]["ref"]["S"]
    action = other_practice.client.get(f"/invoices/{invoice}/ops/{op}")["client_action"]
    result = {
        "key": "sk_test_quillfeather",
        "client_secret": action["client_secret"],
        "passed": True,
    }
    other_practice.stripe("POST", "/_fake/authenticate", result)
    other_practice.client.post(f"/invoices/{invoice}/ops/{op}/resume")
    soon(lambda: other_practice.client.get(f"/invoices/{invoice}")["words"] == "Paid")


def test_a_pending_refund_succeeds(again, stopped, soon):
    stopped.other_practice.stripe("POST", "/_fake/settle", {"key": "sk_test_quillfeather"})
    assert wait_until_settled(again, stopped.invoices["refund pending"], soon) == [
        "succeeded",
        "succeeded",
    ]
    assert (
        stopped.other_practice.client.get(f"/invoices/{stopped.invoices['refund pending']}")[
            "words"
        ]
        == "Refunded"
    )


def test_our_ledger_equals_the_processors(again, stopped):
    ours, theirs = books(again, stopped.other_practice.admin(), stopped.other_practice.ledger())
    assert ours == theirs


def test_after_a_kill_the_next_start_reports_it_and_all_saved_data_works(again, stopped, soon):
    """
    After a kill, the next start reports the kill, and all saved data work.

    The emulator is killed before it can save what changed since the last start.
    """
    other_practice = stopped.other_practice
    fresh = other_practice.sent(6_000)
    again.stop()
    cloud = stopped.started()
    saved, lost = dict(other_practice.staff.cookies), other_practice.sent(6_100)
    os.kill(cloud.emulator.child.pid, signal.SIGKILL)
    cloud.emulator.child.wait()
    with pytest.raises(EmulatorFailed, match="before it could save"):
        cloud.stop()
    cloud = stopped.started()
    assert "killed before it could save" in cloud.lost
    # Sending the invoice replaced the session, and the kill lost the new one. Use the saved one.
    other_practice.staff.cookies = saved
    soon(lambda: len(running(cloud, fresh)) == 1)
    other_practice.pay(fresh)
    soon(lambda: other_practice.client.get(f"/invoices/{fresh}")["words"] == "Paid")
    assert lost not in {row["id"] for row in other_practice.admin().get("/invoices")["items"]}
    ours, theirs = books(cloud, other_practice.admin(), other_practice.ledger())
    assert ours == theirs
