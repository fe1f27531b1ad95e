"""Verifies Stripe's webhooks, and reads which charge each one is about (S51)."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.kernel.ids import OpRef
from chalicelib.payments.domain.payment import EventKind, ProcessorEvent
from chalicelib.payments.domain.processor_errors import WebhookRejected

TOLERANCE_SECONDS = 300
EVENT_ID = re.compile(r"[A-Za-z0-9_]{1,100}")
OP_REF = re.compile(r"[A-Za-z0-9]{1,64}")
KINDS_BY_PREFIX = (
    ("charge.dispute.", EventKind.DISPUTE),
    ("charge.refund", EventKind.REFUND),
    ("refund.", EventKind.REFUND),
    ("review.opened", EventKind.HELD),
    ("payment_intent.", EventKind.CHARGE),
    ("charge.", EventKind.CHARGE),
)


def events(headers: Mapping[str, str], raw_body: bytes, secret: str) -> Sequence[ProcessorEvent]:
    """
    Verify a webhook and return the one event in its body, as a list.

    Raises:
        WebhookRejected: The signature is missing or wrong, its time differs from ours by more
            than five minutes, or the body is not a valid event.
    """
    _verify(headers, raw_body, secret)
    try:
        event = json.loads(raw_body)
        return [_event(event, event["data"]["object"])]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise WebhookRejected("The body of this webhook is not an event.") from None


def _verify(headers: Mapping[str, str], raw_body: bytes, secret: str) -> None:
    import stripe  # noqa: PLC0415 - lazy, see transport

    signatures = [value for name, value in headers.items() if name.lower() == "stripe-signature"]
    if not secret or len(signatures) != 1:
        raise WebhookRejected("This webhook is not signed.")
    try:
        # The SDK compares texts, and cannot compare those with other characters.
        signatures[0].encode("ascii")
        stripe.WebhookSignature.verify_header(raw_body, signatures[0], secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, ValueError):
        raise WebhookRejected("The signature of this webhook is not valid.") from None
    # The SDK refuses old times only. A time ahead of ours would let a stolen event be sent later.
    if _signed_at(signatures[0]) > time.time() + TOLERANCE_SECONDS:
        raise WebhookRejected("The signature of this webhook is dated in the future.")


def _signed_at(signature: str) -> int:
    # The SDK reads the first time of the header, and so does this function.
    pairs = (part.split("=", 2) for part in signature.split(","))
    return next(int(pair[1]) for pair in pairs if pair[0] == "t")


def _event(event: Mapping[str, Any], about: Mapping[str, Any]) -> ProcessorEvent:
    intent = about["id"] if about["object"] == "payment_intent" else about.get("payment_intent")
    ref = (about.get("metadata") or {}).get("op", "")
    texts = event["id"], event["type"], intent or "", ref
    if not all(isinstance(text, str) for text in texts) or not EVENT_ID.fullmatch(event["id"]):
        raise ValueError("an event's id or charge has another form")
    # Another program that uses the practice's account may have an "op" of its own.
    op = OpRef(ref if OP_REF.fullmatch(ref) else "")
    return ProcessorEvent(event["id"], _kind(event["type"]), intent or "", op, trusted=True)


def _kind(name: str) -> EventKind:
    return next(
        (kind for start, kind in KINDS_BY_PREFIX if name.startswith(start)), EventKind.OTHER
    )
