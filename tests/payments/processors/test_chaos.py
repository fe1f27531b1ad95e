"""Tests that hundreds of payments are charged exactly once under every fault."""

from concurrent.futures import ThreadPoolExecutor

from chalicelib.payments.domain.payment import ChargeState, LookupOutcome
from chalicelib.payments.domain.processor_errors import OutcomeUnknown, ProcessorBusy
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


def charge_until_answered(rig, request):
    """
    Repeat a charge until the processor responds; return whether it succeeded.

    Returns None if no try gets a response. Like billing, the function looks the charge
    up if the processor stored a failure under the charge's idempotency key.
    """
    sent = rig.now()
    for _try in range(TRIES):
        try:
            return rig.impatient.charge(request).state is ChargeState.SUCCEEDED
        except ProcessorBusy:
            continue
        except OutcomeUnknown as unknown:
            if unknown.code == "kept_failure":
                lookup = rig.processor.lookup(request.ref, sent, PRICE)
                return (
                    lookup.outcome is LookupOutcome.FOUND
                    and lookup.snapshot.state is ChargeState.SUCCEEDED
                )
    return None


def test_no_op_is_charged_twice_and_the_processor_agrees_under_every_fault(rig):
    requests = [a_charge(rig.token("generic" if turn % 10 == 0 else "good")) for turn in range(OPS)]
    rig.plan(seed=20, rates=RATES, seconds=0.8)
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(lambda request: charge_until_answered(rig, request), requests))
    assert None not in outcomes
    refs = [charge["op"] for charge in rig.charges()]
    assert len(refs) == len(set(refs))
    assert set(refs) == {
        request.ref for request, paid in zip(requests, outcomes, strict=True) if paid
    }
    assert len(refs) > OPS * 0.8
