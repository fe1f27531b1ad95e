"""By what rule a practice charges for a visit that was short or broke (product.md §19.3)."""

from dataclasses import dataclass

from chalicelib.kernel.errors import Invalid

MAX_WAIVE_MINUTES = 480


@dataclass(frozen=True, slots=True)
class FeeRule:
    """
    `full_from_percent`: this much of the booked time together is a whole visit. `waive_under_minutes`: less than this is
    none, for a visit booked for at least twice as long. Between the two the fee follows the time when `prorate`, else it
    is whole. `waive_ours`: a visit that broke on the provider's side and was not made up for costs nothing.
    """

    full_from_percent: int = 80
    waive_under_minutes: int = 15
    prorate: bool = True
    waive_ours: bool = False


def validate_fee_rule(rule: FeeRule) -> FeeRule:
    """The rule, if it can be. Raises Invalid naming the field."""
    if not 1 <= rule.full_from_percent <= 100:  # noqa: PLR2004 - percent
        raise Invalid(fields={"fee_rule.full_from_percent": "Use a percentage from 1 to 100."})
    if not 0 <= rule.waive_under_minutes <= MAX_WAIVE_MINUTES:
        raise Invalid(
            fields={"fee_rule.waive_under_minutes": f"Use 0 to {MAX_WAIVE_MINUTES} minutes."}
        )
    return rule
