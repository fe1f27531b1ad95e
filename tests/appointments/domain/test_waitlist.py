"""Tests the waitlist's rules: the order, the fit, and an offer's length."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.waitlist import (
    OFFER_LASTS,
    SHORTEST_OFFER,
    DayPart,
    Offer,
    Wait,
    WaitStatus,
    day_part,
    in_order,
    offer_end,
    validate_wait,
)
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import AppointmentId, ServiceId, WaitId
from chalicelib.kernel.time_zones import local_time
from chalicelib.practice.domain.reminder_rule import ReminderRule
from tests.appointments.domain.sample_appointments import AVERY, KIM, NOON, PRACTICE, SAM

ZONE = "America/New_York"
RULE = ReminderRule()
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
QUIET = st.builds(
    lambda begin, length: ReminderRule(
        (24,), begin, (datetime.combine(date.min, begin) + timedelta(hours=length)).time()
    ),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.integers(0, 16),
)


def a_wait(**changed):
    wait = Wait(
        WaitId("w-1"), PRACTICE, AVERY, ServiceId("s-1"), (SAM,), date(2027, 1, 31), ZONE, NOON
    )
    return replace(wait, **changed)


def an_offer(**changed):
    offer = Offer(
        AppointmentId("apt-9"),
        SAM,
        NOON + timedelta(days=1),
        50,
        0,
        10,
        NOON + OFFER_LASTS,
    )
    return replace(offer, **changed)


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(WaitStatus)), max_size=8))
def test_who_came_first_is_first_and_only_who_waits_is_next(places):
    waits = [
        a_wait(id=WaitId(f"w-{number}"), created_at=NOON + timedelta(minutes=minute), status=status)
        for number, (minute, status) in enumerate(places)
    ]
    ordered = in_order(waits)
    assert {each.id for each in ordered} == {
        each.id for each in waits if each.status is WaitStatus.WAITING
    }
    times = [(each.created_at, each.id) for each in ordered]
    assert times == sorted(times)


@given(now=INSTANTS, ahead=st.integers(0, 60 * 24 * 4), notice=st.integers(0, 60 * 48), quiet=QUIET)
def test_an_offer_gives_enough_time_outside_quiet_hours(now, ahead, notice, quiet):
    starts_at = now + timedelta(minutes=ahead)
    ends = offer_end(now, starts_at, notice, quiet, ZONE)
    if ends is None:
        return
    assert now < ends <= starts_at - timedelta(minutes=notice)
    minutes = int((ends - now).total_seconds() // 60)
    awake = sum(
        not quiet.is_quiet(now + timedelta(minutes=minute), ZONE) for minute in range(minutes)
    )
    # A quarter of an hour counts as its first minute does.
    assert awake >= SHORTEST_OFFER.total_seconds() // 60 - 15
    assert awake <= OFFER_LASTS.total_seconds() // 60 + 15


def test_an_offer_by_day_lasts_two_hours():
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert offer_end(noon, noon + timedelta(days=3), 0, RULE, ZONE) == noon + OFFER_LASTS


def test_the_clock_of_an_offer_stops_in_the_night():
    evening = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert local_time(evening, ZONE).hour == 20
    ends = offer_end(evening, evening + timedelta(days=3), 0, RULE, ZONE)
    assert local_time(ends, ZONE) == local_time(evening, ZONE).replace(hour=9) + timedelta(days=1)


def test_an_offer_ends_when_the_minimum_notice_begins():
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    starts_at = noon + timedelta(hours=3)
    assert offer_end(noon, starts_at, 120, RULE, ZONE) == noon + timedelta(hours=1)
    assert offer_end(noon, starts_at, 170, RULE, ZONE) is None
    assert offer_end(noon, noon, 0, RULE, ZONE) is None


@pytest.mark.parametrize(
    ("changed", "accepts"),
    [
        ({}, True),
        ({"providers": (KIM,)}, False),
        ({"until": date(2026, 11, 23)}, False),
        ({"until": date(2026, 11, 24)}, True),
        ({"weekdays": frozenset({1})}, True),
        ({"weekdays": frozenset({2})}, False),
        ({"parts": frozenset({DayPart.MORNING})}, True),
        ({"parts": frozenset({DayPart.EVENING, DayPart.AFTERNOON})}, False),
        ({"passed": (NOON,)}, False),
        ({"status": WaitStatus.OFFERED}, False),
        ({"status": WaitStatus.ENDED}, False),
        ({"before": NOON + timedelta(minutes=1)}, True),
        ({"before": NOON}, False),
        ({"before": NOON - timedelta(days=1)}, False),
    ],
)
def test_only_a_time_that_the_client_wants_is_offered(changed, accepts):
    """The appointment at noon UTC is on a Tuesday at 7 in the morning in New York."""
    assert a_wait(**changed).accepts(SAM, NOON) is accepts


@given(st.integers(0, 23))
def test_every_hour_is_in_one_part_of_the_day(hour):
    assert day_part(hour) in DayPart


def test_a_time_that_was_not_accepted_is_not_offered_again():
    wait = a_wait().offered(an_offer())
    after = wait.without_offer(NOON)
    assert (after.status, after.created_at) == (WaitStatus.WAITING, wait.created_at)
    assert not after.accepts(SAM, an_offer().starts_at)
    assert after.next_check > NOON
    with pytest.raises(Conflict):
        after.without_offer(NOON)


def test_an_offer_can_be_accepted_until_it_ends():
    wait = a_wait().offered(an_offer())
    ends = an_offer().ends
    assert wait.current_offer(ends - timedelta(seconds=1)) == an_offer()
    for late in (wait, a_wait()):
        with pytest.raises(Conflict):
            late.current_offer(ends)


@pytest.mark.parametrize("status", sorted(set(WaitStatus) - {WaitStatus.WAITING}))
def test_only_who_waits_gets_an_offer(status):
    with pytest.raises(Conflict):
        a_wait(status=status).offered(an_offer())


@given(INSTANTS, INSTANTS)
def test_no_offer_is_at_or_after_the_appointment_that_it_replaces(starts_at, before):
    wait = a_wait(until=date(2028, 12, 31), replaces=AppointmentId("apt-1"), before=before)
    offer = an_offer(starts_at=starts_at)
    assert wait.accepts(SAM, starts_at) is (starts_at < before)
    if starts_at < before:
        assert wait.offered(offer).offer == offer
    else:
        with pytest.raises(Invalid) as refusal:
            wait.offered(offer)
        assert list(refusal.value.fields) == ["starts_at"]


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2027, 12, 1)])
def test_a_wait_ends_within_half_a_year(until):
    with pytest.raises(Invalid) as refusal:
        validate_wait(a_wait(until=until), NOON)
    assert list(refusal.value.fields) == ["until"]
    assert validate_wait(a_wait(), NOON) == a_wait()


def test_a_wait_is_late_after_its_last_day():
    wait = a_wait(until=date(2026, 11, 24))
    assert not wait.is_late(NOON + timedelta(hours=16))
    assert wait.is_late(NOON + timedelta(hours=17))
