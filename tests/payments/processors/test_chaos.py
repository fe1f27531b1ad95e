"""Hundreds of ops with every fault: no charge is made twice or missed."""

from concurrent.futures import ThreadPoolExecutor

from chalicelib.payments.domain.payment import (
    ChargeState,
    LookupOutcome,
    OutcomeUnknown,
    TryAgainLater,
)
from tests.payments.processors.rig import PRICE, a_charge

OPS, TRIES = 200, 2_000
RATES = {
    "lost_before": 0.1,
    "late_commit": 0.05,
    "lost_after": 0.1,
    "reset": 0.05,
    "cut": 0.05,
    "empty": 0.05,
    "nonsense": 0.05,
    "html_502": 0.05,
    "html_502_before": 0.05,
    "rate_limit": 0.05,
    "error_500": 0.03,
    "error_500_after": 0.03,
}


def settled(rig, request):
    """Retry the same request, as billing does; look up a kept failure."""
    sent = rig.now()
    for _try in range(TRIES):
        try:
            return rig.impatient.charge(request).state is ChargeState.SUCCEEDED
        except TryAgainLater:
            continue
        except OutcomeUnknown as unknown:
            if unknown.code == "kept_failure":
                seen = rig.processor.lookup(request.ref, sent, PRICE)
                return (
                    seen.outcome is LookupOutcome.FOUND
                    and seen.snapshot.state is ChargeState.SUCCEEDED
                )
    return None


def test_under_every_fault_the_ledger_is_ours_and_no_op_is_charged_twice(rig):
    requests = [a_charge(rig.token("generic" if turn % 10 == 0 else "good")) for turn in range(OPS)]
    rig.plan(seed=20, rates=RATES, seconds=0.8)
    with ThreadPoolExecutor(6) as people:
        known = list(people.map(lambda request: settled(rig, request), requests))
    assert None not in known
    taken = [charge["op"] for charge in rig.charges()]
    assert len(taken) == len(set(taken))
    assert set(taken) == {
        request.ref for request, paid in zip(requests, known, strict=True) if paid
    }
    assert len(taken) > OPS * 0.8
