"""
Defines the rule by which a short or failed visit costs less.

See docs/product.md#fee-after-a-visit.
"""

from dataclasses import dataclass

from chalicelib.kernel.errors import Invalid

MAX_WAIVE_MINUTES = 480


@dataclass(frozen=True, slots=True)
class FeeRule:
    """
    Holds the rule by which a visit costs its whole fee, a share, or nothing.

    The rule compares the time that provider and client spent together with the booked
    time. The following cases are checked in order, and the first case that matches applies.
    At `full_from_percent` of the booked time or more, the visit costs the whole fee. Below
    `waive_under_minutes` or half of the booked time, whichever is shorter, the visit costs
    nothing. If `waive_ours` is true and the connection dropped on the provider's side, the
    visit costs nothing. Otherwise the fee is proportional to the time if `prorate` is true,
    and whole if `prorate` is false.
    """

    full_from_percent: int = 80
    waive_under_minutes: int = 15
    prorate: bool = True
    waive_ours: bool = False


def validate_fee_rule(rule: FeeRule) -> FeeRule:
    """
    Return the fee rule if all its values are valid.

    Raises:
        Invalid: A value is not valid. The error names the field of the value.
    """
    if not 1 <= rule.full_from_percent <= 100:  # noqa: PLR2004 - percent
        raise Invalid(fields={"fee_rule.full_from_percent": "Use a percentage from 1 to 100."})
    if not 0 <= rule.waive_under_minutes <= MAX_WAIVE_MINUTES:
        raise Invalid(
            fields={"fee_rule.waive_under_minutes": f"Use 0 to {MAX_WAIVE_MINUTES} minutes."}
        )
    return rule
