"""
Checks that new passwords are long and hard to guess (NIST SP 800-63B).

There are no rules about capital letters, digits or marks, because people meet such rules with
passwords that are easy to guess. See docs/records-and-keys.md#passwords.
"""

import unicodedata

from chalicelib.identity.domain.easy_passwords import is_easy_to_guess
from chalicelib.kernel.errors import Invalid

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 12, 256
TOO_SHORT = (
    f"Use at least {MIN_PASSWORD_LENGTH} characters."
    " Several words in a row are easy to remember and hard to guess."
)
TOO_LONG = f"Use at most {MAX_PASSWORD_LENGTH} characters."
EASY_TO_GUESS = (
    "This password is easy to guess: it is a common one, or close to one."
    " Use several words that only you would put together."
)
SPACE_AT_END = "Begin and end the password with something other than a space."
NOT_TYPED = "Use only characters that can be typed, without tabs and line breaks."
NOT_ACCEPTED = "This password was not accepted. Use another one."
UNTYPED = frozenset({"Cc", "Cs"})


def normalized(password: str) -> str:
    """Return a password in the form NFC, which is the same on every keyboard."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, email: str = "") -> str:
    """
    Return a new password, normalized, if it meets the rules.

    `email` is the address with which the person signs in; a password that only varies it is easy
    to guess.

    Raises:
        Invalid: The password does not meet the rules. The error never contains the password.
    """
    value = normalized(password)
    problem = _problem(value, email)
    if problem:
        raise refused(problem)
    return value


def refused(sentence: str = NOT_ACCEPTED) -> Invalid:
    """Return the error for a new password that is refused."""
    return Invalid(sentence, fields={"password": sentence})


def _problem(value: str, email: str) -> str | None:
    if len(value) < MIN_PASSWORD_LENGTH:
        return TOO_SHORT
    if len(value) > MAX_PASSWORD_LENGTH:
        return TOO_LONG
    if any(unicodedata.category(each) in UNTYPED for each in value):
        return NOT_TYPED
    if value != value.strip():
        return SPACE_AT_END
    return EASY_TO_GUESS if is_easy_to_guess(value, [email]) else None
