"""Tests which amounts a card can pay, at the edges of a processor's limits."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.billing.domain.card_payment import (
    limit_words,
    reason_not_by_card,
    reason_not_chargeable,
)
from chalicelib.kernel.access import Role
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import ChargeLimits
from chalicelib.payments.processor_connections import LIMITS
from chalicelib.practice.domain.practice import CURRENCIES

limits_of = st.builds(
    lambda least, width: ChargeLimits(least, least + width),
    st.integers(1, 1_000),
    st.integers(0, 10**8),
)


@given(limits_of, st.integers(1, 2 * 10**8), st.sampled_from(CURRENCIES))
@example(ChargeLimits(50, 99_999_999), 49, "USD")
@example(ChargeLimits(50, 99_999_999), 50, "USD")
@example(ChargeLimits(50, 99_999_999), 99_999_999, "USD")
@example(ChargeLimits(50, 99_999_999), 100_000_000, "USD")
def test_an_amount_has_a_reason_exactly_if_it_is_outside_the_limits(limits, minor, currency):
    amount = Money(minor, currency)
    is_possible = limits.least <= minor <= limits.most
    reasons = [
        reason_not_chargeable(amount, limits),
        *(reason_not_by_card(amount, limits, role) for role in (Role.CLIENT, Role.ADMIN)),
    ]
    assert [not reason for reason in reasons] == [is_possible] * 3


@given(limits_of, st.integers(1, 2 * 10**8))
def test_a_reason_names_the_limit_that_is_broken_and_the_amount(limits, minor):
    amount, least = Money(minor, "USD"), Money(limits.least, "USD")
    words = limit_words(amount, limits)
    if minor < limits.least:
        assert words == f"at least {least.major()} USD"
    elif words:
        assert words == f"at most {Money(limits.most, 'USD').major()} USD"
    if words:
        assert amount.major() in reason_not_by_card(amount, limits, Role.CLIENT)
        assert words in reason_not_by_card(amount, limits, Role.PROVIDER)


def test_without_a_processor_nothing_is_paid_by_card():
    client, staff = (
        reason_not_by_card(Money(5_000, "USD"), None, role) for role in (Role.CLIENT, Role.ADMIN)
    )
    assert "Ask your practice" in client
    assert "no payment processor" in staff


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("kind", LIMITS)
def test_each_processor_declares_its_limits_for_each_currency_of_a_practice(kind, currency):
    limits = LIMITS[kind](currency)
    assert 1 < limits.least < limits.most
