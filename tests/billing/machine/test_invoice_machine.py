"""The state machine's definition and the domain know the same states and actions."""

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
CALLED = {name: task["Parameters"]["FunctionName"].strip("${}") for name, task in TASKS.items()}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WAITS = {"Wait for a signal", "Wait for the browser"}
DOES = {
    OpAction.PAY: "InvoiceCharge",
    OpAction.REFUND: "InvoiceRefund",
    OpAction.RESUME: "InvoiceResume",
    OpAction.RECONCILE: "InvoiceReconcile",
}
"""What each act calls; what is not here is settled by one local transaction, InvoiceClose."""


def branches(choice: str, variable: str) -> dict[str, str]:
    found = {each["StringEquals"]: each["Next"] for each in STATES[choice]["Choices"]}
    assert all(each["Variable"] == variable for each in STATES[choice]["Choices"])
    return found


def an_op(state: OpState, kind: OpKind = OpKind.PAY, due: timedelta | None = None) -> OpView:
    return OpView(OpRef("A" * 20), kind, state, NOW, None, NOW + due if due is not None else None)


def state_after_look(status: Status, *ops: OpView, started: datetime = NOW, rounds: int = 0) -> str:
    """The state that the machine is in once it has looked at such a record."""
    move = next_move(status, ops, started, rounds, NOW)
    reached = branches("What next?", "$.move.next")[move.next]
    return branches("Which action?", "$.move.act")[move.act] if move.act else reached


def test_what_next_branches_on_exactly_the_moves_of_the_domain():
    assert branches("What next?", "$.move.next").keys() == {move.value for move in Next}


def test_which_action_branches_on_exactly_the_acts_of_the_domain():
    assert branches("Which action?", "$.move.act").keys() == {act.value for act in OpAction}
    assert {kind.value for kind in OpKind} == {act.value for act in OpAction} - {
        "resume",
        "reconcile",
    }


@pytest.mark.parametrize("act", OpAction)
def test_each_act_calls_its_own_task_and_comes_back_to_look(act):
    task = branches("Which action?", "$.move.act")[act]
    assert CALLED[task] == DOES.get(act, "InvoiceClose")
    assert STATES[task]["Next"] == "Look"


@pytest.mark.parametrize("kind", OpKind)
def test_a_new_op_of_each_kind_is_acted_on(kind):
    task = state_after_look(Status.SENT, an_op(OpState.NEW, kind))
    assert CALLED[task] == DOES.get(OpAction(kind.value), "InvoiceClose")


@pytest.mark.parametrize("kind", [OpKind.PAY, OpKind.REFUND])
@pytest.mark.parametrize("state", [OpState.SENT, OpState.UNKNOWN])
def test_an_op_that_was_sent_is_reconciled_and_never_sent_again(kind, state):
    assert state_after_look(Status.SENT, an_op(state, kind)) == "Reconcile"


@pytest.mark.parametrize(
    ("status", "kind", "state"), product(Status, OpKind, sorted(set(OpState) - FINISHED_STATES))
)
def test_no_state_of_the_record_leaves_the_machine_without_a_way(status, kind, state):
    for due in (None, timedelta(0), timedelta(seconds=30), timedelta(days=1)):
        reached = state_after_look(status, an_op(state, kind, due))
        assert reached in STATES
        assert STATES[reached]["Type"] != "Succeed"


def test_the_browser_is_waited_for_until_its_time_is_over():
    assert (
        state_after_look(Status.SENT, an_op(OpState.ACTION_REQUIRED, due=timedelta(minutes=15)))
        == "Wait for the browser"
    )
    assert (
        state_after_look(Status.SENT, an_op(OpState.ACTION_REQUIRED, due=timedelta(0))) == "Resume"
    )


def test_a_short_back_off_is_waited_out_and_a_long_one_left_to_the_sweep():
    assert (
        state_after_look(Status.SENT, an_op(OpState.UNKNOWN, due=timedelta(seconds=59))) == "Pause"
    )
    assert (
        state_after_look(Status.SENT, an_op(OpState.UNKNOWN, due=timedelta(hours=1)))
        == "Wait for a signal"
    )


def test_what_only_a_person_can_close_is_waited_for():
    assert state_after_look(Status.SENT, an_op(OpState.MANUAL)) == "Wait for a signal"


@pytest.mark.parametrize("status", Status)
def test_it_ends_only_where_the_domain_closes_an_invoice(status):
    ends = STATES[state_after_look(status)]["Type"] == "Succeed"
    assert ends == (status in CLOSED_STATUSES)


def test_it_has_no_other_ends():
    ends = {name.lower() for name, state in STATES.items() if state["Type"] in {"Succeed", "Fail"}}
    assert ends == {status.value for status in CLOSED_STATUSES} | {
        "superseded",
        "succeeded by the next",
    }


def test_an_old_execution_starts_its_successor():
    assert (
        state_after_look(Status.SENT, started=NOW - MAX_EXECUTION_AGE - timedelta(seconds=1))
        == "Start successor"
    )
    assert state_after_look(Status.SENT, rounds=MAX_WAITS + 1) == "Start successor"
    assert (
        state_after_look(
            Status.SENT, started=NOW - MAX_EXECUTION_AGE + timedelta(days=1), rounds=MAX_WAITS
        )
        == "Wait for a signal"
    )


def test_no_history_is_full_before_the_successor_takes_over():
    """An execution has 25,000 events; here each round tries a payment as often as possible."""
    look, act, pause = ["Look", "What next?"], ["Which action?", "Charge"], ["Pause"]
    tried = [*look, *act, *look, *pause] * (MAX_TRIES - 1) + [
        *look,
        *act,
        *look,
        "Wait for a signal",
    ]
    events = {"Task": 6, "Choice": 2, "Wait": 2}
    assert MAX_WAITS * sum(events[STATES[name]["Type"]] for name in tried) < 25_000


def test_only_ids_enter_the_execution_history():
    """S22"""
    payloads = [task["Parameters"]["Payload"] for task in TASKS.values()]
    assert all(
        payload.keys() <= {"practice.$", "invoice.$", "attempt.$", "op.$", "token.$"}
        for payload in payloads
    )


def test_every_task_has_a_literal_time_limit_and_names_no_exception_of_ours():
    for name, task in TASKS.items():
        assert isinstance(task["TimeoutSeconds"], int), name
        named = {
            error for rule in task.get("Retry", []) + task["Catch"] for error in rule["ErrorEquals"]
        }
        assert named <= {"States.ALL", "States.Timeout"}, name
        assert all(rule["ResultPath"] is None for rule in task["Catch"]), name


def test_a_task_that_fails_leads_back_to_the_record_and_never_to_a_call():
    after = {rule["Next"] for task in TASKS.values() for rule in task["Catch"]}
    assert after == {"Rest", "Look"}
    assert STATES["Rest"]["Next"] == "Look"


def test_waits_are_never_retried_because_a_retry_would_wait_again():
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


def test_every_function_it_calls_is_one_of_ours_and_no_task_of_ours_is_left_out():
    from app import app  # noqa: PLC0415 - only this test needs the app

    ours = {each.name for each in app.pure_lambda_functions if each.name.startswith("invoice_")}
    assert {"".join(word.capitalize() for word in name.split("_")) for name in ours} == set(
        CALLED.values()
    )


def test_the_way_to_paid_takes_at_most_twelve_transitions():
    """Counted from the start to the wait after the payment."""
    sent = ["Look", "What next?", "Wait for a signal"]
    paid = ["Look", "What next?", "Which action?", "Charge"]
    assert len(sent + paid + sent) <= 12


def test_an_independent_validator_finds_it_well_formed():
    validator = Path("infra/node_modules/.bin/asl-validator")
    assert validator.exists(), "run `make` once: it installs the validator"
    node = shutil.which("node")
    assert node
    checked = subprocess.run(
        [node, validator.resolve(), "--json-path", DEFINITION],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_picture_in_the_docs_is_drawn_from_this_definition():
    assert PAGE.read_text(encoding="utf-8") == page(MACHINE), "run `python -m infra.diagram`"
