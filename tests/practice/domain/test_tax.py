"""Tests sales tax: it is rounded half up, once per invoice, and amounts add up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money
from chalicelib.practice.domain.tax import TaxMode, TaxRule, price_with_tax

AMOUNTS = st.integers(1, 10**9)
PERCENTS = st.decimals(0, 100, places=4, allow_nan=False, allow_infinity=False)
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])


def rule(mode, percent):
    return TaxRule(mode, Decimal(percent), "Sales tax")


def of(amount, mode, percent):
    return price_with_tax(Money(amount, "USD"), rule(mode, percent))


def test_tax_added_to_a_hundred_dollars():
    assert of(10_000, TaxMode.EXCLUSIVE, "8.25").total.minor == 10_825


def test_tax_contained_in_a_hundred_dollars():
    priced = of(10_000, TaxMode.INCLUSIVE, "8.25")
    assert (priced.net.minor, priced.tax.minor, priced.total.minor) == (9_238, 762, 10_000)


def test_no_tax_leaves_the_amount_as_it_is():
    priced = of(10_000, TaxMode.NONE, "8.25")
    assert (priced.net.minor, priced.tax.minor, priced.total.minor) == (10_000, 0, 10_000)


def test_a_half_cent_is_rounded_up():
    """
    A half cent is rounded up.

    5 % of 1050 cents is 52.5, which makes 53, although Python's `round` gives 52.
    """
    assert of(1_050, TaxMode.EXCLUSIVE, "5").tax.minor == 53


def test_tax_is_computed_on_the_sum_and_not_line_by_line():
    """
    Tax is computed on the sum of an invoice's lines, and not line by line.

    7.25 % of 1000 cents rounds to 73; the sum of three rounded lines would be 72.
    """
    assert of(1_000, TaxMode.EXCLUSIVE, "7.25").tax.minor == 73
    assert sum(of(line, TaxMode.EXCLUSIVE, "7.25").tax.minor for line in (333, 333, 334)) == 72


def test_a_currency_without_decimals_is_rounded_to_whole_units():
    assert price_with_tax(Money(1_050, "JPY"), rule(TaxMode.EXCLUSIVE, "5")).tax == Money(53, "JPY")


@given(AMOUNTS, st.sampled_from(TaxMode), PERCENTS, CURRENCIES)
def test_net_and_tax_shown_always_add_up_to_the_total(minor, mode, percent, currency):
    priced = price_with_tax(Money(minor, currency), rule(mode, percent))
    assert priced.net + priced.tax == priced.total
    assert min(priced.net.minor, priced.tax.minor) >= 0
    assert Money(minor, currency) == (priced.net if mode is TaxMode.EXCLUSIVE else priced.total)


@given(AMOUNTS, PERCENTS)
def test_tax_differs_from_the_exact_one_by_at_most_half_a_unit(minor, percent):
    rate = Fraction(percent) / 100
    added, contained = (
        of(minor, TaxMode.EXCLUSIVE, percent).tax.minor,
        of(minor, TaxMode.INCLUSIVE, percent).tax.minor,
    )
    assert abs(added - minor * rate) <= Fraction(1, 2)
    assert abs(contained - minor * rate / (1 + rate)) <= Fraction(1, 2)


@given(AMOUNTS, PERCENTS)
def test_adding_tax_and_taking_it_out_again_gives_the_price_back(minor, percent):
    total = of(minor, TaxMode.EXCLUSIVE, percent).total
    assert abs(price_with_tax(total, rule(TaxMode.INCLUSIVE, percent)).net.minor - minor) <= 1


@given(AMOUNTS, AMOUNTS, PERCENTS)
def test_the_tax_of_a_larger_amount_is_never_smaller(one, other, percent):
    less, more = sorted((one, other))
    assert of(less, TaxMode.EXCLUSIVE, percent).tax <= of(more, TaxMode.EXCLUSIVE, percent).tax


@pytest.mark.parametrize("percent", ["-0.0001", "100.0001", "NaN", "sNaN", "Infinity", "8.25001"])
def test_an_invalid_rate_is_refused_and_its_field_named(percent):
    with pytest.raises(Invalid) as refusal:
        rule(TaxMode.EXCLUSIVE, percent)
    assert set(refusal.value.fields) == {"percent"}


@pytest.mark.parametrize("label", ["", "  "])
def test_a_tax_needs_a_label(label):
    with pytest.raises(Invalid) as refusal:
        TaxRule(TaxMode.INCLUSIVE, Decimal(5), label)
    assert set(refusal.value.fields) == {"label"}
    assert TaxRule(TaxMode.NONE).label == ""
