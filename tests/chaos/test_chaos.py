"""Faults at every step: nothing is charged twice, nothing is lost, nothing stays stuck."""

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
    """A store whose gate always opens: it forgets that an op was sent."""

    def gate(self, op, at):
        return replace(op, state=OpState.SENT, sent_at=at)

    def _is_current(self, op):
        return not self.ops[op.practice, op.invoice][op.ref].is_finished


def a_processor(**changes):
    return FakeProcessor(FakeClock(), **changes)


def like_authorize_net():
    """No keys, one-time tokens, lists that lag: an outcome can only be looked up."""
    return a_processor(capabilities=BY_LOOKUP_ONLY, forgets=True, lag=LAG)


def after(count, rates=None, **fakes):
    books = Books(Simulation(2026, count, rates or Rates(), **fakes).run())
    print(f"\n{books.summary()}")  # noqa: T201 - the figures are the point
    return books


def assert_the_books_agree(books):
    assert not books.simulation.doubles
    assert not books.disagreements()
    assert not books.stuck()
    assert not books.by_hand()
    assert not books.sent_back()
    assert not books.wrong_sums()
    assert not books.dead()
    assert books.numbers() == list(range(1, len(books.numbers()) + 1))
    assert books.simulation.processor.mismatches == 0


def test_whatever_fails_nobody_pays_twice_and_the_books_agree():
    """S22: only ids pass through the machine. CHAOS=10000 makes the long run."""
    books = after(COUNT)
    assert len(books.numbers()) == COUNT
    assert_the_books_agree(books)
    assert books.untold() == ([], 0)
    assert not books.leaks()
    assert books.simulation.faults.counted > COUNT


def test_many_who_act_at_once_and_die_at_once_still_charge_once():
    """Two tasks of one op run at once: neither acts on the answer that the other got."""
    books = after(FEW, replace(Rates(), dies=0.05, meanwhile=0.03))
    assert not books.simulation.doubles
    assert not books.disagreements()
    assert not books.stuck()
    assert not books.sent_back()
    assert not books.wrong_sums()


def test_without_faults_everything_is_paid_and_told():
    books = after(100, CALM)
    assert_the_books_agree(books)
    assert books.simulation.faults.counted == 0
    assert len(books.simulation.mail.sent) == len(books.simulation.store.outbox.rows)


def test_a_processor_without_keys_is_safe_with_the_quiet_period_as_shipped():
    """Lists lag 30 s, requests arrive up to 90 s after our timeout."""
    assert_the_books_agree(after(FEW, processor=like_authorize_net()))


def test_refunds_that_take_days_hold_nothing_up():
    assert_the_books_agree(after(FEW, processor=a_processor(slow_refunds=True)))


def test_with_a_quiet_period_of_five_seconds_people_do_pay_twice(monkeypatch):
    """These faults do harm, or else the other tests would prove nothing."""
    monkeypatch.setattr(unknown_outcomes, "MIN_QUIET_PERIOD", timedelta(seconds=5))
    processor = like_authorize_net()
    processor.capabilities = replace(BY_LOOKUP_ONLY, quiet_period_s=5)
    books = after(FEW, processor=processor)
    assert books.simulation.doubles
    assert books.disagreements()


def test_with_a_processor_that_forgets_its_keys_people_do_pay_twice():
    assert after(FEW, processor=a_processor(forgets=True)).simulation.doubles


def test_with_a_gate_that_always_opens_people_do_pay_twice():
    """Nothing but the gate stands between a task that runs again and a second charge."""
    clock = FakeClock()
    processor = FakeProcessor(
        clock, capabilities=replace(BY_LOOKUP_ONLY, one_time_token=False), forgets=True
    )
    assert after(FEW, store=OpenGate(clock), processor=processor).simulation.doubles


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_gives_the_same_simulation(seed):
    one, other = (Books(Simulation(seed, 20, Rates()).run()).summary() for _ in range(2))
    assert one == other
