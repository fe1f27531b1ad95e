"""The machine under the product is stopped, killed and started again, with an invoice in every state."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyotp
import pytest

from localstack.api_client import Visitor
from localstack.cloud import Cloud
from localstack.demo import PASSWORD
from localstack.emulator import EmulatorFailed
from tests.cloud.other_practice import (
    CLIENT_EMAIL,
    DESCRIPTION,
    PROFILE,
    REASON,
    STAFF_EMAIL,
    Neighbour,
    usd,
)
from tests.cloud.passing_time import books, settled
from tests.cloud.rows import ops

pytestmark = pytest.mark.xdist_group("localcloud")

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
    """A practice whose cloud was stopped in the middle of things: its invoices by what they were just doing."""

    home: Path
    neighbour: Neighbour
    invoices: dict[str, str]

    def started(self) -> Cloud:
        """The cloud again, at the same address; the practice's people have to sign in anew, or keep their sessions."""
        cloud = Cloud(self.home, self.neighbour.cloud.port)
        cloud.start()
        self.neighbour.cloud = cloud
        cloud.wait_scale(0.01)
        return cloud


@pytest.fixture(scope="module")
def stopped():
    """Stopped by SIGTERM while one payment was at the processor."""
    with TemporaryDirectory(prefix="clocktree-") as folder:
        cloud = Cloud(Path(folder))
        cloud.start()
        cloud.wait_scale(0.01)
        made = Stopped(Path(folder), Neighbour(cloud), {})
        try:
            _lives(made)
            cloud.stop()
            yield made
        finally:
            made.neighbour.cloud.stop()


def _lives(made):
    neighbour, states = made.neighbour, made.invoices
    for number, name in enumerate((*OPEN, *CLOSED)):
        states[name] = neighbour.sent(5_000 + number)
    staff, client = neighbour.staff, neighbour.client
    draft = {"description": DESCRIPTION, "amount": usd(4_999)}
    states["draft"] = staff.post(f"/clients/{neighbour.client_id}/invoices", draft)["id"]
    check = {"method": "check", "reference": "7", "received_on": "2026-11-20"}
    staff.act(states["part paid"], "record-payment", {"amount": usd(1_000), **check})
    for name in ("paid", "refund unknown", "refunded"):
        client.followed(states[name], neighbour.pay(states[name]))
    client.followed(
        states["refund pending"], neighbour.pay(states["refund pending"], "pm_card_pendingRefund")
    )
    for name, act in (
        ("voided", "void"),
        ("forgiven", "forgive"),
        ("refunded", "refunds"),
        ("refund pending", "refunds"),
    ):
        staff.act(states[name], act, {"reason": REASON})
    client.followed(
        states["asked by the bank"],
        neighbour.pay(states["asked by the bank"], "pm_card_authenticationRequired"),
    )
    neighbour.fault("lost_before", "refunds")
    staff.act(states["refund unknown"], "refunds", {"reason": REASON})
    neighbour.fault("lost_after", "payment_intents")
    client.followed(states["checking"], neighbour.pay(states["checking"]))
    neighbour.fault("hang_after", "payment_intents")
    assert neighbour.pay(states["processing"])["status"] == "working"


def running(cloud, invoice):
    """Live executions of an invoice."""
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
    """The second start."""
    begun = time.monotonic()
    cloud = stopped.started()
    record_testsuite_property("second_start_seconds", round(time.monotonic() - begun, 1))
    return cloud


@pytest.fixture(scope="module")
def soon():
    """As `eventually`, for the whole module."""

    def ask(question):
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            if answer := question():
                return answer
        raise AssertionError("it never came true")

    return ask


def test_nothing_was_lost_and_people_are_still_signed_in(again, stopped):
    assert again.lost == ""
    assert stopped.neighbour.staff.get("/me")["person"]["email"] == STAFF_EMAIL
    assert stopped.neighbour.client.get("/me")["person"]["email"] == CLIENT_EMAIL


@pytest.mark.parametrize("state", OPEN)
def test_every_invoice_that_is_not_closed_has_one_live_execution(state, again, stopped, soon):
    soon(lambda: len(running(again, stopped.invoices[state])) == 1 or has_ended(stopped, state))
    assert len(running(again, stopped.invoices[state])) <= 1


def has_ended(stopped, state):
    """What was being refunded may be found out as soon as its execution lives again, which then ends."""
    return (
        "refund" in state
        and stopped.neighbour.client.get(f"/invoices/{stopped.invoices[state]}")["status"]
        == "refunded"
    )


@pytest.mark.parametrize("state", [*CLOSED, "draft"])
def test_what_is_closed_or_not_yet_sent_has_none(state, again, stopped):
    assert running(again, stopped.invoices[state]) == []


def test_people_sign_in_and_sealed_records_open(again, stopped):
    staff = Visitor(again.url)
    staff.post("/auth/sign-in", {"email": STAFF_EMAIL, "password": PASSWORD})
    # The step's own code may have been used by the first sign-in, half a minute ago.
    code = pyotp.TOTP(stopped.neighbour.totp_secret).at(datetime.now(UTC), counter_offset=1)
    assert staff.post("/auth/totp", {"code": code}) == {"next": "done"}
    stopped.neighbour.staff = staff
    seen = stopped.neighbour.admin().get(f"/clients/{stopped.neighbour.client_id}")
    assert {name: seen[name] for name in PROFILE} == PROFILE
    assert staff.get(f"/invoices/{stopped.invoices['draft']}")["description"] == DESCRIPTION
    client = Visitor(again.url)
    client.sign_in(CLIENT_EMAIL, PASSWORD)
    stopped.neighbour.client = client


@pytest.mark.parametrize("state", ["processing", "checking", "refund unknown"])
def test_what_was_under_way_is_found_out_and_done_once(state, again, stopped, soon):
    invoice = stopped.invoices[state]
    assert set(settled(again, invoice, soon)) == {"succeeded"}
    seen = stopped.neighbour.client.get(f"/invoices/{invoice}")
    assert seen["words"] == ("Refunded" if state == "refund unknown" else "Paid")
    refs = {row["ref"]["S"] for row in ops(again, invoice)}
    taken = [each for each in stopped.neighbour.ledger()["charges"] if each["op"] in refs]
    assert len(taken) == 1


@pytest.mark.parametrize(("state", "left"), [("waiting", 5_000), ("part paid", 4_001)])
def test_what_waited_for_its_payment_is_paid(state, left, again, stopped):
    invoice = stopped.invoices[state]
    assert stopped.neighbour.client.get(f"/invoices/{invoice}")["balance"] == usd(left)
    assert (
        stopped.neighbour.client.followed(invoice, stopped.neighbour.pay(invoice))["words"]
        == "Paid"
    )


def test_what_was_paid_is_refunded(again, stopped):
    said = stopped.neighbour.admin().act(stopped.invoices["paid"], "refunds", {"reason": REASON})
    assert said["status"] == "refunded"


def test_a_draft_is_sent(again, stopped):
    staff = stopped.neighbour.staff
    staff.wear("provider")
    assert staff.post(f"/invoices/{stopped.invoices['draft']}/send")["status"] == "sent"


def test_the_banks_check_can_still_be_passed(again, stopped, soon):
    neighbour, invoice = stopped.neighbour, stopped.invoices["asked by the bank"]
    op = ops(again, invoice)[0]["ref"]["S"]
    action = neighbour.client.get(f"/invoices/{invoice}/ops/{op}")["client_action"]
    said = {"key": "sk_test_quillfeather", "client_secret": action["client_secret"], "passed": True}
    neighbour.stripe("POST", "/_fake/authenticate", said)
    neighbour.client.post(f"/invoices/{invoice}/ops/{op}/resume")
    soon(lambda: neighbour.client.get(f"/invoices/{invoice}")["words"] == "Paid")


def test_a_refund_that_the_bank_held_ends(again, stopped, soon):
    stopped.neighbour.stripe("POST", "/_fake/settle", {"key": "sk_test_quillfeather"})
    assert settled(again, stopped.invoices["refund pending"], soon) == ["succeeded", "succeeded"]
    assert (
        stopped.neighbour.client.get(f"/invoices/{stopped.invoices['refund pending']}")["words"]
        == "Refunded"
    )


def test_no_book_of_ours_differs_from_the_processors(again, stopped):
    ours, theirs = books(again, stopped.neighbour.admin(), stopped.neighbour.ledger())
    assert ours == theirs


def test_after_a_kill_the_next_start_says_so_and_everything_saved_before_works(
    again, stopped, soon
):
    """Stopped, started, and the emulator killed before it could save anything more."""
    neighbour = stopped.neighbour
    fresh = neighbour.sent(6_000)
    again.stop()
    cloud = stopped.started()
    saved, lost = dict(neighbour.staff.cookies), neighbour.sent(6_100)
    os.kill(cloud.emulator.child.pid, signal.SIGKILL)
    cloud.emulator.child.wait()
    with pytest.raises(EmulatorFailed, match="before it could save"):
        cloud.stop()
    cloud = stopped.started()
    assert "killed before it could save" in cloud.lost
    # To send is to wear a role, in a session that is lost as well; the one before it is back.
    neighbour.staff.cookies = saved
    soon(lambda: len(running(cloud, fresh)) == 1)
    neighbour.pay(fresh)
    soon(lambda: neighbour.client.get(f"/invoices/{fresh}")["words"] == "Paid")
    assert lost not in {row["id"] for row in neighbour.admin().get("/invoices")["items"]}
    ours, theirs = books(cloud, neighbour.admin(), neighbour.ledger())
    assert ours == theirs
