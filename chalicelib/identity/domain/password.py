"""What a password must be like; the identity provider checks the same, where it checks."""

from chalicelib.kernel.errors import Invalid

MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 12, 256
PASSWORD_RULE = (
    f"Use at least {MIN_PASSWORD_LENGTH} characters, with capital and small letters and a digit."
)


def check_password(password: str) -> str:
    """The password. Raises Invalid, without repeating it."""
    kinds = (str.isupper, str.islower, str.isdigit)
    fits = MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH and all(
        any(map(kind, password)) for kind in kinds
    )
    if not fits or password != password.strip():
        raise Invalid(PASSWORD_RULE, fields={"password": PASSWORD_RULE})
    return password
