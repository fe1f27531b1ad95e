"""A practice's credentials: tested, kept out of every log, and never mixed."""

import logging
import subprocess
import sys

import pytest

from chalicelib.payments.domain.payment import (
    BadCredentials,
    NotPermitted,
    OutcomeUnknown,
    ProcessorError,
)
from tests.payments.processors.rig import PRICE, a_charge, a_ref, a_refund


def test_good_keys_say_whose_account_it_is(rig):
    info = rig.processor.verify_credentials()
    assert (info.live, list(info.currencies)) == (False, ["USD"])
    assert info.label


@pytest.mark.parametrize(
    ("kind", "refusal"), [("invalid", BadCredentials), ("nopermission", NotPermitted)]
)
def test_keys_that_are_wrong_or_may_not_are_told_apart(rig, kind, refusal):
    processor = rig.with_keys(kind)
    for ask in (
        processor.verify_credentials,
        lambda: processor.charge(a_charge(rig.token())),
        lambda: processor.refund(a_refund("unknown")),
    ):
        with pytest.raises(refusal):
            ask()


def test_the_pay_page_is_told_public_things_only(rig):
    config = rig.processor.browser_config(a_ref(), PRICE)
    assert config.script_url
    assert set(config.csp) == {"script-src", "frame-src", "connect-src"}
    assert not set(config.public.values()) & set(rig.secrets)


def test_no_secret_shows_in_a_log_or_in_what_is_printed(rig, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    token = rig.token()
    request, shown = a_charge(token), []
    for kind in ("", "rate_limit", "html_502", "error_500_after", "nonsense"):
        if kind:
            rig.fault(kind)
            request = a_charge(rig.token())
        try:
            result = rig.processor.charge(request)
        except ProcessorError as error:
            result = error
        shown += [repr(result), str(result), repr(request)]
    challenge = rig.processor.charge(a_charge(rig.token("challenge")))
    shown += [repr(challenge), repr(rig.processor), caplog.text, *capfd.readouterr()]
    hidden = [*rig.secrets, token.value, *challenge.client_action.values()]
    assert not [secret for secret in hidden for text in shown if secret in text]


def test_only_our_reference_and_amounts_travel(rig):
    """S28."""
    request = a_charge(rig.token())
    rig.processor.refund(a_refund(rig.processor.charge(request).txn_id))
    names = {name for sent in rig.bodies() for name in sent}
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


def test_a_refusal_never_carries_the_answer_it_was_read_from(rig):
    rig.fault("html_502")
    with pytest.raises(OutcomeUnknown) as caught:
        rig.processor.charge(a_charge(rig.token()))
    assert caught.value.__suppress_context__
    assert "502 Bad Gateway" not in str(caught.value)
