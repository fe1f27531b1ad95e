"""
Defines when a short or failed visit costs less.

See docs/product.md#fee-after-a-visit.
"""

from dataclasses import dataclass

from chalicelib.kernel.errors import Invalid

MAX_WAIVE_MINUTES = 480


@dataclass(frozen=True, slots=True)
class FeeRule:
    """
    The rule by which a visit costs its whole fee, a share of it, or nothing.

    A visit of at least `full_from_percent` of the booked time costs the whole fee. A visit
    shorter than `waive_under_minutes` costs nothing; if half of the booked time is shorter
    than that, half of the booked time is the limit. For visits between these limits, the
    fee is proportional to the time if `prorate` is true; otherwise it is the whole fee. If
    `waive_ours` is true, a visit that dropped on the provider's side costs nothing.
    """

    full_from_percent: int = 80
    waive_under_minutes: int = 15
    prorate: bool = True
    waive_ours: bool = False


def validate_fee_rule(rule: FeeRule) -> FeeRule:
    """
    Return the fee rule, if it is valid.

    Raises:
        Invalid: A value is not valid. The error names its field.
    """
    if not 1 <= rule.full_from_percent <= 100:  # noqa: PLR2004 - percent
        raise Invalid(fields={"fee_rule.full_from_percent": "Use a percentage from 1 to 100."})
    if not 0 <= rule.waive_under_minutes <= MAX_WAIVE_MINUTES:
        raise Invalid(
            fields={"fee_rule.waive_under_minutes": f"Use 0 to {MAX_WAIVE_MINUTES} minutes."}
        )
    return rule
