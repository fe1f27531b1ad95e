"""Checks passwords by the same rules as the identity provider."""

from chalicelib.kernel.errors import Invalid

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 12, 256
PASSWORD_RULE = (
    f"Use at least {MIN_PASSWORD_LENGTH} characters, with capital and small letters and a digit."
)


def check_password(password: str) -> str:
    """
    Return the password if it meets the rules.

    Raises Invalid if the password does not meet the rules. The error message never contains the
    password.
    """
    kinds = (str.isupper, str.islower, str.isdigit)
    is_valid = MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH and all(
        any(map(kind, password)) for kind in kinds
    )
    if not is_valid or password != password.strip():
        raise Invalid(PASSWORD_RULE, fields={"password": PASSWORD_RULE})
    return password
