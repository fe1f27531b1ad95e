"""
Tests how an Admin closes an op of unknown outcome, with evidence.

An op is one requested action on an invoice, here a payment or a refund.
"""

from dataclasses import replace

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.usecases.manual_resolution import Evidence, ManualResolution
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, usd
from tests.kernel.fake_clock import FakeIdGenerator

SEEN = Evidence(happened=True, processor_id="pi_seen", seen_in="Statement of November, line 12")
NOT_SEEN = Evidence(happened=False, processor_id="", seen_in="Not on the November statement")


@pytest.fixture
def harness():
    return BillingHarness()


@pytest.fixture
def resolution(harness):
    return ManualResolution(
        harness.invoice_access, harness.results, FakeIdGenerator(), harness.clock
    )


def a_lost_payment(harness):
    """
    Start a payment whose requests are lost for a day; it then waits for an Admin.

    Return the invoice and the reference of the payment's op.
    """
    invoice = harness.sent()
    harness.processor.fault = lambda _verb: "lost"
    accepted = harness.pay(invoice)
    harness.pass_time(hours=26)
    assert harness.op(accepted).state is OpState.MANUAL
    return invoice, accepted.op.ref


def test_evidence_of_a_payment_pays_the_invoice_and_names_the_admin(harness, resolution):
    invoice, ref = a_lost_payment(harness)
    closed = resolution.close(AN_ADMIN, invoice.id, ref, SEEN)
    assert (closed.op.state, closed.invoice.status, closed.invoice.balance) == (
        OpState.SUCCEEDED,
        Status.PAID,
        usd(0),
    )
    entries = harness.store.ledgers[invoice.practice, invoice.id]
    assert [line.kind.value for line in entries[-2:]] == ["closed_by_hand", "charged"]
    assert (entries[-2].actor, entries[-2].reason, entries[-1].charge) == (
        AN_ADMIN.person,
        SEEN.seen_in,
        "pi_seen",
    )


def test_only_an_admin_sees_the_op_that_waits_for_an_admin(harness):
    invoice, ref = a_lost_payment(harness)
    waiting_op = harness.views.view(AN_ADMIN, invoice.id).manual_op
    assert (waiting_op.ref, waiting_op.kind, waiting_op.amount) == (ref, OpKind.PAY, usd(10_000))
    assert [harness.views.view(who, invoice.id).manual_op for who in (A_PROVIDER, A_CLIENT)] == [
        None,
        None,
    ]


def test_a_pending_refund_waits_for_an_admin_too(harness):
    invoice = harness.paid()
    harness.processor.fault = lambda _verb: "lost"
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "Ended early", None)
    assert harness.views.view(AN_ADMIN, invoice.id).manual_op is None
    harness.pass_time(hours=26)
    assert harness.views.view(AN_ADMIN, invoice.id).manual_op.ref == accepted.op.ref


def test_evidence_of_no_payment_leaves_the_invoice_owed_and_unlocked(harness, resolution):
    invoice, ref = a_lost_payment(harness)
    closed = resolution.close(AN_ADMIN, invoice.id, ref, NOT_SEEN)
    assert (closed.op.state, closed.invoice.status, closed.invoice.active_op) == (
        OpState.FAILED,
        Status.SENT,
        None,
    )
    harness.processor.fault = lambda _verb: ""
    harness.pay(invoice)
    assert harness.current(invoice).status is Status.PAID


@pytest.mark.parametrize("happened", [True, False])
def test_a_refund_closed_by_hand_releases_its_reservation(harness, resolution, happened):
    invoice = harness.paid()
    harness.processor.fault = lambda _verb: "lost"
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "Ended early", None)
    harness.pass_time(hours=26)
    closed = resolution.close(
        AN_ADMIN, invoice.id, accepted.op.ref, replace(SEEN, happened=happened)
    )
    assert closed.invoice.ledger.reserved == usd(0)
    assert closed.invoice.ledger.refunded == usd(4_000 if happened else 0)
    assert closed.invoice.open_refunds == frozenset()


@pytest.mark.parametrize("known", ["pi_0", "re_1"])
def test_an_id_that_is_on_the_invoice_already_is_no_evidence(harness, resolution, known):
    invoice = harness.paid()
    harness.ops.refund(AN_ADMIN, invoice.id, usd(1_000), "Ended early", None, still_owed=True)
    harness.processor.fault = lambda _verb: "lost"
    accepted = harness.pay(invoice)
    harness.pass_time(hours=26)
    with pytest.raises(Invalid) as error:
        resolution.close(AN_ADMIN, invoice.id, accepted.op.ref, replace(SEEN, processor_id=known))
    assert list(error.value.fields) == ["processor_id"]
    assert harness.op(accepted).state is OpState.MANUAL


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_only_an_admin_closes_an_op(harness, resolution, who):
    invoice, ref = a_lost_payment(harness)
    with pytest.raises(NotAllowed):
        resolution.close(who, invoice.id, ref, SEEN)


def test_a_finished_op_cannot_be_closed_again(harness, resolution):
    invoice, ref = a_lost_payment(harness)
    resolution.close(AN_ADMIN, invoice.id, ref, NOT_SEEN)
    with pytest.raises(Conflict) as error:
        resolution.close(AN_ADMIN, invoice.id, ref, SEEN)
    assert error.value.fresh.status is Status.SENT


@pytest.mark.parametrize(
    ("evidence", "field"),
    [
        (replace(SEEN, seen_in=" "), "evidence"),
        (replace(SEEN, seen_in="x" * 501), "evidence"),
        (replace(SEEN, seen_in="Card 4242 4242 4242 4242"), "evidence"),
        (replace(SEEN, processor_id=""), "processor_id"),
    ],
)
def test_without_evidence_nothing_is_closed(harness, resolution, evidence, field):
    invoice, ref = a_lost_payment(harness)
    with pytest.raises(Invalid) as error:
        resolution.close(AN_ADMIN, invoice.id, ref, evidence)
    assert list(error.value.fields) == [field]
