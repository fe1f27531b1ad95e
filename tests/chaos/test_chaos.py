"""Tests that under faults at every step nothing is charged twice, lost or stuck."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.billing.domain import unknown_outcomes
from chalicelib.billing.domain.op import OpState
from tests.billing.fake_invoices import FakeInvoices
from tests.chaos.books import Books
from tests.chaos.faults import CALM, Rates
from tests.chaos.simulation import Simulation
from tests.kernel.fake_clock import FakeClock
from tests.payments.fake_processor import BY_LOOKUP_ONLY, FakeProcessor

COUNT = int(os.environ.get("CHAOS", "1000"))
FEW = max(150, COUNT // 10)
LAG = timedelta(seconds=30)


class OpenGate(FakeInvoices):
    """
    A fake store whose gate does not work, so every task may call the processor.

    The gate is the write that lets only one task send an op's request.
    """

    def gate(self, op, at):
        return replace(op, state=OpState.SENT, sent_at=at)

    def _is_current(self, op):
        return not self.ops[op.practice, op.invoice][op.ref].is_finished


def a_processor(**changes):
    return FakeProcessor(FakeClock(), **changes)


def like_authorize_net():
    """Return a fake processor without idempotency keys, whose look-ups lag."""
    return a_processor(capabilities=BY_LOOKUP_ONLY, forgets=True, lag=LAG)


def books_after(count, rates=None, **fakes):
    books = Books(Simulation(2026, count, rates or Rates(), **fakes).run())
    print(f"\n{books.summary()}")  # noqa: T201 - the figures are for the reader
    return books


def assert_books_agree(books):
    assert not books.simulation.doubles
    assert not books.disagreements()
    assert not books.stuck()
    assert not books.by_hand()
    assert not books.unrequested_refunds()
    assert not books.wrong_sums()
    assert not books.dead()
    assert books.numbers() == list(range(1, len(books.numbers()) + 1))
    assert books.simulation.processor.mismatches == 0


def test_under_all_faults_nobody_pays_twice_and_the_ledgers_agree():
    """
    S22: nobody pays twice, the ledgers agree, and the state machine sees only ids.

    The simulation injects all kinds of faults. The environment variable CHAOS sets the
    number of invoices; use 10000 for the long run.
    """
    books = books_after(COUNT)
    assert len(books.numbers()) == COUNT
    assert_books_agree(books)
    assert books.unsent_and_repeated() == ([], 0)
    assert not books.leaks()
    assert books.simulation.faults.counted > COUNT


def test_with_many_interruptions_each_payment_is_charged_once():
    """
    Each payment is charged once, even if tasks are often interrupted.

    Two tasks of one op often run at once, and neither sees the other's response.
    """
    books = books_after(FEW, replace(Rates(), dies=0.05, meanwhile=0.03))
    assert not books.simulation.doubles
    assert not books.disagreements()
    assert not books.stuck()
    assert not books.unrequested_refunds()
    assert not books.wrong_sums()


def test_without_faults_the_ledgers_agree_and_every_notice_is_sent_once():
    books = books_after(100, CALM)
    assert_books_agree(books)
    assert books.simulation.faults.counted == 0
    assert len(books.simulation.mail.sent) == len(books.simulation.store.outbox.rows)


def test_a_processor_without_idempotency_is_safe_with_the_real_quiet_period():
    """
    With the product's quiet period, our ledger equals the processor's ledger.

    The quiet period is the time after a request for which the product does not believe a
    look-up that finds nothing. The processor has no idempotency keys, its look-ups lag by
    30 seconds, and requests arrive up to 90 seconds late.
    """
    assert_books_agree(books_after(FEW, processor=like_authorize_net()))


def test_refunds_that_take_days_leave_nothing_stuck():
    assert_books_agree(books_after(FEW, processor=a_processor(slow_refunds=True)))


def test_with_a_quiet_period_of_five_seconds_people_pay_twice(monkeypatch):
    """
    With a quiet period of five seconds, some people pay twice.

    This proves that the simulated faults cause harm when a protection is missing.
    """
    monkeypatch.setattr(unknown_outcomes, "MIN_QUIET_PERIOD", timedelta(seconds=5))
    processor = like_authorize_net()
    processor.capabilities = replace(BY_LOOKUP_ONLY, quiet_period_s=5)
    books = books_after(FEW, processor=processor)
    assert books.simulation.doubles
    assert books.disagreements()


def test_with_a_processor_that_forgets_idempotency_keys_people_pay_twice():
    assert books_after(FEW, processor=a_processor(forgets=True)).simulation.doubles


def test_with_a_gate_that_is_always_open_people_pay_twice():
    """
    If the gate is always open, some people pay twice.

    This proves that only the gate stops a repeated task from charging twice.
    """
    clock = FakeClock()
    processor = FakeProcessor(
        clock, capabilities=replace(BY_LOOKUP_ONLY, one_time_token=False), forgets=True
    )
    assert books_after(FEW, store=OpenGate(clock), processor=processor).simulation.doubles


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_gives_the_same_simulation(seed):
    one, other = (Books(Simulation(seed, 20, Rates()).run()).summary() for _ in range(2))
    assert one == other
