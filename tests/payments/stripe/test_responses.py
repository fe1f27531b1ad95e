"""Tests how we read rare Stripe responses, which no test card can cause."""

from dataclasses import replace

import pytest

from chalicelib.payments.domain.payment import ChargeState, DeclineReason, OneTimeToken, RefundState
from chalicelib.payments.domain.processor_errors import BadCredentials, RequestRejected
from chalicelib.payments.stripe import errors, responses
from chalicelib.payments.stripe.account import StripeAccount
from chalicelib.payments.stripe.requests import StripeCalls
from chalicelib.payments.stripe.transport import StripeAddresses
from tests.localstack.stripe.stand_in import StripeStandIn
from tests.payments.processors.rig import a_charge


def an_intent(status, **more):
    return {
        "id": "pi_1",
        "status": status,
        "amount": 1,
        "amount_received": 0,
        "currency": "usd",
        "metadata": {},
        **more,
    }


@pytest.mark.parametrize(
    "status", ["processing", "requires_capture", "requires_confirmation", "a_word_of_next_year"]
)
def test_an_unknown_status_is_pending(status):
    assert responses.charge(an_intent(status)).state is ChargeState.PENDING
    assert responses.snapshot(an_intent(status)).state is ChargeState.PENDING


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("succeeded", RefundState.SUCCEEDED),
        ("failed", RefundState.FAILED),
        ("canceled", RefundState.FAILED),
        ("requires_action", RefundState.PENDING),
        ("a_word_of_next_year", RefundState.PENDING),
    ],
)
def test_a_refunds_status_is_mapped(status, state):
    assert responses.refund({"id": "re_1", "status": status}).state is state


def test_the_banks_decline_reason_comes_before_the_processors():
    assert (
        errors.decline_reason({"code": "card_declined", "decline_code": "expired_card"})
        is DeclineReason.EXPIRED
    )
    assert errors.decline_reason({"code": "incorrect_zip"}) is DeclineReason.BAD_ADDRESS
    assert errors.decline_reason({"code": "new_word"}) is DeclineReason.GENERIC


def test_a_live_key_with_a_test_key_is_refused_before_any_call():
    with pytest.raises(BadCredentials):
        StripeAccount(
            "sk_live_x", "pk_test_x", addresses=StripeAddresses(api_base="http://127.0.0.1:9")
        ).verify_credentials()


def test_the_defaults_are_stripes_own_hosts_and_short_timeouts():
    addresses = StripeAddresses()
    assert (addresses.api_base, addresses.connect_seconds, addresses.read_seconds) == (
        "https://api.stripe.com",
        3,
        20,
    )
    assert addresses.csp == {
        "script-src": ("https://js.stripe.com", "https://*.js.stripe.com"),
        "frame-src": (
            "https://js.stripe.com",
            "https://*.js.stripe.com",
            "https://hooks.stripe.com",
        ),
        "connect-src": ("https://api.stripe.com",),
    }


def test_a_script_of_another_origin_is_allowed_from_that_origin_only():
    addresses = StripeAddresses("http://127.0.0.1:8420", "http://127.0.0.1:8420/clover/stripe.js")
    assert {origin for origins in addresses.csp.values() for origin in origins} == {
        "http://127.0.0.1:8420"
    }


def test_stripe_has_idempotency_keys_for_a_day_and_no_quiet_period():
    capabilities = StripeAccount("sk_test_x", "pk_test_x").capabilities
    assert (
        capabilities.native_idempotency,
        capabilities.idempotency_ttl_s,
        capabilities.quiet_period_s,
    ) == (
        True,
        86_400,
        0,
    )


def test_an_intent_that_does_not_exist_cannot_be_canceled(stand_in: StripeStandIn):
    with pytest.raises(RequestRejected):
        StripeCalls(
            stand_in.new_account().secret, StripeAddresses(api_base=stand_in.url)
        ).cancel_intent("pi_none")


def test_a_return_address_lets_the_bank_redirect(stand_in: StripeStandIn):
    practice = stand_in.new_account()
    calls = StripeCalls(practice.secret, StripeAddresses(api_base=stand_in.url))
    token = OneTimeToken(practice.token("pm_card_authenticationRequired"))
    intent = calls.create_intent(replace(a_charge(token), return_url="https://example.org/back"))
    assert intent["next_action"]["redirect_to_url"]["return_url"] == "https://example.org/back"
