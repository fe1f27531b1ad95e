"""What took place, as staff and clients are told."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PersonId
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.practice.domain.practice import Practice
from chalicelib.visits.domain.fee import Proposal
from chalicelib.visits.usecases.history import VisitHistories
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
    """Implements `PracticeSettings`."""

    practice: Practice

    def get(self, _practice):
        return self.practice


class Past:
    """A visit of twenty minutes in an hour that was booked."""

    def __init__(self, *facts):
        self.clock = FakeClock(VISIT.ends_at)
        self.reached = FakeAppointmentViews(VISIT)
        self.settings = OnePractice(Practice(VISIT.practice, "Willow", "UTC"))
        kept = FakeVisits(facts=facts_of(*(facts or (*met(), (1200, "ended", HOST)))))
        self.histories = VisitHistories(self.reached, kept, self.settings, self.clock)

    def of(self, access=STAFF[0]):
        return self.histories.read_history(access, VISIT.id)


@pytest.mark.parametrize("access", STAFF)
def test_staff_are_told_what_was_and_what_the_rule_makes_of_it(access):
    found = Past().of(access)
    assert (found.sheet.minutes, found.fee.proposal, found.fee.share) == (20, Proposal.PRORATED, 40)


def test_a_client_is_told_neither():
    found = Past().of(CLIENT)
    assert (found.sheet, found.fee, found.record.notes) == (None, None, [])


def test_the_rule_is_the_practices_own():
    past = Past()
    past.settings.practice = replace(past.settings.practice, fee_rule=FeeRule(prorate=False))
    assert past.of().fee.proposal is Proposal.FULL


def test_no_fee_while_it_goes_on_or_is_still_to_come():
    past = Past(*met())
    past.clock.now = at(600)
    assert (past.of().sheet.live, past.of().fee) == (True, None)
    past = Past((0, "joined", HOST), (60, "left", HOST))
    past.clock.now = at(120)
    assert (past.of().sheet.live, past.of().fee) == (False, None)


def test_a_visit_that_was_ended_early_has_its_fee_at_once():
    past = Past()
    past.clock.now = at(1300)
    past.reached.appointment = replace(VISIT, status=AppointmentStatus.COMPLETED)
    assert past.of().fee.minutes == 20


def test_of_a_cancelled_appointment_no_fee_is_proposed():
    past = Past()
    past.reached.appointment = replace(VISIT, status=AppointmentStatus.CANCELLED)
    assert past.of().fee is None


def test_a_stranger_finds_nothing():
    """S2."""
    past = Past()
    past.reached.strangers.add(STAFF[0].person)
    with pytest.raises(NotFound):
        past.of()
