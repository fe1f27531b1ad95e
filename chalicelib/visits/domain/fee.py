"""What fee a visit suggests by its practice's own rule: proposed, never decided (product.md §19.3)."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.kernel.access import Role
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.visits.domain.drops import Side
from chalicelib.visits.domain.fact_sheet import FactSheet


class Proposal(StrEnum):
    """What the invoice might ask."""

    FULL = "full"
    PRORATED = "prorated"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Fee:
    """`minutes`: together, rounded down. `share`: percent of the whole fee, 0 to 100. `why`: for the one who decides."""

    proposal: Proposal
    minutes: int
    booked_minutes: int
    share: int
    why: str


def proposed(rule: FeeRule, sheet: FactSheet | None, booked: int) -> Fee:
    """
    What the rule makes of a visit that is over; `booked`: minutes; no sheet: nobody came.

    A whole visit is asked for first, so that a short one is never waived for being short. What is uncertain counts for
    nobody: it is said, and left to the one who decides.
    """
    seconds = sheet.together if sheet else 0
    minutes, percent = seconds // 60, min(100, seconds * 100 // (booked * 60))
    told = f"{minutes} of {booked} booked minutes together{_doubt(sheet)}"
    if percent >= rule.full_from_percent:
        return Fee(Proposal.FULL, minutes, booked, 100, f"{told}: a whole visit.")
    if seconds == 0:
        return Fee(Proposal.WAIVED, minutes, booked, 0, _nobody_met(sheet))
    if seconds < 60 * min(rule.waive_under_minutes, booked / 2):
        return Fee(Proposal.WAIVED, minutes, booked, 0, f"{told}: too short to charge for.")
    if rule.waive_ours and sheet and _broke_on_our_side(sheet):
        return Fee(
            Proposal.WAIVED,
            minutes,
            booked,
            0,
            f"{told}, and the connection dropped on the provider’s side.",
        )
    if rule.prorate:
        return Fee(Proposal.PRORATED, minutes, booked, percent, f"{told}: {percent}% of the fee.")
    return Fee(
        Proposal.FULL, minutes, booked, 100, f"{told}: your practice charges every visit in full."
    )


def _doubt(sheet: FactSheet | None) -> str:
    minutes = (sheet.uncertain if sheet else 0) // 60
    return f" ({minutes} more are uncertain)" if minutes else ""


def _nobody_met(sheet: FactSheet | None) -> str:
    came = {role: bool(sheet and sheet.came(role)) for role in (Role.PROVIDER, Role.CLIENT)}
    if not any(came.values()):
        return "Nobody came."
    if all(came.values()):
        return f"Both came, but never saw or heard each other{_doubt(sheet)}."
    return "The client did not come." if came[Role.PROVIDER] else "The provider did not come."


def _broke_on_our_side(sheet: FactSheet) -> bool:
    ours = {each.seat for each in sheet.seats if each.role is Role.PROVIDER}
    return any(drop.side is Side.SEAT and drop.seat in ours for drop in sheet.drops)
