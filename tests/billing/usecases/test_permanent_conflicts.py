"""Tests that an outcome that can never be stored becomes a work item for an Admin."""

from dataclasses import replace

import pytest

from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.billing.usecases.manual_resolution import Evidence, ManualResolution
from chalicelib.kernel.errors import Conflict
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, PRACTICE, usd

TROUBLE = "A payment needs your attention"


@pytest.fixture
def harness():
    return BillingHarness()


@pytest.fixture
def unstorable(harness):
    """A payment that was charged, and whose invoice's row is then an older copy."""
    invoice = harness.sent()
    old_ledger = list(harness.store.ledgers[PRACTICE, invoice.id])

    def put_back(name):
        if name == "charge done":
            harness.store.ledgers[PRACTICE, invoice.id] = [*old_ledger, old_ledger[-1]]

    harness.processor.boundary = put_back
    accepted = harness.pay(invoice)
    harness.processor.boundary = lambda _name: None
    harness.pass_time(minutes=3)
    return invoice, accepted


def test_an_outcome_that_is_refused_each_time_waits_for_an_admin(harness, unstorable):
    invoice, accepted = unstorable
    assert harness.op(accepted).state is OpState.MANUAL
    assert harness.store.queue == {}
    assert len(harness.processor.intents) == 1
    view = harness.views.view(AN_ADMIN, invoice.id)
    assert (view.manual_op.ref, view.actions) == (accepted.op.ref, ())
    assert "do not agree" in view.why_no_action


def test_provider_and_admins_are_told_of_it_once(harness, unstorable):
    told = [to for to, subject, _ in harness.mail.sent if subject == TROUBLE]
    assert sorted(told) == ["ada@example.org", "pat@example.org"]
    harness.pass_time(hours=2)
    assert len([to for to, subject, _ in harness.mail.sent if subject == TROUBLE]) == 2


def test_nothing_more_can_be_paid_or_closed_until_the_records_are_repaired(harness, unstorable):
    invoice, accepted = unstorable
    resolution = ManualResolution(
        harness.invoice_access, harness.results, harness.ids, harness.clock
    )
    seen = Evidence(happened=True, processor_id="pi_1", seen_in="dashboard")
    with pytest.raises(Conflict):
        harness.pay(invoice, access=A_CLIENT)
    with pytest.raises(Conflict):
        resolution.close(AN_ADMIN, invoice.id, accepted.op.ref, seen)
    harness.store.ledgers[PRACTICE, invoice.id].pop()
    closed = resolution.close(AN_ADMIN, invoice.id, accepted.op.ref, seen)
    assert closed.op.state is OpState.SUCCEEDED


def test_a_payment_is_not_charged_when_its_invoice_no_longer_expects_it(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    accepted = harness.pay(invoice)
    stored = harness.current(invoice)
    harness.store.invoices[PRACTICE, invoice.id] = replace(stored, active_op=None, overlay=None)
    harness.machine.run()
    assert (harness.processor.intents, harness.op(accepted).state) == ({}, OpState.MANUAL)


def test_an_older_copy_of_a_recorded_payment_is_not_recorded_again(harness):
    invoice = harness.sent()
    payment = RecordedPayment(usd(4_000), Method.CASH, "", harness.clock.now.date())
    accepted = harness.ops.record_payment(A_PROVIDER, invoice.id, payment, None)
    harness.store._put(replace(harness.op(accepted), state=OpState.NEW))
    harness.executions.signal(PRACTICE, invoice.id)
    harness.machine.run()
    assert (harness.kinds(invoice).count("recorded"), harness.op(accepted).state) == (
        1,
        OpState.FAILED,
    )
