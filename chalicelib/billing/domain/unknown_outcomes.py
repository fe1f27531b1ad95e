"""
Decides how to find out a request's outcome without a reliable response.

The functions decide when the request may be sent again, and when a look-up that finds
nothing proves that no money moved.

See docs/billing-lifecycle.md#unknown-outcomes.
"""

from datetime import datetime, timedelta

from chalicelib.billing.domain.op import BACKOFF, MANUAL_AFTER, MAX_UNANSWERED, Op, OpState
from chalicelib.payments.domain.payment import Capabilities

MIN_QUIET_PERIOD = timedelta(seconds=180)
"""A look-up that finds nothing is believed only when the request was sent longer ago than this."""
MAX_RESENDS = 3
RESEND_PERIOD = timedelta(hours=11)
"""How often and for how long a request may be sent again under the same idempotency key."""


def may_resend(op: Op, processor: Capabilities, now: datetime) -> bool:
    """
    Return whether the request may be sent again without risking a second charge.

    The request's idempotency key prevents a second charge for as long as the processor
    remembers the key.
    """
    key_lifetime = timedelta(seconds=processor.idempotency_ttl_s) - MIN_QUIET_PERIOD
    # A processor repeats a stored failure forever, so after some tries a look-up says more.
    may_repeat = processor.native_idempotency and op.rounds < MAX_RESENDS
    return may_repeat and _age(op, now) < min(RESEND_PERIOD, key_lifetime)


def is_absence_proof(op: Op, processor: Capabilities, now: datetime) -> bool:
    """Return whether a look-up that finds nothing proves that the op moved no money."""
    quiet_period = max(MIN_QUIET_PERIOD, timedelta(seconds=processor.quiet_period_s))
    # A request that was sent again may still arrive: count from the last possible moment.
    if processor.native_idempotency and op.rounds < MAX_RESENDS:
        quiet_period += RESEND_PERIOD
    return _age(op, now) > quiet_period


def is_left_to_admin(op: Op, now: datetime) -> bool:
    """
    Return whether an Admin must find out the outcome of an op.

    An op with an unknown outcome is left to an Admin when two conditions hold: the op was
    sent more than a day ago, and the look-ups after 1, 5 and 15 minutes were made. The time
    alone is not enough, because a stalled execution has made no look-ups. A
    pending op is left to an Admin after MAX_UNANSWERED failed look-ups.
    """
    if op.state is OpState.PENDING:
        return op.tries >= MAX_UNANSWERED
    return op.rounds > len(BACKOFF) and now - (op.sent_at or now) > MANUAL_AFTER


def _age(op: Op, now: datetime) -> timedelta:
    return now - (op.sent_at or op.at)
