"""What nobody could find out is closed by an Admin, with evidence."""

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
def closing(harness):
    return ManualResolution(
        harness.invoice_access, harness.results, FakeIdGenerator(), harness.clock
    )


def a_lost_payment(harness):
    """A payment that the processor answers nothing about for more than a day."""
    invoice = harness.sent()
    harness.processor.fault = lambda _verb: "lost"
    asked = harness.pay(invoice)
    harness.pass_time(hours=26)
    assert harness.op(asked).state is OpState.MANUAL
    return invoice, asked.op.ref


def test_money_that_was_seen_pays_the_invoice_under_the_admins_name(harness, closing):
    invoice, ref = a_lost_payment(harness)
    done = closing.close(AN_ADMIN, invoice.id, ref, SEEN)
    assert (done.op.state, done.invoice.status, done.invoice.balance) == (
        OpState.SUCCEEDED,
        Status.PAID,
        usd(0),
    )
    lines = harness.store.ledgers[invoice.practice, invoice.id]
    assert [line.kind.value for line in lines[-2:]] == ["closed_by_hand", "charged"]
    assert (lines[-2].actor, lines[-2].reason, lines[-1].charge) == (
        AN_ADMIN.person,
        SEEN.seen_in,
        "pi_seen",
    )


def test_an_admin_alone_is_shown_what_waits_for_an_admin(harness):
    invoice, ref = a_lost_payment(harness)
    waits = harness.views.view(AN_ADMIN, invoice.id).manual_op
    assert (waits.ref, waits.kind, waits.amount) == (ref, OpKind.PAY, usd(10_000))
    assert [harness.views.view(who, invoice.id).manual_op for who in (A_PROVIDER, A_CLIENT)] == [
        None,
        None,
    ]


def test_a_refund_that_gave_the_lock_back_waits_for_an_admin_too(harness):
    invoice = harness.paid()
    harness.processor.fault = lambda _verb: "lost"
    asked = harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "Ended early", None)
    assert harness.views.view(AN_ADMIN, invoice.id).manual_op is None
    harness.pass_time(hours=26)
    assert harness.views.view(AN_ADMIN, invoice.id).manual_op.ref == asked.op.ref


def test_money_that_was_not_seen_leaves_the_invoice_due_and_free(harness, closing):
    invoice, ref = a_lost_payment(harness)
    done = closing.close(AN_ADMIN, invoice.id, ref, NOT_SEEN)
    assert (done.op.state, done.invoice.status, done.invoice.active_op) == (
        OpState.FAILED,
        Status.SENT,
        None,
    )
    harness.processor.fault = lambda _verb: ""
    harness.pay(invoice)
    assert harness.now_is(invoice).status is Status.PAID


@pytest.mark.parametrize("happened", [True, False])
def test_a_refund_is_closed_either_way_and_its_reservation_ends(harness, closing, happened):
    invoice = harness.paid()
    harness.processor.fault = lambda _verb: "lost"
    asked = harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "Ended early", None)
    harness.pass_time(hours=26)
    done = closing.close(AN_ADMIN, invoice.id, asked.op.ref, replace(SEEN, happened=happened))
    assert done.invoice.ledger.reserved == usd(0)
    assert done.invoice.ledger.refunded == usd(4_000 if happened else 0)
    assert done.invoice.refunds_open == 0


@pytest.mark.parametrize("known", ["pi_0", "re_1"])
def test_what_is_on_the_invoice_already_is_no_evidence_for_another_payment(harness, closing, known):
    invoice = harness.paid()
    harness.ops.refund(AN_ADMIN, invoice.id, usd(1_000), "Ended early", None, still_owed=True)
    harness.processor.fault = lambda _verb: "lost"
    asked = harness.pay(invoice)
    harness.pass_time(hours=26)
    with pytest.raises(Invalid) as no:
        closing.close(AN_ADMIN, invoice.id, asked.op.ref, replace(SEEN, processor_id=known))
    assert list(no.value.fields) == ["processor_id"]
    assert harness.op(asked).state is OpState.MANUAL


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_only_an_admin_may(harness, closing, who):
    invoice, ref = a_lost_payment(harness)
    with pytest.raises(NotAllowed):
        closing.close(who, invoice.id, ref, SEEN)


def test_an_op_that_was_settled_cannot_be_closed_again(harness, closing):
    invoice, ref = a_lost_payment(harness)
    closing.close(AN_ADMIN, invoice.id, ref, NOT_SEEN)
    with pytest.raises(Conflict) as no:
        closing.close(AN_ADMIN, invoice.id, ref, SEEN)
    assert no.value.fresh.status is Status.SENT


@pytest.mark.parametrize(
    ("evidence", "field"),
    [
        (replace(SEEN, seen_in=" "), "evidence"),
        (replace(SEEN, seen_in="x" * 501), "evidence"),
        (replace(SEEN, seen_in="Card 4242 4242 4242 4242"), "evidence"),
        (replace(SEEN, processor_id=""), "processor_id"),
    ],
)
def test_without_evidence_nothing_is_closed(harness, closing, evidence, field):
    invoice, ref = a_lost_payment(harness)
    with pytest.raises(Invalid) as no:
        closing.close(AN_ADMIN, invoice.id, ref, evidence)
    assert list(no.value.fields) == [field]
