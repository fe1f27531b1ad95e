"""
Tests the real Stripe adapter under the faults of test_chaos.py.

The adapter calls a fake Stripe server.
"""

import os
from collections import Counter
from dataclasses import replace

import pytest

from chalicelib.billing.domain.op import OpState
from tests.billing.fake_invoices import FakeInvoices
from tests.chaos.books import Books
from tests.chaos.faults import Rates
from tests.chaos.simulation import Simulation
from tests.chaos.stripe_under_faults import StripeUnderFaults
from tests.localstack.stripe.stand_in import StripeStandIn

COUNT = int(os.environ.get("CHAOS", "1000"))
FEW = 60


class StripeSimulation(Simulation):
    """
    Runs a simulation that does not look for double payments during the run.

    Instead, the test reads the fake Stripe's ledger at the end.
    """

    def _captured(self, _ref, _amount):
        """Do nothing: the fake Stripe's ledger is read at the end instead."""


class OpenGate(FakeInvoices):
    """
    A fake store whose gate does not work, so every task may call the processor.

    The gate is the write that lets only one task send an op's request.
    """

    def gate(self, op, at):
        return replace(op, state=OpState.SENT, sent_at=at)

    def _is_current(self, op):
        return not self.ops[op.practice, op.invoice][op.ref].is_finished


class Unkeyed(StripeUnderFaults):
    """
    Sends each charge with a new idempotency key and a new card token.

    As a result, the fake Stripe cannot recognize a repeated request.
    """

    def charge(self, request):
        self.tokens.pop(request.token.value, None)
        self.turn += 1
        return super().charge(
            replace(
                request,
                ref=f"{request.ref[:-3]}{self.turn % 1000:03d}".replace("0", "A").replace("1", "B"),
            )
        )


@pytest.fixture
def stand_in(tmp_path):
    running = StripeStandIn(tmp_path).start()
    yield running
    running.stop()


def books_after(processor, count, **fakes):
    books = Books(StripeSimulation(2026, count, Rates(), processor=processor, **fakes).run())
    charges = len(processor.practice.ledger["charges"])
    twice = len(paid_twice(books))
    figures = f"{charges} charges at the stand-in, {twice} paid twice there"
    print(f"\n{books.summary()}; {figures}")  # noqa: T201 - the figures are for the reader
    return books


def paid_twice(books):
    """
    Return the invoices whose charges, less refunds, exceed the invoice's total.

    The charges and refunds are those in the fake Stripe's ledger.
    """
    invoice_of = {op.ref: op.invoice for op in books.ops()}
    amount_kept = Counter()
    for charge in books.simulation.processor.intents.values():
        amount_kept[invoice_of.get(charge.ref, charge.ref)] += charge.captured - charge.refunded
    totals = {one.id: one.total.minor for one in books.invoices()}
    return [invoice for invoice, amount in amount_kept.items() if amount > totals.get(invoice, 0)]


def under_another_op(books):
    """Return charges whose op differs between the fake Stripe and our ledger."""
    ours = {charge.txn: charge.op for one in books.invoices() for charge in one.ledger.charges}
    return [
        one.txn
        for one in books.simulation.processor.intents.values()
        if ours.get(one.txn) != one.ref
    ]


def test_after_all_faults_our_ledger_equals_stripes(stand_in):
    """
    After all faults, our ledger equals the fake Stripe's ledger.

    Both ledgers have the same amount, refunds and op for every charge.
    """
    books = books_after(StripeUnderFaults(stand_in.new_account()), COUNT)
    assert len(books.numbers()) == COUNT
    assert books.simulation.faults.counted > COUNT
    assert not paid_twice(books)
    assert not under_another_op(books)
    assert not books.disagreements()
    assert not books.stuck()
    assert not books.by_hand()
    assert not books.unrequested_refunds()
    assert not books.wrong_sums()
    assert not books.dead()


def test_with_an_open_gate_and_changing_keys_people_pay_twice(stand_in):
    """
    Without the gate and with changing idempotency keys, some people pay twice.

    This proves that the simulated faults cause harm when these protections are missing.
    """
    processor = Unkeyed(stand_in.new_account())
    assert paid_twice(books_after(processor, FEW, store=OpenGate(processor.clock)))
