"""Proposes a visit's fee by a practice's rule (docs/product.md#fee-after-a-visit)."""

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.visits.domain.drops import Side
from chalicelib.visits.domain.fact_sheet import FactSheet

NO_CLIENT = "The client did not come."


class Proposal(StrEnum):
    FULL = "full"
    PRORATED = "prorated"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Fee:
    """
    A proposed fee, which the person who writes the invoice can accept or change.

    `minutes`: the whole minutes in which a provider and a client were together.
    `booked_minutes`: the booked length of the visit. `share`: the percentage of the full
    fee, 0 to 100. `why`: the reason for the proposal, shown to the person who decides.
    """

    proposal: Proposal
    minutes: int
    booked_minutes: int
    share: int
    why: str


def proposed(rule: FeeRule, sheet: FactSheet | None, booked: int) -> Fee:
    """
    Return the fee that the practice's rule proposes for a visit that is over.

    `sheet`: the visit's fact sheet; None if nobody came. `booked`: the booked length in
    minutes. The full fee is proposed if the time together reaches the rule's percentage
    of the booked time, even if that time is shorter than the rule's minimum length.
    Uncertain time is not charged, but the reason mentions uncertain time.
    """
    seconds = sheet.together if sheet else 0
    minutes, percent = seconds // 60, min(100, seconds * 100 // (booked * 60))
    summary = f"{minutes} of {booked} booked minutes together{_doubt(sheet)}"
    if percent >= rule.full_from_percent:
        return Fee(Proposal.FULL, minutes, booked, 100, f"{summary}: a whole visit.")
    if seconds == 0:
        return Fee(Proposal.WAIVED, minutes, booked, 0, _nobody_met(sheet))
    if seconds < 60 * min(rule.waive_under_minutes, booked / 2):
        return Fee(Proposal.WAIVED, minutes, booked, 0, f"{summary}: too short to charge for.")
    if rule.waive_ours and sheet and _broke_on_our_side(sheet):
        return Fee(
            Proposal.WAIVED,
            minutes,
            booked,
            0,
            f"{summary}, and the connection dropped on the provider’s side.",
        )
    if rule.prorate:
        return Fee(
            Proposal.PRORATED, minutes, booked, percent, f"{summary}: {percent}% of the fee."
        )
    return Fee(
        Proposal.FULL,
        minutes,
        booked,
        100,
        f"{summary}: your practice charges every visit in full.",
    )


def late_cancellation_fee(booked: int) -> Fee:
    """Return the fee that is proposed for a late cancellation, as for a no-show."""
    return Fee(
        Proposal.WAIVED,
        0,
        booked,
        0,
        "The client cancelled late. Your practice decides whether to charge.",
    )


def proposed_by_mark(status: AppointmentStatus, booked: int) -> Fee | None:
    """
    Return the fee that follows from staff's mark of a visit without a room.

    The result is None while nobody has marked whether the visit took place.
    """
    if status is AppointmentStatus.COMPLETED:
        return Fee(Proposal.FULL, booked, booked, 100, "The visit took place.")
    if status is AppointmentStatus.NO_SHOW:
        return Fee(Proposal.WAIVED, 0, booked, 0, NO_CLIENT)
    return None


def _doubt(sheet: FactSheet | None) -> str:
    minutes = (sheet.uncertain if sheet else 0) // 60
    return f" ({minutes} more {'is' if minutes == 1 else 'are'} uncertain)" if minutes else ""


def _nobody_met(sheet: FactSheet | None) -> str:
    came = {role: bool(sheet and sheet.came(role)) for role in (Role.PROVIDER, Role.CLIENT)}
    if not any(came.values()):
        return "Nobody came."
    if all(came.values()):
        return f"Both came, but never saw or heard each other{_doubt(sheet)}."
    return NO_CLIENT if came[Role.PROVIDER] else "The provider did not come."


def _broke_on_our_side(sheet: FactSheet) -> bool:
    ours = {each.seat for each in sheet.seats if each.role is Role.PROVIDER}
    return any(drop.side is Side.SEAT and drop.seat in ours for drop in sheet.drops)
