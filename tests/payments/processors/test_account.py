"""Tests that a practice's keys are checked, never logged, and never mixed up."""

import logging

import pytest

from chalicelib.payments.domain.processor_errors import BadCredentials, NotPermitted, ProcessorError
from tests.payments.processors.rig import PRICE, a_charge, a_ref, a_refund


def test_good_keys_return_the_accounts_name_and_currency(rig):
    info = rig.processor.verify_credentials()
    assert (info.live, list(info.currencies)) == (False, ["USD"])
    assert info.label


@pytest.mark.parametrize(
    ("kind", "refusal"), [("invalid", BadCredentials), ("nopermission", NotPermitted)]
)
def test_wrong_keys_and_keys_without_permission_raise_different_errors(rig, kind, refusal):
    processor = rig.with_keys(kind)
    for call in (
        processor.verify_credentials,
        lambda: processor.charge(a_charge(rig.token())),
        lambda: processor.refund(a_refund("unknown")),
    ):
        with pytest.raises(refusal):
            call()


def test_the_pay_page_gets_no_secret(rig):
    config = rig.processor.browser_config(a_ref(), PRICE)
    assert config.script_url
    assert set(config.csp) == {"script-src", "frame-src", "connect-src"}
    assert not set(config.public.values()) & set(rig.secrets)


def test_no_secret_is_logged_or_printed(rig, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    token = rig.token()
    request, outputs = a_charge(token), []
    for kind in ("", "rate_limit", "html_502", "error_500_after", "nonsense"):
        if kind:
            rig.fault(kind)
            request = a_charge(rig.token())
        try:
            result = rig.processor.charge(request)
        except ProcessorError as error:
            result = error
        outputs += [repr(result), str(result), repr(request)]
    challenge = rig.processor.charge(a_charge(rig.token("challenge")))
    outputs += [repr(challenge), repr(rig.processor), caplog.text, *capfd.readouterr()]
    secrets = [*rig.secrets, token.value, *challenge.client_action.values()]
    assert not [secret for secret in secrets for text in outputs if secret in text]
