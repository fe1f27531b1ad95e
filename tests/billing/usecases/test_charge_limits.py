"""Tests that nothing is offered that the practice's processor must refuse."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.domain.rules import InvoiceAction
from chalicelib.billing.usecases.invoice_drafts import Draft
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, usd
from tests.payments.fake_processor import MOST, FakeProcessor

TAX = TaxRule(TaxMode.EXCLUSIVE, Decimal("8.25"), "Sales tax")


@pytest.fixture
def harness():
    harness = BillingHarness()
    harness.processor.least = 50
    harness.directory.now_has(max_invoice=MOST)
    return harness


def record(harness, invoice, minor):
    payment = RecordedPayment(usd(minor), Method.CASH, "", date(2026, 11, 24))
    harness.ops.record_payment(A_PROVIDER, invoice.id, payment, None)


def refused_fields(act):
    with pytest.raises(Invalid) as refusal:
        act()
    return refusal.value.fields


@pytest.mark.parametrize("minor", [1, 49])
def test_an_invoice_below_the_least_charge_is_refused_at_its_field_with_the_figure(harness, minor):
    (reason,) = refused_fields(lambda: harness.drafted(minor)).values()
    assert "at least 0.50 USD" in reason
    assert harness.store.invoices == {}


@pytest.mark.parametrize("minor", [50, MOST])
def test_an_invoice_at_a_limit_is_sent_and_paid(harness, minor):
    invoice = harness.sent(minor)
    harness.pay(invoice)
    assert harness.current(invoice).balance == usd(0)


def test_tax_counts_when_the_total_is_above_the_most_of_a_charge(harness):
    harness.directory.now_has(rule=TAX)
    assert set(refused_fields(lambda: harness.drafted(MOST))) == {"amount"}
    assert harness.drafted(47).total == usd(51)


def test_an_edit_is_refused_as_a_new_draft_is_and_the_draft_stays(harness):
    draft = harness.drafted()
    edit = Draft("One visit", usd(49))
    fields = refused_fields(lambda: harness.drafts.edit(A_PROVIDER, draft.id, edit, draft.version))
    assert set(fields) == {"amount"}
    assert harness.current(draft) == draft


def test_a_draft_that_no_card_can_pay_since_is_not_sent(harness):
    """
    A draft is not sent if no card can pay its total any more.

    Since the draft was written, tax was added or the processor changed.
    """
    small, large = harness.drafted(60), harness.drafted(MOST)
    harness.processor.least = 100
    harness.directory.now_has(rule=TAX)
    for draft in (small, large):
        fields = refused_fields(lambda draft=draft: harness.drafts.send(A_PROVIDER, draft.id))
        assert set(fields) == {"amount"}
        assert harness.current(draft).number == 0
    assert harness.mail.sent == []


def test_a_practice_that_records_payments_may_bill_any_amount(harness):
    harness.directory.now_has(record_only=True)
    assert harness.sent(1).total == usd(1)


def test_a_rest_below_the_least_charge_is_not_offered_and_both_sides_read_why(harness):
    invoice = harness.sent(10_000)
    record(harness, invoice, 9_980)
    client, staff = (harness.views.view(who, invoice.id) for who in (A_CLIENT, A_PROVIDER))
    assert InvoiceAction.PAY not in client.actions
    assert "0.20 USD cannot be paid here" in client.why_not_by_card
    assert "0.20 USD by card" in staff.why_not_by_card
    assert InvoiceAction.RECORD_PAYMENT in staff.actions
    rows, _ = harness.views.page(A_CLIENT, InvoiceFilter())
    assert harness.views.payable(A_CLIENT, rows) == frozenset()


def test_a_rest_at_the_least_charge_is_offered_and_paid(harness):
    invoice = harness.sent(10_000)
    record(harness, invoice, 9_950)
    view = harness.views.view(A_CLIENT, invoice.id)
    assert (InvoiceAction.PAY in view.actions, view.why_not_by_card) == (True, "")
    harness.pay(invoice)
    assert harness.current(invoice).balance == usd(0)


def test_a_refund_whose_rest_is_owed_again_below_the_least_charge_says_why(harness):
    invoice = harness.paid(10_000)
    harness.ops.refund(AN_ADMIN, invoice.id, usd(20), "Overcharged", None, still_owed=True)
    assert harness.current(invoice).balance == usd(20)
    assert harness.views.view(A_CLIENT, invoice.id).why_not_by_card


def test_any_part_of_a_charge_can_be_refunded_whatever_the_least_charge_is(harness):
    invoice = harness.paid(10_000)
    for minor in (1, 9_950, 49):
        harness.ops.refund(AN_ADMIN, invoice.id, usd(minor), "Overcharged", None)
    assert harness.current(invoice).refunded == usd(10_000)


def test_a_payment_that_must_fail_is_refused_before_the_processor_is_called(harness):
    """
    A payment is refused if the balance is below the least amount of a charge.

    This can happen if the pay page was opened before the balance became so small.
    """
    invoice = harness.sent(10_000)
    record(harness, invoice, 9_980)
    for act in (
        lambda: harness.ops.payment_form(A_CLIENT, invoice.id),
        lambda: harness.ops.pay(A_CLIENT, invoice.id, OneTimeToken("ok-1"), None, None),
    ):
        with pytest.raises(Conflict, match=r"0\.20 USD cannot be paid here") as refusal:
            act()
        assert refusal.value.fresh == harness.current(invoice)
    assert harness.processor.calls == []


def test_without_a_processor_no_card_payment_is_offered(harness):
    invoice = harness.sent()
    harness.accounts.accounts.clear()
    view = harness.views.view(A_CLIENT, invoice.id)
    assert (view.actions, "Ask your practice" in view.why_not_by_card) == ([], True)
    assert harness.views.view(A_PROVIDER, invoice.id).why_not_by_card
    harness.directory.now_has(record_only=True)
    assert harness.views.view(A_PROVIDER, invoice.id).why_not_by_card == ""


def test_an_invoice_that_nobody_can_pay_now_has_no_reason_against_cards(harness):
    paid, drafted, waiting = harness.paid(), harness.drafted(), harness.sent()
    harness.pay(waiting, "3ds")
    harness.accounts.accounts.clear()
    for invoice in (paid, drafted, waiting):
        assert harness.views.view(AN_ADMIN, invoice.id).why_not_by_card == ""


def test_only_the_client_gets_rows_to_pay_and_only_those_that_wait_for_money(harness):
    due, paid = harness.sent(), harness.paid()
    rows, _ = harness.views.page(A_CLIENT, InvoiceFilter())
    assert {row.id for row in rows} == {due.id, paid.id}
    assert harness.views.payable(A_CLIENT, rows) == {due.id}
    assert harness.views.payable(AN_ADMIN, rows) == frozenset()


def test_the_limits_of_the_account_that_takes_new_payments_count(harness):
    other = FakeProcessor(harness.clock, least=5_000)
    harness.accounts.connect(other, "acc_2")
    assert set(refused_fields(lambda: harness.drafted(4_999))) == {"amount"}
