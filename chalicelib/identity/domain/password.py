"""What a password must be like; the identity provider checks the same, where it checks."""

from chalicelib.kernel.errors import Invalid

SHORTEST, LONGEST = 12, 256
RULE = f"Use at least {SHORTEST} characters, with capital and small letters and a digit."


def check(password: str) -> str:
    """The password. Raises Invalid, without repeating it."""
    kinds = (str.isupper, str.islower, str.isdigit)
    fits = SHORTEST <= len(password) <= LONGEST and all(any(map(kind, password)) for kind in kinds)
    if not fits or password != password.strip():
        raise Invalid(RULE, fields={"password": RULE})
    return password
