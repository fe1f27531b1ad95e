"""
Defines amounts of money (docs/billing-lifecycle.md#money-and-tax).

An amount is a whole number of the currency's smallest unit, such as cents.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from chalicelib.kernel.errors import Invalid

DIGITS = {"BHD": 3, "KWD": 3, "TND": 3, "CLP": 0, "JPY": 0, "KRW": 0, "VND": 0}
"""The number of decimal places of each currency that does not have two."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """Holds an amount in a currency's smallest unit: 12550 USD is $125.50."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise Invalid(
                "An amount is a whole number of the smallest unit.",
                fields={"minor": "Enter a whole number."},
            )
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise Invalid(
                "A currency is three capital letters.",
                fields={"currency": "Use a code such as USD."},
            )

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Invalid(
                f"The amount must be in {self.currency}.",
                fields={"currency": f"Use {self.currency}."},
            )
        return other

    @property
    def zero(self) -> "Money":
        """Return zero in the same currency."""
        return Money(0, self.currency)

    @property
    def digits(self) -> int:
        """Return the number of decimal places that the currency has."""
        return DIGITS.get(self.currency, 2)

    def major(self) -> str:
        """Return the amount as a decimal string, such as `125.50` for 12550 USD."""
        return str(
            Decimal(self.minor).scaleb(-self.digits).quantize(Decimal(1).scaleb(-self.digits))
        )


def half_up(amount: Decimal) -> int:
    """
    Round an amount to a whole number; halves round away from zero.

    The amount is in the currency's smallest unit (docs/billing-lifecycle.md#money-and-tax).
    """
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
