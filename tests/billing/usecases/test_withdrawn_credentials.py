"""Money taken with withdrawn credentials can still be looked up and refunded."""

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.payments.domain.payment import BadCredentials, RequestRejected
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, usd
from tests.payments.fake_processor import FakeProcessor


class Refused(FakeProcessor):
    """An account whose keys answer nothing any more."""

    def _post(self, *_told):
        raise BadCredentials(code="api_key_expired")

    def _ask(self, *_told):
        raise BadCredentials(code="api_key_expired")


class Another(FakeProcessor):
    """Somebody else's account: it has none of our charges."""

    def fetch(self, _txn_id):
        raise RequestRejected(code="resource_missing")


@pytest.fixture
def harness():
    return BillingHarness()


def replace_keys(harness, newest):
    harness.accounts.connect(Refused(harness.clock), credentials=1)
    harness.accounts.connect(newest, credentials=2)


def test_a_charge_is_refunded_with_the_accounts_newest_keys(harness):
    invoice = harness.paid()
    replace_keys(harness, harness.processor)
    asked = harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "x", None)
    assert (asked.op.state, asked.invoice.refunded) == (OpState.SUCCEEDED, usd(4_000))
    assert len(harness.processor.refunds) == 1


def test_what_was_pending_when_the_keys_changed_is_still_found_out(harness):
    invoice = harness.sent()
    harness.pay(invoice, "review")
    replace_keys(harness, harness.processor)
    harness.processor.let_go(harness.clock.now.replace(year=2027))
    harness.pass_time(hours=2)
    assert harness.now_is(invoice).status is Status.PAID


def test_a_refund_of_unknown_outcome_is_made_once_though_the_keys_changed(harness):
    invoice = harness.paid()
    harness.breaks("unanswered", "refund")
    asked = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert harness.op(asked).state is OpState.UNKNOWN
    replace_keys(harness, harness.processor)
    harness.pass_time(minutes=5)
    assert (harness.op(asked).state, len(harness.processor.refunds)) == (OpState.SUCCEEDED, 1)


def test_keys_of_another_account_settle_nothing(harness):
    """Its "there is no such refund" would free money that the first account may have given back."""
    invoice = harness.paid()
    harness.breaks("unanswered", "refund")
    asked = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    other = Another(harness.clock)
    replace_keys(harness, other)
    harness.pass_time(hours=2)
    assert (harness.op(asked).state, other.calls) == (OpState.UNKNOWN, [])


def test_keys_of_another_account_refund_nothing_and_the_staff_are_told(harness):
    invoice = harness.paid()
    other = Another(harness.clock)
    replace_keys(harness, other)
    asked = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (asked.op.state, other.calls, asked.invoice.refundable) == (
        OpState.FAILED,
        [],
        usd(10_000),
    )
    assert "A payment needs your attention" in harness.sent_mails()


def test_a_charge_of_unknown_outcome_is_not_asked_for_with_other_keys(harness):
    """Nothing tells yet whose account has it: the newest keys may be another's."""
    invoice = harness.sent()
    harness.breaks("unanswered")
    asked = harness.pay(invoice)
    other = Another(harness.clock)
    replace_keys(harness, other)
    harness.pass_time(hours=2)
    assert (harness.op(asked).state, other.calls) == (OpState.UNKNOWN, [])


@pytest.mark.parametrize("kind", ["pay", "refund"])
def test_what_is_pending_at_an_account_that_answers_nothing_comes_before_a_person(harness, kind):
    """It would be processing for ever, nobody would be told, and nobody could close it."""
    harness.processor.slow_refunds = True
    invoice = harness.sent()
    asked = harness.pay(invoice, "review" if kind == "pay" else "ok")
    if kind == "refund":
        asked = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    replace_keys(harness, Refused(harness.clock))
    harness.pass_time(hours=23)
    assert harness.op(asked).state is OpState.PENDING
    harness.pass_time(hours=4)
    assert harness.op(asked).state is OpState.MANUAL
    assert "A payment needs your attention" in harness.sent_mails()
    assert harness.store.queue == {}
