"""Tests that amounts are whole minor units, and currencies are never mixed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money, half_up

MINOR = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize("minor", [1.0, 125.5, True, "12550", None, Decimal(1)])
def test_only_a_whole_number_is_an_amount(minor):
    with pytest.raises(Invalid) as error:
        Money(minor, "USD")
    assert "minor" in error.value.fields


@pytest.mark.parametrize("currency", ["usd", "US", "USDX", "", "U$D", "USD\n", "ÜSD"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(Invalid) as error:
        Money(1, currency)
    assert "currency" in error.value.fields


@pytest.mark.parametrize(
    ("minor", "currency", "major"),
    [
        (12_550, "USD", "125.50"),
        (5, "USD", "0.05"),
        (-5, "USD", "-0.05"),
        (0, "USD", "0.00"),
        (10**11, "USD", "1000000000.00"),
        (125, "JPY", "125"),
        (0, "JPY", "0"),
        (1_500, "KWD", "1.500"),
        (7, "BHD", "0.007"),
    ],
)
def test_major_units_have_the_currencys_number_of_decimals(minor, currency, major):
    assert Money(minor, currency).major() == major


@given(MINOR, st.sampled_from(["USD", "JPY", "KWD"]))
def test_major_units_are_exact(minor, currency):
    amount = Money(minor, currency)
    assert Decimal(amount.major()).scaleb(amount.digits) == minor


@given(MINOR, MINOR)
def test_adding_and_subtracting_the_same_amount_changes_nothing(left, right):
    assert Money(left, "USD") + Money(right, "USD") - Money(right, "USD") == Money(left, "USD")
    assert (Money(left, "USD") < Money(right, "USD")) == (left < right)
    assert (Money(left, "USD") >= Money(right, "USD")) == (left >= right)


@pytest.mark.parametrize(
    "combine", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b]
)
def test_two_currencies_are_never_added_or_compared(combine):
    with pytest.raises(Invalid):
        combine(Money(1, "USD"), Money(1, "EUR"))


def test_equal_numbers_of_two_currencies_are_not_equal():
    assert Money(1, "USD") != Money(1, "EUR")
    assert len({Money(1, "USD"), Money(1, "EUR"), Money(1, "USD")}) == 2


@pytest.mark.parametrize(
    ("amount", "whole"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("2.4999", 2), ("52.5", 53)],
)
def test_a_half_rounds_away_from_zero(amount, whole):
    assert half_up(Decimal(amount)) == whole


@given(st.fractions(-(10**9), 10**9, max_denominator=10_000))
def test_rounding_changes_an_amount_by_at_most_a_half(exact):
    rounded = half_up(Decimal(exact.numerator) / Decimal(exact.denominator))
    assert abs(exact - rounded) <= Fraction(1, 2)
