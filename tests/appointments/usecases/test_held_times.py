"""Tests how held times stand in calendars, and who reads for whom they are held."""

from datetime import timedelta

import pytest

from chalicelib.appointments.domain.waitlist import WaitStatus
from tests.appointments.booking_harness import ADMIN, KIM, SAM, client_access
from tests.appointments.waitlist_harness import WaitlistHarness

DAY = timedelta(days=1)


@pytest.fixture
def harness():
    """Return a waitlist on which Avery has an offer of Sam's time."""
    harness = WaitlistHarness()
    harness.join(client_access(harness.avery))
    harness.free()
    assert harness.offered()
    return harness


def held(harness, access, provider=None):
    return harness.calendar.read(access, provider, harness.day, harness.day + DAY).held


def test_the_provider_and_an_admin_see_for_whom_a_time_is_held(harness):
    for access in (SAM, ADMIN):
        (entry,) = held(harness, access)
        assert (entry.client_name, entry.service_name) == ("Avery Stone", "First visit")
        assert (entry.time.provider, entry.time.starts_at) == (SAM.person, harness.day)
        assert entry.time.until == harness.offered()[0].offer.ends


def test_who_may_not_see_the_client_sees_only_that_a_time_is_held(harness):
    """S2: in a colleague's calendar, a held time has no client and no visit."""
    (entry,) = held(harness, KIM, SAM.person)
    assert (entry.client_name, entry.service_name) == (None, "")
    assert held(harness, KIM) == []


def test_all_names_of_a_calendar_are_still_read_at_once(harness):
    """S14: one audit entry covers the names of appointments and of held times."""
    before = harness.name_reads
    held(harness, ADMIN)
    assert harness.name_reads == before + 1


@pytest.mark.parametrize("act", ["accept", "decline", "leave"])
def test_a_time_is_held_until_the_client_answers(harness, act):
    access, wait = client_access(harness.avery), harness.offered()[0]
    getattr(harness.waitlist, act)(access, wait.id)
    assert held(harness, SAM) == []
    assert harness.wait_of(access).status is not WaitStatus.OFFERED


def test_a_time_is_not_shown_as_held_after_the_offer_ended(harness):
    """Also before the schedule has run."""
    harness.at = harness.offered()[0].offer.ends
    assert held(harness, SAM) == []


def test_a_time_of_another_period_is_not_shown(harness):
    later = harness.calendar.read(SAM, None, harness.day + DAY, harness.day + 2 * DAY)
    assert later.held == []
    begun = harness.day + timedelta(minutes=30)
    assert len(harness.calendar.read(SAM, None, begun, begun + DAY).held) == 1
