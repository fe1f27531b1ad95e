"""Fakes Step Functions: runs the real definition in memory, on a fake clock."""

import heapq
import itertools
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.kernel.errors import Failure, Unavailable
from infra.diagram import DEFINITION
from tests.kernel.fake_clock import FakeClock

MACHINE = json.loads(DEFINITION.read_text(encoding="utf-8"))
STATES = MACHINE["States"]
MOST_STEPS = 200
"""The most steps of an execution while no time passes; more mean an endless loop."""


class Died(BaseException):
    """Simulates the death of a process; no `except Exception` can catch this error."""


def _nothing(_name):
    """Do nothing: by default, no call fails."""


@dataclass
class Execution:
    """Holds the state of one run of the state machine for one invoice."""

    practice: str
    invoice: str
    attempt: int
    state: str = MACHINE["StartAt"]
    move: dict = field(default_factory=dict)
    tries: int = 0
    token: str = ""
    turn: int = 0
    ended: str = ""
    steps: int = 0


@dataclass
class FakeStateMachine:
    """
    Fakes `StateMachine`.

    `tasks` maps each function name in the state machine's definition to the function
    that the fake calls. Tests set the function `boundary` to inject faults; the fake
    calls `boundary` before and after each operation.
    """

    clock: FakeClock
    tasks: dict = field(default_factory=dict)
    boundary: object = _nothing
    executions: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    ready: deque = field(default_factory=deque)
    timers: list = field(default_factory=list)
    numbers: itertools.count = field(default_factory=itertools.count)
    history: list = field(default_factory=list)
    down: bool = False
    stepping: Execution | None = None

    def start(self, practice, invoice, attempt):
        self._reached("start")
        if (practice, invoice, attempt) not in self.executions:
            execution = self.executions[practice, invoice, attempt] = Execution(
                practice, invoice, attempt
            )
            self.ready.append(execution)
        self.boundary("start done")

    def wake(self, token, op):
        self._reached("wake")
        self.history.append({"op": op})
        execution = self.tokens.pop(token, None)
        if execution is None:
            return False
        self._go(execution, STATES[execution.state]["Next"])
        self.boundary("wake done")
        return True

    def is_alive(self, practice, invoice, attempt):
        self._reached("is alive")
        execution = self.executions.get((practice, invoice, attempt))
        return execution is not None and not execution.ended

    def kill(self, practice, invoice):
        """End an invoice's executions, as a crash would, and drop their task tokens."""
        for (owner, invoice_id, _), execution in self.executions.items():
            if (owner, invoice_id) == (practice, invoice) and not execution.ended:
                self._end(execution, "died")

    def run(self):
        """Run all executions until each is waiting for a timer or a signal."""
        while self.ready or (self.timers and self.timers[0][0] <= self.clock()):
            self._ring()
            if self.ready:
                self._step(self.ready.popleft())

    def next_timer(self):
        """Return when the next pause ends; None if all executions wait for a signal."""
        return self.timers[0][0] if self.timers else None

    def alive(self):
        return [execution for execution in self.executions.values() if not execution.ended]

    def _reached(self, name):
        if self.down:
            raise Unavailable
        self.boundary(name)

    def _ring(self):
        while self.timers and self.timers[0][0] <= self.clock():
            _, _, execution, turn, then = heapq.heappop(self.timers)
            if execution.turn == turn and not execution.ended:
                self.tokens.pop(execution.token, None)
                self._go(execution, then)

    def _step(self, execution):
        if execution.ended:
            return
        self.stepping = execution
        execution.steps += 1
        assert execution.steps < MOST_STEPS, f"spins at {execution.state}: {execution.move}"
        state = STATES[execution.state]
        kinds = {
            "Task": self._task,
            "Choice": self._choice,
            "Wait": self._pause,
            "Succeed": self._succeed,
        }
        kinds[state["Type"]](execution, state)

    def _choice(self, execution, state):
        value = self._read(execution, state["Choices"][0]["Variable"])
        next_state = next(
            (choice["Next"] for choice in state["Choices"] if choice["StringEquals"] == value),
            state["Default"],
        )
        self._go(execution, next_state)

    def _pause(self, execution, state):
        seconds = (
            self._read(execution, state["SecondsPath"])
            if "SecondsPath" in state
            else state["Seconds"]
        )
        self._timer(execution, seconds, state["Next"])

    def _succeed(self, execution, _state):
        self._end(execution, execution.state)

    def _task(self, execution, state):
        waits = state["Resource"].endswith(".waitForTaskToken")
        if waits:
            execution.token = f"token-{next(self.numbers)}"
            self.tokens[execution.token] = execution
            self._timer(execution, state["TimeoutSeconds"], _caught(state, "States.Timeout"))
        turn, start = execution.turn, self.clock.now
        answer = self._called(execution, state["Parameters"])
        # Executions run in parallel, so the clock is set back after a call of one of them.
        duration, self.clock.now = (self.clock.now - start).total_seconds(), start
        if execution.ended or execution.turn != turn:
            return
        if answer is None:
            self._failed(execution, state, duration)
        elif not waits:
            self._answered(execution, state, answer, duration)

    def _called(self, execution, parameters):
        payload = {
            key.removesuffix(".$"): self._read(execution, path)
            for key, path in parameters["Payload"].items()
        }
        self.history.append(payload)
        try:
            return self.tasks[parameters["FunctionName"].strip("${}")](payload)
        except (Failure, Died):
            return None

    def _answered(self, execution, state, answer, duration):
        self.history.append(answer)
        if state.get("ResultPath") == "$.move":
            execution.move = answer
        if duration:
            self._timer(execution, duration, state["Next"])
        else:
            self._go(execution, state["Next"])

    def _failed(self, execution, state, duration):
        self.tokens.pop(execution.token, None)
        retry = state.get("Retry", [{"MaxAttempts": 0}])[0]
        if execution.tries < retry["MaxAttempts"]:
            seconds = retry["IntervalSeconds"] * retry["BackoffRate"] ** execution.tries
            execution.tries += 1
            self._timer(execution, duration + seconds, execution.state)
        else:
            self._timer(execution, duration, _caught(state, "States.ALL"))

    def _read(self, execution, path):
        if path == "$$.Task.Token":
            return execution.token
        first, _, then = path.removeprefix("$.").partition(".")
        return getattr(execution, first)[then] if then else getattr(execution, first)

    def _go(self, execution, state):
        if state != execution.state:
            execution.tries = 0
        execution.state, execution.turn = state, execution.turn + 1
        self.ready.append(execution)

    def _timer(self, execution, seconds, then):
        execution.turn += 1
        execution.steps = 0
        when = self.clock() + timedelta(seconds=seconds)
        heapq.heappush(self.timers, (when, next(self.numbers), execution, execution.turn, then))

    def _end(self, execution, how):
        execution.ended = how
        self.tokens.pop(execution.token, None)


def _caught(state, error):
    return next(rule["Next"] for rule in state["Catch"] if error in rule["ErrorEquals"])


def tasks(executions, op_tasks):
    """
    Return the functions that the state machine's definition calls, by name.

    The functions do the same as those in `billing/tasks.py`.
    """

    def decide_next_move(event):
        move = executions.next_move(event["practice"], event["invoice"], event["attempt"])
        return {"next": move.next, "op": move.op, "act": move.act or "", "seconds": move.seconds}

    def wait(event):
        executions.wait(event["practice"], event["invoice"], event["attempt"], event["token"])
        return {}

    def renew(event):
        executions.renew(event["practice"], event["invoice"], event["attempt"])
        return {}

    def op_task(act):
        return lambda event: {"outcome": act(event["practice"], event["invoice"], event["op"])}

    return {
        "InvoiceNextMove": decide_next_move,
        "InvoiceWait": wait,
        "InvoiceRenew": renew,
        "InvoiceCharge": op_task(op_tasks.charge),
        "InvoiceRefund": op_task(op_tasks.refund),
        "InvoiceClose": op_task(op_tasks.close),
        "InvoiceResume": op_task(op_tasks.resume),
        "InvoiceReconcile": op_task(op_tasks.reconcile),
    }


@dataclass
class FakeOpWaiter:
    """
    Fakes `OpWaiter`, which waits for the result of an op.

    Instead of waiting, the fake runs the state machine until only the passing of time
    can continue the op. If `runs` is False, the fake returns the op at once.
    """

    store: object
    machine: FakeStateMachine
    runs: bool = True

    def until_answered(self, access, op):
        if self.runs:
            self.machine.run()
        return self.store.op(access, op.invoice, op.ref)
