"""Tests that the state machine and the domain have the same moves and actions."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from chalicelib.billing.domain.invoice import CLOSED_STATUSES, Status
from chalicelib.billing.domain.next_move import (
    MAX_EXECUTION_AGE,
    MAX_WAITS,
    Next,
    OpAction,
    next_move,
)
from chalicelib.billing.domain.op import FINISHED_STATES, MAX_TRIES, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.usecases.execution_ports import OpView
from chalicelib.kernel.ids import OpRef
from infra.diagram import DEFINITION, PAGE, page

MACHINE = json.loads(DEFINITION.read_text(encoding="utf-8"))
STATES = MACHINE["States"]
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}
FUNCTIONS = {name: task["Parameters"]["FunctionName"].strip("${}") for name, task in TASKS.items()}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WAITS = {"Wait for a signal", "Wait for the browser"}
FUNCTION_OF_ACTION = {
    OpAction.PAY: "InvoiceCharge",
    OpAction.REFUND: "InvoiceRefund",
    OpAction.RESUME: "InvoiceResume",
    OpAction.RECONCILE: "InvoiceReconcile",
}
"""The function that each action calls; all other actions call InvoiceClose."""


def branches(choice: str, variable: str) -> dict[str, str]:
    targets = {each["StringEquals"]: each["Next"] for each in STATES[choice]["Choices"]}
    assert all(each["Variable"] == variable for each in STATES[choice]["Choices"])
    return targets


def an_op(state: OpState, kind: OpKind = OpKind.PAY, due: timedelta | None = None) -> OpView:
    return OpView(OpRef("A" * 20), kind, state, NOW, None, NOW + due if due is not None else None)


def state_after_decision(
    status: Status, *ops: OpView, started: datetime = NOW, rounds: int = 0
) -> str:
    """Return the state that follows "Decide next move" for an invoice in this status."""
    move = next_move(status, ops, started, rounds, NOW)
    next_state = branches("What next?", "$.move.next")[move.next]
    return branches("Which action?", "$.move.act")[move.act] if move.act else next_state


def test_the_state_what_next_branches_on_exactly_the_domains_moves():
    assert branches("What next?", "$.move.next").keys() == {move.value for move in Next}


def test_the_state_which_action_branches_on_exactly_the_domains_actions():
    assert branches("Which action?", "$.move.act").keys() == {act.value for act in OpAction}
    assert {kind.value for kind in OpKind} == {act.value for act in OpAction} - {
        "resume",
        "reconcile",
    }


@pytest.mark.parametrize("act", OpAction)
def test_each_action_calls_its_own_task_and_returns_to_the_decision(act):
    task = branches("Which action?", "$.move.act")[act]
    assert FUNCTIONS[task] == FUNCTION_OF_ACTION.get(act, "InvoiceClose")
    assert STATES[task]["Next"] == "Decide next move"


@pytest.mark.parametrize("kind", OpKind)
def test_a_new_op_of_each_kind_is_acted_on(kind):
    task = state_after_decision(Status.SENT, an_op(OpState.NEW, kind))
    assert FUNCTIONS[task] == FUNCTION_OF_ACTION.get(OpAction(kind.value), "InvoiceClose")


@pytest.mark.parametrize("kind", [OpKind.PAY, OpKind.REFUND])
@pytest.mark.parametrize("state", [OpState.SENT, OpState.UNKNOWN])
def test_an_op_that_was_sent_is_reconciled_and_never_sent_again(kind, state):
    assert state_after_decision(Status.SENT, an_op(state, kind)) == "Reconcile"


@pytest.mark.parametrize(
    ("status", "kind", "state"), product(Status, OpKind, sorted(set(OpState) - FINISHED_STATES))
)
def test_the_machine_has_a_next_state_for_every_stored_state(status, kind, state):
    for due in (None, timedelta(0), timedelta(seconds=30), timedelta(days=1)):
        next_state = state_after_decision(status, an_op(state, kind, due))
        assert next_state in STATES
        assert STATES[next_state]["Type"] != "Succeed"


def test_the_machine_waits_for_the_browser_until_the_op_is_due():
    assert (
        state_after_decision(Status.SENT, an_op(OpState.ACTION_REQUIRED, due=timedelta(minutes=15)))
        == "Wait for the browser"
    )
    assert (
        state_after_decision(Status.SENT, an_op(OpState.ACTION_REQUIRED, due=timedelta(0)))
        == "Resume"
    )


def test_the_machine_waits_for_a_short_back_off_and_the_sweep_ends_a_long_one():
    assert (
        state_after_decision(Status.SENT, an_op(OpState.UNKNOWN, due=timedelta(seconds=59)))
        == "Pause"
    )
    assert (
        state_after_decision(Status.SENT, an_op(OpState.UNKNOWN, due=timedelta(hours=1)))
        == "Wait for a signal"
    )


def test_the_machine_waits_for_an_admin_to_close_an_op():
    assert state_after_decision(Status.SENT, an_op(OpState.MANUAL)) == "Wait for a signal"


@pytest.mark.parametrize("status", Status)
def test_an_execution_ends_only_when_the_domain_closes_the_invoice(status):
    is_final = STATES[state_after_decision(status)]["Type"] == "Succeed"
    assert is_final == (status in CLOSED_STATUSES)


def test_the_machine_has_no_other_final_states():
    final_states = {
        name.lower() for name, state in STATES.items() if state["Type"] in {"Succeed", "Fail"}
    }
    assert final_states == {status.value for status in CLOSED_STATUSES} | {
        "superseded",
        "succeeded by the next",
    }


def test_an_old_execution_starts_the_next_one():
    assert (
        state_after_decision(Status.SENT, started=NOW - MAX_EXECUTION_AGE - timedelta(seconds=1))
        == "Start successor"
    )
    assert state_after_decision(Status.SENT, rounds=MAX_WAITS + 1) == "Start successor"
    assert (
        state_after_decision(
            Status.SENT, started=NOW - MAX_EXECUTION_AGE + timedelta(days=1), rounds=MAX_WAITS
        )
        == "Wait for a signal"
    )


def test_the_next_execution_starts_before_the_event_history_is_full():
    """
    An execution stays below AWS's limit of 25,000 events before it is replaced.

    The test assumes that every payment takes the largest number of tries.
    """
    decide, act, pause = ["Decide next move", "What next?"], ["Which action?", "Charge"], ["Pause"]
    states = [*decide, *act, *decide, *pause] * (MAX_TRIES - 1) + [
        *decide,
        *act,
        *decide,
        "Wait for a signal",
    ]
    events = {"Task": 6, "Choice": 2, "Wait": 2}
    assert MAX_WAITS * sum(events[STATES[name]["Type"]] for name in states) < 25_000


def test_only_ids_enter_the_execution_history():
    """S22: the input of each task has only ids, the attempt and the task token."""
    payloads = [task["Parameters"]["Payload"] for task in TASKS.values()]
    assert all(
        payload.keys() <= {"practice.$", "invoice.$", "attempt.$", "op.$", "token.$"}
        for payload in payloads
    )


def test_every_task_has_a_literal_time_limit_and_catches_only_standard_errors():
    for name, task in TASKS.items():
        assert isinstance(task["TimeoutSeconds"], int), name
        error_names = {
            error for rule in task.get("Retry", []) + task["Catch"] for error in rule["ErrorEquals"]
        }
        assert error_names <= {"States.ALL", "States.Timeout"}, name
        assert all(rule["ResultPath"] is None for rule in task["Catch"]), name


def test_a_failed_task_leads_to_a_new_decision_and_never_to_a_processor_call():
    after = {rule["Next"] for task in TASKS.values() for rule in task["Catch"]}
    assert after == {"Rest", "Decide next move"}
    assert STATES["Rest"]["Next"] == "Decide next move"


def test_states_that_wait_have_no_retry():
    assert all("Retry" not in TASKS[name] for name in WAITS)
    assert all(TASKS[name]["Resource"].endswith(".waitForTaskToken") for name in WAITS)


def test_every_state_can_be_reached():
    reached, todo = set(), [MACHINE["StartAt"]]
    while todo:
        state = STATES[name := todo.pop()]
        reached.add(name)
        onward = [
            state.get("Next"),
            state.get("Default"),
            *(rule["Next"] for rule in state.get("Choices", [])),
        ]
        todo += {
            each for each in onward + [rule["Next"] for rule in state.get("Catch", [])] if each
        } - reached
    assert reached == STATES.keys()


def test_the_machine_calls_exactly_the_functions_of_the_app():
    from app import app  # noqa: PLC0415 - only this test needs the app

    functions = {
        each.name for each in app.pure_lambda_functions if each.name.startswith("invoice_")
    }
    assert {"".join(word.capitalize() for word in name.split("_")) for name in functions} == set(
        FUNCTIONS.values()
    )


def test_a_payment_takes_at_most_twelve_transitions():
    """
    A payment takes at most twelve state transitions of an execution.

    They are counted from the start of the execution to its wait after the payment.
    """
    sent = ["Decide next move", "What next?", "Wait for a signal"]
    paid = ["Decide next move", "What next?", "Which action?", "Charge"]
    assert len(sent + paid + sent) <= 12


def test_an_independent_validator_accepts_the_definition():
    validator = Path("infra/node_modules/.bin/asl-validator")
    assert validator.exists(), "run `make` once: it installs the validator"
    node = shutil.which("node")
    assert node
    result = subprocess.run(
        [node, validator.resolve(), "--json-path", DEFINITION],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_picture_in_the_docs_is_drawn_from_this_definition():
    assert PAGE.read_text(encoding="utf-8") == page(MACHINE), "run `python -m infra.diagram`"
