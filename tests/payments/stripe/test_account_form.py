"""Tests the form for Stripe's keys: what is refused, and what is shown again."""

import pytest

from chalicelib.kernel.errors import Invalid
from chalicelib.payments.stripe.account_form import STRIPE_ACCOUNT_FORM as FORM

KEYS = {
    "publishable_key": "pk_test_willowcreek",
    "secret_key": "sk_test_willowcreek",
    "webhook_secret": "whsec_willowcreek",
}


def refused_fields(keys):
    with pytest.raises(Invalid) as refusal:
        FORM.check(keys)
    return set(refusal.value.fields)


def test_of_secrets_only_the_last_characters_are_shown():
    """
    S50: of secrets, only the last characters are shown.

    The publishable key is no secret and is shown in full.
    """
    assert FORM.shown(KEYS | {"webhook_secret": ""}) == {
        "publishable_key": "pk_test_willowcreek",
        "secret_ends": "reek",
        "webhook_secret_ends": "",
    }


def test_pasted_keys_are_trimmed_and_the_webhook_secret_may_come_later():
    keys = FORM.check(
        {"publishable_key": " pk_test_12345678\n", "secret_key": "rk_test_12345678"},
    )
    assert keys.fields == {"publishable_key": "pk_test_12345678", "secret_key": "rk_test_12345678"}
    assert not FORM.is_live(keys.fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("publishable_key", ""),
        ("publishable_key", "sk_test_willowcreek"),
        ("publishable_key", "pk_test_short"),
        ("secret_key", "pk_test_willowcreek"),
        ("secret_key", "sk_test_" + "x" * 250),
        ("secret_key", "sk_test_willow creek"),
        ("webhook_secret", "secret_willowcreek"),
    ],
)
def test_an_impossible_key_is_refused_with_its_field(name, value):
    assert refused_fields(KEYS | {name: value}) == {f"fields.{name}"}


def test_a_live_key_with_a_test_key_is_refused():
    mixed = KEYS | {"secret_key": "sk_live_willowcreek"}
    assert refused_fields(mixed) == {"fields.secret_key"}


@pytest.mark.parametrize("name", ["login_id", "a b"])
def test_a_field_of_another_processor_is_refused(name):
    assert refused_fields(KEYS | {name: "x"}) <= {
        "fields.login_id",
        "fields",
    }


def test_the_repr_of_keys_shows_no_key():
    """
    S50: the `repr` of keys contains no key.

    Therefore keys cannot get into a log through an error message.
    """
    assert "willowcreek" not in repr(FORM.check(KEYS))
