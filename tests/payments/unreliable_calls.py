"""Fakes calls with idempotency keys to a service that may fail in every way."""

import heapq
import itertools
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.payments.domain.processor_errors import (
    KEPT_FAILURE,
    NothingHappened,
    OutcomeUnknown,
    ProcessorBusy,
    RequestRejected,
)
from tests.billing.fake_state_machine import Died
from tests.kernel.fake_clock import FakeClock

KEY_LIFE, CALL_TIMEOUT = timedelta(hours=24), timedelta(seconds=20)


def no_fault(_verb):
    return ""


def no_listener(*_args):
    """Do nothing: the default for a hook that a test can replace."""


@dataclass
class UnreliableCalls:
    """
    Runs calls to a fake service, with the faults that a test requests.

    The reference of a request is its idempotency key. `fault(verb)` returns how a call
    fails:

    - "": The call does not fail.
    - "lost": The request never arrives.
    - "busy": The service refuses the request because it is busy (429).
    - "unanswered": The service completes the call, but the response is lost.
    - "late": The request arrives `delay()` after our time-out.
    - "slow": Like "late", but until then the service responds that the key is in use.
    - "broken": The service responds with 500, and repeats this response for the key.
    - "broken after": Like "broken", but the service completes the call.
    - "died": The service completes the call, then our process dies.

    If `forgets` is True, the service ignores idempotency keys. If `refusal` is set,
    every call raises that error. `boundary(name)` is called before and after the
    service makes a charge or a refund.
    """

    clock: FakeClock
    fault: object = no_fault
    delay: object = field(default=lambda: timedelta(seconds=45))
    forgets: bool = False
    refusal: Exception | None = None
    boundary: object = no_listener
    keys: dict = field(default_factory=dict)
    running: dict = field(default_factory=dict)
    arriving: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    mismatches: int = 0
    numbers: itertools.count = field(default_factory=itertools.count)
    lock: object = field(default_factory=threading.RLock)

    def arrive(self):
        """Run those delayed calls that are now due to reach the service."""
        while self.arriving and self.arriving[0][0] <= self.clock():
            when, _, request, do = heapq.heappop(self.arriving)
            self.running.pop(request.ref, None)
            now, self.clock.now = self.clock.now, when
            # The caller has given up, so nobody gets the answer or the error.
            with suppress(Exception):
                self._keyed(request, do)
            self.clock.now = now

    def _post(self, verb, request, do):
        with self.lock:
            self.arrive()
            fault = self.fault(verb)
            self.calls.append((verb, request.ref))
            self._refuse(fault)
            if request.ref in self.running:
                raise OutcomeUnknown(code="idempotency_key_in_use")
            if fault in {"lost", "late", "slow"}:
                self._delay_call(fault, request, do)
                raise OutcomeUnknown
            if fault in {"broken", "broken after"} and not self._is_known(request.ref):
                self._keep_failure(request, do if fault == "broken after" else None)
                raise OutcomeUnknown(code="500")
            self.boundary(verb)
            result = self._keyed(request, do)
            self.boundary(f"{verb} done")
            return self._answer(fault, result)

    def _ask(self, verb, answer):
        with self.lock:
            self.arrive()
            self.calls.append((verb, ""))
            fault = self.fault(verb)
            self._refuse(fault)
            return self._answer(fault and (fault if fault == "died" else "unanswered"), answer())

    def _refuse(self, fault):
        if self.refusal:
            raise self.refusal
        if fault == "busy":
            raise ProcessorBusy

    def _answer(self, fault, result):
        if fault == "died":
            raise Died
        if fault == "unanswered":
            self.clock.advance(CALL_TIMEOUT)
            raise OutcomeUnknown
        return result

    def _delay_call(self, fault, request, do):
        if fault != "lost":
            when = self.clock() + CALL_TIMEOUT + self.delay()
            heapq.heappush(self.arriving, (when, next(self.numbers), request, do))
        if fault == "slow":
            self.running[request.ref] = request
        self.clock.advance(CALL_TIMEOUT)

    def _keep_failure(self, request, do):
        if do:
            self._keyed(request, do)
        self._keep(request, OutcomeUnknown(code=KEPT_FAILURE))

    def _keyed(self, request, do):
        if self.forgets or not self._is_known(request.ref):
            return self._done(request, do)
        earlier, result, _ = self.keys[request.ref]
        if not _is_same(earlier, request):
            self.mismatches += 1
            raise OutcomeUnknown(code="idempotency_error")
        if isinstance(result, Exception):
            raise result
        return result

    def _done(self, request, do):
        try:
            result = do(request)
        except RequestRejected:
            # After a rejected request, its idempotency key can be used again.
            raise
        except NothingHappened as refusal:
            self._keep(request, refusal)
            raise
        self._keep(request, result)
        return result

    def _keep(self, request, result):
        self.keys[request.ref] = request, result, self.clock()

    def _is_known(self, ref):
        return ref in self.keys and self.clock() - self.keys[ref][2] < KEY_LIFE


def _is_same(earlier, request):
    """
    Return whether a request equals the earlier request with the same key.

    A refund's original amount and card are not sent to the service, so these fields may
    differ.
    """
    if hasattr(request, "token"):
        return earlier == request
    return (earlier.txn_id, earlier.amount) == (request.txn_id, request.amount)
