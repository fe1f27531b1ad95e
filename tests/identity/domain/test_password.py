"""Tests the rules for passwords."""

import pytest

from chalicelib.identity.domain.password import check_password
from chalicelib.kernel.errors import Invalid


@pytest.mark.parametrize("password", ["Correct-Horse-7", "ÄÖÜ und ein Hund 9", "Aa1" * 85])
def test_a_strong_password_is_returned_unchanged(password):
    assert check_password(password) == password


@pytest.mark.parametrize(
    "password",
    [
        "",
        "Short-7",
        "no-capital-letter-7",
        "NO-SMALL-LETTER-7",
        "No-Digit-At-All",
        " Correct-Horse-7",
        "Aa1" * 86,
    ],
)
def test_a_weak_password_is_refused_and_not_repeated_in_the_error(password):
    with pytest.raises(Invalid) as refusal:
        check_password(password)
    assert set(refusal.value.fields) == {"password"}
    assert not password or password not in str(refusal.value)
