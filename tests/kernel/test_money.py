"""Amounts are whole minor units, and two currencies never meet."""

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
    with pytest.raises(Invalid) as no:
        Money(minor, "USD")
    assert "minor" in no.value.fields


@pytest.mark.parametrize("currency", ["usd", "US", "USDX", "", "U$D", "USD\n", "ÜSD"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(Invalid) as no:
        Money(1, currency)
    assert "currency" in no.value.fields


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
def test_major_units_have_as_many_decimals_as_people_write(minor, currency, major):
    assert Money(minor, currency).major() == major


@given(MINOR, st.sampled_from(["USD", "JPY", "KWD"]))
def test_major_units_lose_nothing(minor, currency):
    amount = Money(minor, currency)
    assert Decimal(amount.major()).scaleb(amount.digits) == minor


@given(MINOR, MINOR)
def test_adding_and_taking_away_undo_one_another(left, right):
    assert Money(left, "USD") + Money(right, "USD") - Money(right, "USD") == Money(left, "USD")
    assert (Money(left, "USD") < Money(right, "USD")) == (left < right)
    assert (Money(left, "USD") >= Money(right, "USD")) == (left >= right)


@pytest.mark.parametrize(
    "meet", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b]
)
def test_two_currencies_are_never_added_or_compared(meet):
    with pytest.raises(Invalid):
        meet(Money(1, "USD"), Money(1, "EUR"))


def test_equal_numbers_of_two_currencies_are_not_equal():
    assert Money(1, "USD") != Money(1, "EUR")
    assert len({Money(1, "USD"), Money(1, "EUR"), Money(1, "USD")}) == 2


@pytest.mark.parametrize(
    ("amount", "whole"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("2.4999", 2), ("52.5", 53)],
)
def test_a_half_goes_away_from_zero_and_never_to_the_even_neighbour(amount, whole):
    assert half_up(Decimal(amount)) == whole


@given(st.fractions(-(10**9), 10**9, max_denominator=10_000))
def test_rounding_is_never_further_away_than_a_half(exact):
    rounded = half_up(Decimal(exact.numerator) / Decimal(exact.denominator))
    assert abs(exact - rounded) <= Fraction(1, 2)
