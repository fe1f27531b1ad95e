"""Tests what staff and clients see in the history of a visit."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PersonId
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.practice.domain.practice import Practice
from chalicelib.visits.domain.fee import Proposal
from chalicelib.visits.usecases.history import VisitHistories
from chalicelib.visits.usecases.record_access import RecordAccess
from tests.kernel.fake_clock import FakeClock
from tests.visits.domain.sample_visits import HOST, VISIT, at, facts_of, met
from tests.visits.fake_records import FakeAppointmentViews, FakeVisits

STAFF = [
    Access(VISIT.practice, PersonId("per-1"), Role.PROVIDER),
    Access(VISIT.practice, PersonId("per-3"), Role.ADMIN),
]
CLIENT = Access(VISIT.practice, PersonId("per-2"), Role.CLIENT, client=VISIT.client)


@dataclass
class OnePractice:
    """A fake `PracticeSettings` that returns the same practice for every id."""

    practice: Practice

    def get(self, _practice):
        return self.practice


class OneRoom:
    """A fake `RoomReader` of an appointment whose room is gone."""

    def snapshot(self, _room):
        return None


class Past:
    """A past visit; by default the people met for twenty of fifty booked minutes."""

    def __init__(self, *facts):
        self.clock = FakeClock(VISIT.ends_at)
        self.appointments = FakeAppointmentViews(VISIT)
        self.settings = OnePractice(Practice(VISIT.practice, "Maple Practice", "UTC"))
        stored = facts_of(*(facts or (*met(), (1200, "ended", HOST))))
        records = FakeVisits(self.clock, facts={(VISIT.practice, VISIT.id): stored})
        self.histories = VisitHistories(
            self.appointments,
            records,
            self.settings,
            RecordAccess(OneRoom(), self.clock),
            self.clock,
        )

    def of(self, access=STAFF[0]):
        return self.histories.read_history(access, VISIT.id)


@pytest.mark.parametrize("access", STAFF)
def test_staff_see_the_fact_sheet_and_the_proposed_fee(access):
    history = Past().of(access)
    assert (history.sheet.minutes, history.fee.proposal, history.fee.share) == (
        20,
        Proposal.PRORATED,
        40,
    )


def test_a_client_sees_neither_fact_sheet_nor_fee():
    history = Past().of(CLIENT)
    assert (history.sheet, history.fee, history.record.notes) == (None, None, [])


def test_the_fee_follows_the_practices_own_rule():
    past = Past()
    past.settings.practice = replace(past.settings.practice, fee_rule=FeeRule(prorate=False))
    assert past.of().fee.proposal is Proposal.FULL


def test_no_fee_is_proposed_before_the_visit_is_over():
    past = Past(*met())
    past.clock.now = at(600)
    assert (past.of().sheet.live, past.of().fee) == (True, None)
    past = Past((0, "joined", HOST), (60, "left", HOST))
    past.clock.now = at(120)
    assert (past.of().sheet.live, past.of().fee) == (False, None)


def test_a_late_cancellation_has_a_fee_proposed_and_another_one_has_none():
    past = Past()
    off = replace(VISIT, status=AppointmentStatus.CANCELLED)
    past.appointments.appointment = off
    assert past.of().fee is None
    past.appointments.appointment = replace(off, is_late=True)
    assert (past.of().fee.proposal, past.of().fee.share) == (Proposal.WAIVED, 0)
    assert past.of(CLIENT).fee is None


def test_a_completed_visit_has_a_fee_before_its_booked_end():
    past = Past()
    past.clock.now = at(1300)
    past.appointments.appointment = replace(VISIT, status=AppointmentStatus.COMPLETED)
    assert past.of().fee.minutes == 20


def test_no_fee_is_proposed_for_a_cancelled_appointment():
    past = Past()
    past.appointments.appointment = replace(VISIT, status=AppointmentStatus.CANCELLED)
    assert past.of().fee is None


def test_a_stranger_finds_nothing():
    """S2: for people who do not take part, the appointment does not exist."""
    past = Past()
    past.appointments.strangers.add(STAFF[0].person)
    with pytest.raises(NotFound):
        past.of()
