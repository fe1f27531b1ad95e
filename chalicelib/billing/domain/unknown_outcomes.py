"""
Decides when an unknown outcome may be asked again, and when "not there" is believed.

See docs/billing-lifecycle.md#unknown-outcomes.
"""

from datetime import datetime, timedelta

from chalicelib.billing.domain.op import BACKOFF, MANUAL_AFTER, MAX_UNANSWERED, Op, OpState
from chalicelib.payments.domain.payment import Capabilities

MIN_QUIET_PERIOD = timedelta(seconds=180)
"""The earliest time after sending at which a look-up's "not there" is believed."""
MAX_RESENDS = 3
RESEND_PERIOD = timedelta(hours=11)
"""How often, and for how long, the same request is sent again under its idempotency key."""


def may_resend(op: Op, processor: Capabilities, now: datetime) -> bool:
    """Whether the same request may be sent again under its key, which cannot charge twice."""
    key_lifetime = timedelta(seconds=processor.idempotency_ttl_s) - MIN_QUIET_PERIOD
    # A processor repeats a stored failure for ever: after some rounds a look-up says more.
    may_repeat = processor.native_idempotency and op.rounds < MAX_RESENDS
    return may_repeat and _age(op, now) < min(RESEND_PERIOD, key_lifetime)


def is_absence_proof(op: Op, processor: Capabilities, now: datetime) -> bool:
    """Whether a look-up that finds nothing proves that no money moved."""
    quiet_period = max(MIN_QUIET_PERIOD, timedelta(seconds=processor.quiet_period_s))
    # A request that was sent again may still be on its way: count from the last possible moment.
    if processor.native_idempotency and op.rounds < MAX_RESENDS:
        quiet_period += RESEND_PERIOD
    return _age(op, now) > quiet_period


def is_left_to_admin(op: Op, now: datetime) -> bool:
    """
    Whether an op was asked about long enough that an Admin must find out.

    A day without an execution does not count: the whole back-off must have been gone through.
    """
    if op.state is OpState.PENDING:
        return op.tries >= MAX_UNANSWERED
    return op.rounds > len(BACKOFF) and now - (op.sent_at or now) > MANUAL_AFTER


def _age(op: Op, now: datetime) -> timedelta:
    return now - (op.sent_at or op.at)
