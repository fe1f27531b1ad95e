"""Tests look-ups and refunds of charges after their API keys were withdrawn."""

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.payments.domain.processor_errors import BadCredentials, RequestRejected
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, usd
from tests.payments.fake_processor import FakeProcessor


class WithdrawnKeys(FakeProcessor):
    """A fake processor that refuses every call, because its keys were withdrawn."""

    def _post(self, *_told):
        raise BadCredentials(code="api_key_expired")

    def _ask(self, *_told):
        raise BadCredentials(code="api_key_expired")


class OtherAccount(FakeProcessor):
    """A fake processor account that does not know our charges."""

    def fetch(self, _txn_id):
        raise RequestRejected(code="resource_missing")


@pytest.fixture
def harness():
    return BillingHarness()


def replace_keys(harness, newest):
    harness.accounts.connect(WithdrawnKeys(harness.clock), credentials_version=1)
    harness.accounts.connect(newest, credentials_version=2)


def test_a_charge_is_refunded_with_the_accounts_newest_keys(harness):
    invoice = harness.paid()
    replace_keys(harness, harness.processor)
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "x", None)
    assert (accepted.op.state, accepted.invoice.refunded) == (OpState.SUCCEEDED, usd(4_000))
    assert len(harness.processor.refunds) == 1


def test_a_pending_charge_is_found_although_the_keys_changed(harness):
    invoice = harness.sent()
    harness.pay(invoice, "review")
    replace_keys(harness, harness.processor)
    harness.processor.let_go(harness.clock.now.replace(year=2027))
    harness.pass_time(hours=2)
    assert harness.current(invoice).status is Status.PAID


def test_a_refund_of_unknown_outcome_is_made_once_though_the_keys_changed(harness):
    invoice = harness.paid()
    harness.inject_fault("unanswered", "refund")
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert harness.op(accepted).state is OpState.UNKNOWN
    replace_keys(harness, harness.processor)
    harness.pass_time(minutes=5)
    assert (harness.op(accepted).state, len(harness.processor.refunds)) == (OpState.SUCCEEDED, 1)


def test_keys_of_another_account_do_not_finish_a_refund(harness):
    """
    If keys of another account are connected, a refund stays unfinished.

    The other account gets no request, because its "no such refund" would prove nothing.
    """
    invoice = harness.paid()
    harness.inject_fault("unanswered", "refund")
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    other = OtherAccount(harness.clock)
    replace_keys(harness, other)
    harness.pass_time(hours=2)
    assert (harness.op(accepted).state, other.calls) == (OpState.UNKNOWN, [])


def test_keys_of_another_account_refund_nothing_and_staff_get_a_notice(harness):
    invoice = harness.paid()
    other = OtherAccount(harness.clock)
    replace_keys(harness, other)
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (accepted.op.state, other.calls, accepted.invoice.refundable) == (
        OpState.FAILED,
        [],
        usd(10_000),
    )
    assert "A payment needs your attention" in harness.sent_mails()


def test_a_charge_of_unknown_outcome_is_not_looked_up_with_other_keys(harness):
    """
    A charge of unknown outcome is not looked up with another account's keys.

    The charge's id is unknown, so nothing proves that the new keys can see it.
    """
    invoice = harness.sent()
    harness.inject_fault("unanswered")
    accepted = harness.pay(invoice)
    other = OtherAccount(harness.clock)
    replace_keys(harness, other)
    harness.pass_time(hours=2)
    assert (harness.op(accepted).state, other.calls) == (OpState.UNKNOWN, [])


@pytest.mark.parametrize("kind", ["pay", "refund"])
def test_an_op_pending_at_an_account_that_does_not_answer_waits_for_an_admin(harness, kind):
    """
    A pending op waits for an Admin if its account has not responded for a day.

    Otherwise the invoice would show as processing forever, and nobody could act on it.
    """
    harness.processor.slow_refunds = True
    invoice = harness.sent()
    accepted = harness.pay(invoice, "review" if kind == "pay" else "ok")
    if kind == "refund":
        accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    replace_keys(harness, WithdrawnKeys(harness.clock))
    harness.pass_time(hours=23)
    assert harness.op(accepted).state is OpState.PENDING
    harness.pass_time(hours=4)
    assert harness.op(accepted).state is OpState.MANUAL
    assert "A payment needs your attention" in harness.sent_mails()
    assert harness.store.queue == {}
