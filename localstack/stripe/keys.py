"""Reads the account and the kind of API key from the Authorization header."""

import base64
import binascii
import re
from dataclasses import dataclass

from localstack.stripe import stripe_error

KEY = re.compile(r"(sk|rk|pk)_test_([A-Za-z0-9_]{3,240})")


@dataclass(frozen=True)
class Caller:
    """
    Holds the kind of an API key, and the suffix that identifies its account.

    The kinds are sk (secret), rk (restricted) and pk (publishable).
    """

    kind: str
    suffix: str


def caller(authorization: str) -> Caller:
    """
    Return the caller that an Authorization header identifies.

    Keys with the same suffix belong to the same account.

    Raises:
        StripeError: The key is absent or malformed, contains `invalid` (a wrong key) or contains
            `nopermission` (a key without permissions).
    """
    key = _key(authorization)
    if not key:
        raise stripe_error.unauthorized("You did not provide an API key.")
    match = KEY.fullmatch(key)
    if not match or "invalid" in key:
        raise stripe_error.unauthorized(f"Invalid API Key provided: {_masked(key)}")
    if "nopermission" in key:
        raise stripe_error.forbidden(
            f"The provided key '{_masked(key)}' does not have the required permissions "
            "for this endpoint."
        )
    return Caller(match[1], match[2])


def _key(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _masked(key: str) -> str:
    return key[:8] + "*" * 8 + key[-4:]
