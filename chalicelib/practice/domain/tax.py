"""Computes sales tax on an amount; see docs/billing-lifecycle.md#money-and-tax."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money, half_up

HUNDRED = Decimal(100)


class TaxMode(StrEnum):
    """
    Lists how sales tax is charged on a price.

    The tax is added to the price, contained in the price, or not charged.
    """

    NONE = "none"
    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """
    Holds the sales tax rule of a practice; `percent` 8.25 stands for 8.25 %.

    Raises:
        Invalid: `percent` is not between 0 and 100 or has more than four decimals, or
            `label` is empty although `mode` charges tax.
    """

    mode: TaxMode = TaxMode.NONE
    percent: Decimal = Decimal(0)
    label: str = ""
    registration: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or not 0 <= self.percent <= HUNDRED:
            raise Invalid(
                "The tax rate must be between 0 and 100.",
                fields={"percent": "Enter a rate from 0 to 100."},
            )
        if self.percent != self.percent.quantize(Decimal("0.0001")):
            raise Invalid(
                "The tax rate has too many decimals.",
                fields={"percent": "Use at most four decimals."},
            )
        if self.mode is not TaxMode.NONE and not self.label.strip():
            raise Invalid(
                "The name of the tax is missing.",
                fields={"label": "Enter a name such as Sales tax."},
            )


@dataclass(frozen=True, slots=True)
class TaxedPrice:
    """The net, tax and total of a price; net plus tax is always the total."""

    net: Money
    tax: Money
    total: Money


def price_with_tax(amount: Money, rule: TaxRule) -> TaxedPrice:
    """
    Compute the net, tax and total of an amount.

    If the rule is exclusive, `amount` is the net; otherwise `amount` is the total. For
    example, $100.00 plus 8.25 % of tax is $108.25, and a total of $100.00 that includes
    8.25 % of tax contains $7.62 of tax. Source:
    docs/billing-lifecycle.md#money-and-tax.
    """
    if rule.mode is TaxMode.EXCLUSIVE:
        tax = Money(half_up(amount.minor * rule.percent / HUNDRED), amount.currency)
        return TaxedPrice(amount, tax, amount + tax)
    if rule.mode is TaxMode.INCLUSIVE:
        tax = Money(
            half_up(amount.minor * rule.percent / (HUNDRED + rule.percent)), amount.currency
        )
        return TaxedPrice(amount - tax, tax, amount)
    return TaxedPrice(amount, amount.zero, amount)
