"""Tests that a Stripe webhook needs a recent signature of its exact bytes."""

import json
import time

import pytest
from stripe import WebhookSignature

from chalicelib.payments.domain.payment import EventKind
from chalicelib.payments.domain.processor_errors import WebhookRejected
from chalicelib.payments.stripe.account import StripeAccount

SECRET = "whsec_of_the_practice"
ACCOUNT = StripeAccount("sk_test_hooks", "pk_test_hooks", SECRET)


def a_body(kind="payment_intent.succeeded", **about):
    thing = {"id": "pi_1", "object": "payment_intent", "metadata": {"op": "OP"}} | about
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"object": thing}})


def signature(body, secret=SECRET, age=0):
    return {
        "Stripe-Signature": WebhookSignature.generate_signature_header(
            body, secret, int(time.time()) - age
        )
    }


def read(body, headers=None):
    return ACCOUNT.parse_webhook(signature(body) if headers is None else headers, body.encode())


@pytest.mark.parametrize(
    ("body", "kind", "txn_id", "ref"),
    [
        (a_body(), EventKind.CHARGE, "pi_1", "OP"),
        (
            a_body("charge.succeeded", id="ch_1", object="charge", payment_intent="pi_1"),
            EventKind.CHARGE,
            "pi_1",
            "OP",
        ),
        (
            a_body("charge.refunded", id="ch_1", object="charge", payment_intent="pi_1"),
            EventKind.REFUND,
            "pi_1",
            "OP",
        ),
        (
            a_body("refund.failed", id="re_1", object="refund", payment_intent="pi_1"),
            EventKind.REFUND,
            "pi_1",
            "OP",
        ),
        (
            a_body("charge.dispute.created", object="dispute", payment_intent="pi_1"),
            EventKind.DISPUTE,
            "pi_1",
            "OP",
        ),
        (
            a_body("review.opened", object="review", payment_intent="pi_1", metadata=None),
            EventKind.HELD,
            "pi_1",
            "",
        ),
        (a_body("payout.paid", object="payout", metadata={}), EventKind.OTHER, "", ""),
    ],
)
def test_a_signed_webhook_names_its_charge(body, kind, txn_id, ref):
    [event] = read(body)
    assert (event.event_id, event.kind, event.txn_id, event.ref, event.trusted) == (
        "evt_1",
        kind,
        txn_id,
        ref,
        True,
    )


@pytest.mark.parametrize("ref", ["order #12", "a|b", "", "\ud800", "x" * 600])
def test_a_mark_that_is_no_reference_of_an_op_is_left_out(ref):
    """Events of another program with the same account are read and ignored."""
    body = json.dumps(json.loads(a_body(metadata={"op": ref})))
    assert read(body)[0].ref == ""


def test_the_headers_name_may_be_in_lower_case():
    assert read(a_body(), {name.lower(): value for name, value in signature(a_body()).items()})


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (a_body(), dict),
        (a_body(), lambda: {"Stripe-Signature": ""}),
        (a_body(), lambda: {"Stripe-Signature": "nonsense"}),
        (a_body(), lambda: {"Stripe-Signature": "t=1,v0=00"}),
        (a_body(), lambda: {"Stripe-Signature": f"t={int(time.time())},v1=\u00e9"}),
        (a_body(), lambda: {"Stripe-Signature": f"t={int(time.time())},v1=\udc80"}),
        (a_body(), lambda: {"Stripe-Signature": f"t={'9' * 5000},v1=00"}),
        (a_body(), lambda: signature(a_body(), "whsec_of_another_practice")),
        (a_body(), lambda: signature(a_body(), age=301)),
        (a_body(), lambda: signature(a_body(), age=-900)),
        (a_body(), lambda: signature(a_body(), age=-86_400)),
        (a_body() + " ", lambda: signature(a_body())),
        (json.dumps(json.loads(a_body()), indent=1), lambda: signature(a_body())),
        (a_body(), lambda: signature(a_body()) | {"stripe-signature": "t=1,v1=00"}),
        ("[]", None),
        ('{"id": "evt_1"}', None),
        ("[" * 100_000, None),
        ("[" * 100_000 + "]" * 100_000, None),
        ('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}", None),
        (a_body().replace("evt_1", "evt 1/#"), None),
        (a_body().replace('"evt_1"', "7"), None),
        (a_body(metadata={"op": ["OP"]}), None),
        ("no json", None),
    ],
)
def test_a_webhook_with_a_wrong_signature_or_body_is_rejected(body, headers):
    """
    S51: a webhook with a wrong signature or a wrong body is rejected.

    Missing, outdated, post-dated and another account's signatures are among the wrong ones.
    """
    with pytest.raises(WebhookRejected):
        read(body, headers and headers())


def test_a_clock_that_is_a_little_ahead_is_accepted():
    assert read(a_body(), signature(a_body(), age=-200))


def test_a_body_that_is_not_text_is_rejected():
    """
    S51: a webhook whose body is not UTF-8 text is rejected.

    It raises the same error as a webhook with a wrong signature.
    """
    with pytest.raises(WebhookRejected):
        ACCOUNT.parse_webhook(signature(a_body()), b"\xff\xfe")


def test_an_account_without_a_signing_secret_rejects_every_webhook():
    """
    S51: an account without a signing secret rejects every webhook.

    Even a signature that was made with an empty secret is rejected.
    """
    with pytest.raises(WebhookRejected):
        StripeAccount("sk_test_hooks", "pk_test_hooks").parse_webhook(
            signature(a_body(), ""), a_body().encode()
        )
