"""A practice's credentials: tested, kept out of every log, and never mixed."""

import logging

import pytest

from chalicelib.payments.domain.payment import (
    BadCredentials,
    NotPermitted,
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
