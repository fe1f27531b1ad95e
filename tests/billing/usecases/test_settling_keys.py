"""Keys that were withdrawn at the processor: the money they took can still be asked for and given back."""

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
def till():
    return BillingHarness()


def replace_keys(till, newest):
    till.accounts.connect(Refused(till.clock), credentials=1)
    till.accounts.connect(newest, credentials=2)


def test_a_charge_is_refunded_with_the_accounts_newest_keys(till):
    invoice = till.paid()
    replace_keys(till, till.processor)
    asked = till.billing.refund(AN_ADMIN, invoice.id, usd(4_000), "x", None)
    assert (asked.op.state, asked.invoice.refunded) == (OpState.SUCCEEDED, usd(4_000))
    assert len(till.processor.refunds) == 1


def test_what_was_pending_when_the_keys_changed_is_still_found_out(till):
    invoice = till.sent()
    till.pay(invoice, "review")
    replace_keys(till, till.processor)
    till.processor.let_go(till.clock.now.replace(year=2027))
    till.later(hours=2)
    assert till.now_is(invoice).status is Status.PAID


def test_a_refund_of_unknown_outcome_is_made_once_though_the_keys_changed(till):
    invoice = till.paid()
    till.breaks("unanswered", "refund")
    asked = till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert till.op(asked).state is OpState.UNKNOWN
    replace_keys(till, till.processor)
    till.later(minutes=5)
    assert (till.op(asked).state, len(till.processor.refunds)) == (OpState.SUCCEEDED, 1)


def test_keys_of_another_account_settle_nothing(till):
    """Its "there is no such refund" would free money that the first account may have given back."""
    invoice = till.paid()
    till.breaks("unanswered", "refund")
    asked = till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    other = Another(till.clock)
    replace_keys(till, other)
    till.later(hours=2)
    assert (till.op(asked).state, other.calls) == (OpState.UNKNOWN, [])


def test_keys_of_another_account_refund_nothing_and_the_staff_are_told(till):
    invoice = till.paid()
    other = Another(till.clock)
    replace_keys(till, other)
    asked = till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (asked.op.state, other.calls, asked.invoice.refundable) == (
        OpState.FAILED,
        [],
        usd(10_000),
    )
    assert "A payment needs your attention" in till.sent_mails()


def test_a_charge_of_unknown_outcome_is_not_asked_for_with_other_keys(till):
    """Nothing tells yet whose account has it: the newest keys may be another's."""
    invoice = till.sent()
    till.breaks("unanswered")
    asked = till.pay(invoice)
    other = Another(till.clock)
    replace_keys(till, other)
    till.later(hours=2)
    assert (till.op(asked).state, other.calls) == (OpState.UNKNOWN, [])


@pytest.mark.parametrize("kind", ["pay", "refund"])
def test_what_is_pending_at_an_account_that_answers_nothing_comes_before_a_person(till, kind):
    """It would be processing for ever, nobody would be told, and nobody could close it."""
    till.processor.slow_refunds = True
    invoice = till.sent()
    asked = till.pay(invoice, "review" if kind == "pay" else "ok")
    if kind == "refund":
        asked = till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    replace_keys(till, Refused(till.clock))
    till.later(hours=23)
    assert till.op(asked).state is OpState.PENDING
    till.later(hours=4)
    assert till.op(asked).state is OpState.MANUAL
    assert "A payment needs your attention" in till.sent_mails()
    assert till.store.queue == {}
