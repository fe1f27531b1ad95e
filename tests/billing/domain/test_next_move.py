"""
Tests that the next move of an execution follows from stored data alone.

An execution is a run of the state machine for one invoice. A move is the
execution's next step.
"""

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


def an_op_view(state, kind=OpKind.PAY, due=None, number=1):
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


def test_a_new_op_is_acted_on_by_its_kind():
    assert [move(an_op_view(OpState.NEW, kind)).act for kind in OpKind] == [
        OpAction(kind.value) for kind in OpKind
    ]


@pytest.mark.parametrize("state", [OpState.SENT, OpState.UNKNOWN, OpState.PENDING])
def test_a_sent_op_is_reconciled_and_never_sent_as_new(state):
    assert {move(an_op_view(state, kind)).act for kind in (OpKind.PAY, OpKind.REFUND)} == {
        OpAction.RECONCILE
    }


def test_a_closed_invoice_with_an_unfinished_op_does_not_end_its_execution():
    for status in CLOSED_STATUSES:
        assert move(an_op_view(OpState.NEW, OpKind.REFUND), status=status).act is OpAction.REFUND
        assert move(an_op_view(OpState.MANUAL), status=status).next is Next.WAIT
        assert move(status=status).next is Next(status.value)


def test_a_refund_that_waits_an_hour_does_not_delay_a_new_op():
    waiting, new = (
        an_op_view(OpState.PENDING, OpKind.REFUND, due=3600),
        an_op_view(OpState.NEW, OpKind.REFUND, number=2),
    )
    for ops in ((waiting, new), (new, waiting)):
        next_step = move(*ops, status=Status.PAID)
        assert (next_step.act, next_step.op) == (OpAction.REFUND, a_ref(2))


def test_a_pause_lasts_until_the_op_is_due_and_at_most_a_minute():
    for due in (0.2, 1, 59.5, 60):
        next_step = move(an_op_view(OpState.UNKNOWN, due=due))
        assert next_step.next is Next.PAUSE
        assert due < next_step.seconds <= 61
    assert move(an_op_view(OpState.UNKNOWN, due=61)).next is Next.WAIT


def test_waiting_for_the_browser_ends_when_the_op_is_due():
    assert move(an_op_view(OpState.ACTION_REQUIRED, due=1)).next is Next.BROWSER
    assert move(an_op_view(OpState.ACTION_REQUIRED, due=0)).act is OpAction.RESUME


@pytest.mark.parametrize(
    "old", [{"started": NOW - MAX_EXECUTION_AGE - timedelta(seconds=1)}, {"rounds": MAX_WAITS + 1}]
)
@pytest.mark.parametrize("state", [None, OpState.UNKNOWN, OpState.NEW, OpState.MANUAL])
def test_an_old_execution_is_renewed_in_every_state(old, state):
    assert move(*([an_op_view(state)] if state else []), **old).next is Next.RENEW
