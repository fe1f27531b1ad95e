"""Tests the user pool's rules for passwords."""

from chalicelib.identity.domain.password import MIN_PASSWORD_LENGTH
from infra.build import templates


def test_the_user_pool_has_the_same_rules_for_passwords_as_the_api():
    """S8: Cognito refuses no password that the API accepts."""
    pool = templates.load(templates.INFRA / "state.yaml")["Resources"]["UserPool"]["Properties"]
    policy = dict(pool["Policies"]["PasswordPolicy"])
    assert policy.pop("MinimumLength") == MIN_PASSWORD_LENGTH
    assert policy.pop("TemporaryPasswordValidityDays") == 7
    assert policy == {
        f"Require{kind}": False for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols")
    }
