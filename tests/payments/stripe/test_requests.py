"""Requests to Stripe: what they carry, and what stays out of errors."""

import subprocess
import sys

import pytest

from chalicelib.payments.domain.payment import OutcomeUnknown
from tests.payments.processors.rig import a_charge, a_refund


def test_only_our_reference_and_amounts_travel(stripe_rig):
    """S28 of docs/safeguards.md."""
    request = a_charge(stripe_rig.token())
    stripe_rig.processor.refund(a_refund(stripe_rig.processor.charge(request).txn_id))
    names = {name for sent in stripe_rig.bodies() for name in sent}
    assert names <= {
        "amount",
        "automatic_payment_methods[allow_redirects]",
        "automatic_payment_methods[enabled]",
        "confirm",
        "confirmation_token",
        "currency",
        "expand[0]",
        "metadata[op]",
        "payment_intent",
        "reason",
    }


def test_the_sdk_is_loaded_by_a_practice_that_pays_and_by_no_other():
    load = "import sys, chalicelib.payments.stripe.account; sys.exit('stripe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", load], check=False).returncode == 0


def test_a_refusal_never_carries_the_answer_it_was_read_from(stripe_rig):
    stripe_rig.fault("html_502")
    with pytest.raises(OutcomeUnknown) as caught:
        stripe_rig.processor.charge(a_charge(stripe_rig.token()))
    assert caught.value.__suppress_context__
    assert "502 Bad Gateway" not in str(caught.value)
