"""Sales tax on one amount; see docs/billing-lifecycle.md#money-and-tax."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.money import Money, half_up

HUNDRED = Decimal(100)


class TaxMode(StrEnum):
    """Whether there is no tax, or it is added to the price or contained in it."""

    NONE = "none"
    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """
    A practice's sales tax: `percent` 8.25 stands for 8.25 %, at most four decimals.

    Raises:
        Invalid: A rate outside 0 to 100, too many decimals, or a taxed mode without a label.
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
                fields={"percent": "Write a rate from 0 to 100."},
            )
        if self.percent != self.percent.quantize(Decimal("0.0001")):
            raise Invalid(
                "The tax rate has too many decimals.",
                fields={"percent": "Use at most four decimals."},
            )
        if self.mode is not TaxMode.NONE and not self.label.strip():
            raise Invalid(
                "Say what the tax is called.", fields={"label": "Write a label such as Sales tax."}
            )


@dataclass(frozen=True, slots=True)
class TaxedPrice:
    """An amount with its tax: `net + tax == total`, always."""

    net: Money
    tax: Money
    total: Money


def price_with_tax(amount: Money, rule: TaxRule) -> TaxedPrice:
    """
    Price an amount: the net under an exclusive rule, else the total.

    Examples: $100.00 plus 8.25 % is $108.25; $100.00 including 8.25 % holds $7.62 of tax.
    Source: docs/billing-lifecycle.md#money-and-tax.
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
