"""
Declares the form for the keys of a Stripe account.

The form also checks that the publishable key and the secret key belong together.
"""

from collections.abc import Mapping

from chalicelib.payments.domain.account_form import AccountForm, KeyField
from chalicelib.payments.domain.payment import ProcessorKind

PUBLISHABLE_KEY, SECRET_KEY, WEBHOOK_SECRET = "publishable_key", "secret_key", "webhook_secret"
LIVE_MARK = "_live_"
MIXED_KEYS = "One key is live and the other is for tests. Use two keys of the same kind."


def is_live_key(key: str) -> bool:
    """
    Return whether a key moves real money.

    The key may be a publishable, secret or restricted key.
    """
    return key[2:].startswith(LIVE_MARK)


def _is_live(keys: Mapping[str, str]) -> bool:
    return is_live_key(keys[PUBLISHABLE_KEY])


def _conflict(keys: Mapping[str, str]) -> tuple[str, str] | None:
    if is_live_key(keys[PUBLISHABLE_KEY]) == is_live_key(keys[SECRET_KEY]):
        return None
    return SECRET_KEY, MIXED_KEYS


STRIPE_ACCOUNT_FORM = AccountForm(
    ProcessorKind.STRIPE,
    (
        KeyField(
            PUBLISHABLE_KEY,
            "Publishable key",
            prefixes=("pk_test_", "pk_live_"),
            hint="Copy the key that begins with pk_.",
            shown_as="publishable_key",
            is_secret=False,
        ),
        KeyField(
            SECRET_KEY,
            "Secret or restricted key",
            prefixes=("sk_test_", "sk_live_", "rk_test_", "rk_live_"),
            hint="Copy the key that begins with sk_ or rk_.",
            shown_as="secret_ends",
        ),
        KeyField(
            WEBHOOK_SECRET,
            "Webhook signing secret",
            prefixes=("whsec_",),
            hint="Copy the signing secret that begins with whsec_.",
            shown_as="webhook_secret_ends",
            is_required=False,
            is_for_webhooks=True,
        ),
    ),
    refused_field=SECRET_KEY,
    is_live=_is_live,
    conflict=_conflict,
)
