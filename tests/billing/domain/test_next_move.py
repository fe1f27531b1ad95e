"""What an execution does next, from the record alone."""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import CLOSED_STATUSES, Status
from chalicelib.billing.domain.next_move import (
    MAX_EXECUTION_AGE,
    MAX_WAITS,
    Next,
    OpAction,
    next_move,
)
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.usecases.execution_ports import OpView
from tests.billing.builders import NOW, a_ref


def a_glance(state, kind=OpKind.PAY, due=None, number=1):
    return OpView(
        a_ref(number),
        kind,
        state,
        NOW,
        None,
        NOW + timedelta(seconds=due) if due is not None else None,
    )


def move(*ops, status=Status.SENT, started=NOW, rounds=0):
    return next_move(status, ops, started, rounds, NOW)


def test_a_new_op_is_done_by_name():
    assert [move(a_glance(OpState.NEW, kind)).act for kind in OpKind] == [
        OpAction(kind.value) for kind in OpKind
    ]


@pytest.mark.parametrize("state", [OpState.SENT, OpState.UNKNOWN, OpState.PENDING])
def test_what_was_sent_is_looked_up_and_never_sent_as_new(state):
    assert {move(a_glance(state, kind)).act for kind in (OpKind.PAY, OpKind.REFUND)} == {
        OpAction.RECONCILE
    }


def test_a_closed_invoice_with_money_in_the_air_does_not_end():
    for status in CLOSED_STATUSES:
        assert move(a_glance(OpState.NEW, OpKind.REFUND), status=status).act is OpAction.REFUND
        assert move(a_glance(OpState.MANUAL), status=status).next is Next.WAIT
        assert move(status=status).next is Next(status.value)


def test_a_refund_that_waits_an_hour_does_not_keep_a_new_op_waiting():
    waiting, new = (
        a_glance(OpState.PENDING, OpKind.REFUND, due=3600),
        a_glance(OpState.NEW, OpKind.REFUND, number=2),
    )
    for ops in ((waiting, new), (new, waiting)):
        found = move(*ops, status=Status.PAID)
        assert (found.act, found.op) == (OpAction.REFUND, a_ref(2))


def test_a_pause_is_never_shorter_than_what_is_left_nor_longer_than_a_minute():
    for due in (0.2, 1, 59.5, 60):
        found = move(a_glance(OpState.UNKNOWN, due=due))
        assert found.next is Next.PAUSE
        assert due < found.seconds <= 61
    assert move(a_glance(OpState.UNKNOWN, due=61)).next is Next.WAIT


def test_the_browser_is_not_waited_for_past_its_time():
    assert move(a_glance(OpState.ACTION_REQUIRED, due=1)).next is Next.BROWSER
    assert move(a_glance(OpState.ACTION_REQUIRED, due=0)).act is OpAction.RESUME


@pytest.mark.parametrize(
    "old", [{"started": NOW - MAX_EXECUTION_AGE - timedelta(seconds=1)}, {"rounds": MAX_WAITS + 1}]
)
@pytest.mark.parametrize("state", [None, OpState.UNKNOWN, OpState.NEW, OpState.MANUAL])
def test_an_old_execution_hands_over_whatever_it_was_doing(old, state):
    assert move(*([a_glance(state)] if state else []), **old).next is Next.RENEW
