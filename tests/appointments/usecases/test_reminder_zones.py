"""Tests that each client is reminded outside their own quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.appointments.domain.reminders import MAX_FORWARD
from chalicelib.kernel.errors import Unavailable
from tests.appointments.domain.sample_appointments import AVERY, MORGAN
from tests.appointments.reminder_harness import BEGIN, ReminderHarness

PACIFIC, TOKYO = "America/Los_Angeles", "Asia/Tokyo"
STARTS = datetime(2026, 11, 3, 16, tzinfo=UTC)
"""11 AM at the practice in New York, 8 AM in Los Angeles, and 1 AM of the next day in Tokyo."""


def utc(text):
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.fixture
def harness():
    return ReminderHarness(hours=(2,))


@pytest.mark.parametrize(
    ("zones", "sent"),
    [
        ({}, "2026-11-03T14:00"),
        ({AVERY: "America/New_York"}, "2026-11-03T14:00"),
        ({AVERY: PACIFIC}, "2026-11-03T04:00"),
        ({AVERY: TOKYO}, "2026-11-03T11:00"),
        ({MORGAN: PACIFIC}, "2026-11-03T14:00"),
    ],
)
def test_quiet_hours_are_by_the_clients_clock_or_else_by_the_practices(harness, zones, sent):
    harness.zones = zones
    harness.book(STARTS)
    harness.pass_days(5)
    assert harness.sent == [utc(sent)]


def test_clients_of_one_appointment_are_each_reminded_by_their_own_clock(harness):
    harness.zones = {AVERY: PACIFIC, MORGAN: TOKYO}
    harness.book(STARTS, clients=(AVERY, MORGAN))
    harness.pass_days(5)
    assert harness.sent == [utc("2026-11-03T04:00"), utc("2026-11-03T11:00")]


def test_a_client_is_reminded_by_their_clock_on_the_day_on_which_it_changes(harness):
    """Clocks in Los Angeles go back on November 1: 9 AM is at 17:00 UTC."""
    harness.zones = {AVERY: PACIFIC}
    harness.book(utc("2026-11-01T17:00"))
    harness.pass_days(3)
    assert harness.sent == [utc("2026-11-01T03:00")]


def test_profiles_are_opened_only_when_a_reminder_may_be_near(harness):
    harness.zones = {AVERY: PACIFIC}
    harness.book(STARTS)
    harness.pass_days(5)
    latest = STARTS - timedelta(hours=2)
    assert min(harness.zone_reads) >= latest - MAX_FORWARD
    assert max(harness.zone_reads) <= latest + timedelta(minutes=30)
    assert len(harness.zone_reads) <= 3


def test_each_of_several_reminders_opens_the_profile_when_it_may_be_near_and_when_it_is_due():
    harness = ReminderHarness(hours=(48, 24, 2))
    harness.zones = {AVERY: PACIFIC}
    harness.book(STARTS + timedelta(days=1))
    harness.pass_days(6)
    assert len(harness.sent) == 3
    assert len(harness.zone_reads) <= 8


@pytest.mark.parametrize("before", [41, 38, 35, 30, 25])
def test_a_reminder_is_not_lost_when_the_client_moves_to_a_zone_where_it_was_due(before):
    """5 PM in New York is 7 AM in Tokyo: the reminder was due the evening before."""
    harness = ReminderHarness(hours=(24,))
    starts = utc("2026-11-04T22:00")
    harness.book(starts)
    while harness.at < starts - timedelta(hours=before):
        harness.tick()
    harness.zones = {AVERY: TOKYO}
    harness.pass_days(3)
    (sent,) = harness.sent
    assert not harness.practice.reminders.is_quiet(sent, TOKYO)
    assert starts - timedelta(hours=36) <= sent <= starts - timedelta(hours=23)


def test_a_reminder_that_was_sent_is_not_sent_again_after_the_client_moves():
    harness = ReminderHarness(hours=(24,))
    harness.zones = {AVERY: TOKYO}
    starts = utc("2026-11-04T22:00")
    harness.book(starts)
    while not harness.sent:
        harness.tick()
    harness.zones = {AVERY: "America/New_York"}
    harness.pass_days(3)
    assert len(harness.sent) == 1


def test_a_reminder_that_was_left_out_at_the_booking_stays_out():
    """At 8 PM it was due in Tokyo; at 9 PM it is quiet, and the visit is booked."""
    harness = ReminderHarness(hours=(24,), at=utc("2026-11-03T12:00"))
    harness.zones = {AVERY: TOKYO}
    harness.book(utc("2026-11-04T22:00"))
    harness.pass_days(3)
    assert harness.sent == []


def test_a_zone_that_changes_between_two_reminders_sends_none_twice():
    harness = ReminderHarness(hours=(48, 24, 2))
    harness.zones = {AVERY: PACIFIC}
    harness.book(STARTS + timedelta(days=1))
    for zone in (TOKYO, PACIFIC, "Europe/Berlin") * 20:
        harness.zones = {AVERY: zone}
        harness.tick(14)
    assert len(harness.sent) == len({each.event for each in events(harness)})
    assert 1 <= len(harness.sent) <= 3


def events(harness):
    rows = harness.plans.outbox.rows.values()
    return [row.notice for row in rows if row.notice.kind.value == "appointment_reminder"]


def test_a_zone_that_cannot_be_read_delays_the_reminder_and_loses_none(harness):
    """Neither the plan nor a notice is stored; the next check reads the zone again."""
    harness.book(STARTS)
    harness.at = STARTS - timedelta(hours=2)
    harness.zones = Broken()
    harness.tick()
    assert harness.sent == []
    harness.zones = {}
    harness.tick()
    assert harness.sent == [harness.at]


def test_a_profile_that_never_opens_stops_no_plan_after_the_start(harness):
    harness.zones = Broken()
    harness.book(STARTS)
    harness.pass_days(5)
    assert harness.at > STARTS > BEGIN
    assert (harness.sent, harness.plans.due(harness.at)) == ([], [])


class Broken(dict):
    """Time zones that the store does not return."""

    def __contains__(self, _client):
        raise Unavailable
