"""The same faults, with the shipped Stripe adapter against a stand-in for Stripe."""

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
    """What was charged is read from the fake's ledger when all is over."""

    def _captured(self, _ref, _amount):
        """The fake tells at the end."""


class OpenGate(FakeInvoices):
    """A store whose gate always opens, and that forgets which reference an op was sent under."""

    def gate(self, op, at):
        return replace(op, state=OpState.SENT, sent_at=at)

    def _is_current(self, op):
        return not self.ops[op.practice, op.invoice][op.ref].is_finished


class Unkeyed(StripeUnderFaults):
    """A processor that is given another key, and another token of the same card, each time."""

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


def the_books(processor, count, **fakes):
    books = Books(StripeSimulation(2026, count, Rates(), processor=processor, **fakes).run())
    charges = len(processor.practice.ledger["charges"])
    twice = len(paid_twice(books))
    figures = f"{charges} charges at the stand-in, {twice} paid twice there"
    print(f"\n{books.summary()}; {figures}")  # noqa: T201 - the figures are the point
    return books


def paid_twice(books):
    """Invoices for which the stand-in kept more than their total, whichever ops asked."""
    invoice_of = {op.ref: op.invoice for op in books.ops()}
    taken = Counter()
    for charge in books.simulation.processor.intents.values():
        taken[invoice_of.get(charge.ref, charge.ref)] += charge.captured - charge.refunded
    asked = {one.id: one.total.minor for one in books.invoices()}
    return [invoice for invoice, amount in taken.items() if amount > asked.get(invoice, 0)]


def told_by_another_op(books):
    """Charges that the fake books under another op than we do."""
    ours = {charge.txn: charge.op for one in books.invoices() for charge in one.ledger.charges}
    return [
        one.txn
        for one in books.simulation.processor.intents.values()
        if ours.get(one.txn) != one.ref
    ]


def test_after_all_faults_our_ledger_is_that_of_stripe(stand_in):
    """Charge by charge, amount, refunds and op."""
    books = the_books(StripeUnderFaults(stand_in.new_account()), COUNT)
    assert len(books.numbers()) == COUNT
    assert books.simulation.faults.counted > COUNT
    assert not paid_twice(books)
    assert not told_by_another_op(books)
    assert not books.disagreements()
    assert not books.stuck()
    assert not books.by_hand()
    assert not books.sent_back()
    assert not books.wrong_sums()
    assert not books.dead()


def test_with_a_gate_that_always_opens_and_keys_that_change_people_do_pay_twice(stand_in):
    """These faults do harm, or else the other tests would prove nothing."""
    processor = Unkeyed(stand_in.new_account())
    assert paid_twice(the_books(processor, FEW, store=OpenGate(processor.clock)))
