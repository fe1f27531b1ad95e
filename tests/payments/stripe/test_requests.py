"""Tests what requests to Stripe contain, and that errors hide Stripe's responses."""

import subprocess
import sys

import pytest

from chalicelib.payments.domain.processor_errors import OutcomeUnknown
from tests.payments.processors.rig import a_charge, a_refund


def test_requests_have_only_our_reference_and_amounts(stripe_rig):
    """S28: no request has a field for a name or for what the payment is for."""
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


def test_importing_the_adapter_does_not_load_the_sdk():
    load = "import sys, chalicelib.payments.stripe.account; sys.exit('stripe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", load], check=False).returncode == 0


def test_an_error_does_not_show_the_answer_of_stripe(stripe_rig):
    stripe_rig.fault("html_502")
    with pytest.raises(OutcomeUnknown) as error:
        stripe_rig.processor.charge(a_charge(stripe_rig.token()))
    assert error.value.__suppress_context__
    assert "502 Bad Gateway" not in str(error.value)
