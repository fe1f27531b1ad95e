"""Tests which fee a practice's rule proposes for a visit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Invalid
from chalicelib.practice.domain.fee_rule import FeeRule, validate_fee_rule
from chalicelib.visits.domain.fee import Proposal, proposed, proposed_by_mark
from tests.visits.domain.sample_visits import CLIENT, HOST, met, sheet

RULES = st.builds(FeeRule, st.integers(1, 100), st.integers(0, 480), st.booleans(), st.booleans())


def a_visit(minutes, *between):
    return sheet(*met(), *between, (minutes * 60, "ended", HOST))


@pytest.mark.parametrize(
    ("minutes", "proposal", "share"),
    [
        (50, "full", 100),
        (40, "full", 100),
        (39, "prorated", 78),
        (15, "prorated", 30),
        (14, "waived", 0),
        (1, "waived", 0),
    ],
)
def test_the_proposal_for_fifty_booked_minutes(minutes, proposal, share):
    fee = proposed(FeeRule(), a_visit(minutes), 50)
    assert (fee.proposal, fee.share, fee.minutes, fee.booked_minutes) == (
        Proposal(proposal),
        share,
        minutes,
        50,
    )


@pytest.mark.parametrize(
    ("minutes", "proposal"), [(8, "full"), (6, "prorated"), (5, "prorated"), (4, "waived")]
)
def test_a_visit_booked_short_is_not_waived_for_being_short(minutes, proposal):
    """
    The limit for a short visit depends on how many minutes were booked.

    If ten minutes were booked, the fee is waived only if the people were together for
    less than five minutes.
    """
    assert proposed(FeeRule(), a_visit(minutes), 10).proposal is Proposal(proposal)


def test_a_practice_may_charge_every_visit_in_full():
    fee = proposed(FeeRule(prorate=False), a_visit(20), 50)
    assert (fee.proposal, fee.share) == (Proposal.FULL, 100)


def test_a_practice_may_waive_a_visit_that_dropped_on_its_own_side():
    down = ((600, "media_down", CLIENT, HOST), (601, "away", HOST, "gone"))
    back = ((900, "back", HOST), (901, "media_up", CLIENT, HOST))
    broken = a_visit(35, *down, *back)
    assert proposed(FeeRule(waive_ours=True), broken, 50).proposal is Proposal.WAIVED
    assert proposed(FeeRule(), broken, 50).proposal is Proposal.PRORATED


def test_a_drop_that_was_made_up_for_leaves_the_full_fee():
    down = ((600, "media_down", CLIENT, HOST), (601, "away", HOST, "gone"))
    recovered = a_visit(50, *down, (610, "back", HOST), (611, "media_up", CLIENT, HOST))
    assert proposed(FeeRule(waive_ours=True), recovered, 50).proposal is Proposal.FULL


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "Nobody came."),
        (((0, "joined", HOST),), "The client did not come."),
        (((0, "joined", CLIENT),), "The provider did not come."),
        (
            ((0, "joined", CLIENT), (0, "joined", HOST)),
            "Both came, but never saw or heard each other.",
        ),
    ],
)
def test_a_waived_fee_says_who_did_not_come(lines, why):
    fee = proposed(FeeRule(), sheet(*lines), 50)
    assert (fee.proposal, fee.share, fee.why) == (Proposal.WAIVED, 0, why)


def test_uncertain_minutes_are_not_charged_and_are_named():
    result = sheet(
        *met(), (1200, "away", HOST, "closed"), (1200, "away", CLIENT, "closed"), (3000, "ended")
    )
    fee = proposed(FeeRule(), result, 50)
    assert (fee.proposal, fee.minutes, fee.share) == (Proposal.PRORATED, 20, 40)
    assert fee.why == "20 of 50 booked minutes together (30 more are uncertain): 40% of the fee."


@given(RULES, st.integers(0, 60), st.integers(0, 60), st.integers(5, 60))
def test_more_time_together_never_lowers_the_fee(rule, some, more, booked):
    less, longer = (proposed(rule, a_visit(minutes), booked) for minutes in sorted((some, more)))
    assert 0 <= less.share <= longer.share <= 100


@given(RULES, st.integers(0, 60), st.integers(5, 60))
def test_every_proposal_agrees_with_its_share_and_says_why(rule, minutes, booked):
    fee = proposed(rule, a_visit(minutes), booked)
    assert {Proposal.FULL: fee.share == 100, Proposal.WAIVED: fee.share == 0}.get(
        fee.proposal, fee.share < 100
    )
    assert fee.why.endswith(".")


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (FeeRule(full_from_percent=0), "full_from_percent"),
        (FeeRule(full_from_percent=101), "full_from_percent"),
        (FeeRule(waive_under_minutes=-1), "waive_under_minutes"),
        (FeeRule(waive_under_minutes=481), "waive_under_minutes"),
    ],
)
def test_an_invalid_rule_is_refused(rule, field):
    with pytest.raises(Invalid) as error:
        validate_fee_rule(rule)
    assert list(error.value.fields) == [f"fee_rule.{field}"]


def test_without_a_room_the_fee_follows_from_the_mark_of_staff():
    completed = proposed_by_mark(AppointmentStatus.COMPLETED, 50)
    assert (completed.proposal, completed.share, completed.minutes) == (Proposal.FULL, 100, 50)
    missed = proposed_by_mark(AppointmentStatus.NO_SHOW, 50)
    assert (missed.proposal, missed.share, missed.minutes) == (Proposal.WAIVED, 0, 0)
    marks = {AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW}
    assert not any(proposed_by_mark(each, 50) for each in set(AppointmentStatus) - marks)
