"""Tests the waitlist's rules: the order, the fit, and how a wait ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.offers import OFFER_CHECK, Offer
from chalicelib.appointments.domain.waitlist import (
    OPEN,
    DayPart,
    Wait,
    WaitStatus,
    day_part,
    in_order,
    validate_wait,
)
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import AppointmentId, ServiceId, WaitId
from tests.appointments.domain.sample_appointments import AVERY, KIM, NOON, PRACTICE, SAM

ZONE = "America/New_York"
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
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
        NOON + timedelta(hours=2),
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


@pytest.mark.parametrize(
    ("changed", "accepts"),
    [
        ({}, True),
        ({"providers": (KIM,)}, False),
        ({"providers": (KIM, SAM)}, True),
        ({"providers": ()}, True),
        ({"until": date(2026, 11, 23)}, False),
        ({"until": date(2026, 11, 24)}, True),
        ({"weekdays": frozenset({1})}, True),
        ({"weekdays": frozenset({2})}, False),
        ({"parts": frozenset({DayPart.MORNING})}, True),
        ({"parts": frozenset({DayPart.EVENING, DayPart.AFTERNOON})}, False),
        ({"passed": (NOON,)}, False),
        ({"status": WaitStatus.OFFERED}, False),
        ({"status": WaitStatus.WITHDRAWN}, False),
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
    wait = a_wait().offered(an_offer(), NOON)
    after = wait.without_offer(NOON)
    assert (after.status, after.created_at) == (WaitStatus.WAITING, wait.created_at)
    assert not after.accepts(SAM, an_offer().starts_at)
    assert after.next_check > NOON
    with pytest.raises(Conflict):
        after.without_offer(NOON)


def test_an_offer_can_be_accepted_until_it_ends():
    wait = a_wait().offered(an_offer(), NOON)
    ends = an_offer().ends
    assert wait.current_offer(ends - timedelta(seconds=1)) == an_offer()
    for late in (wait, a_wait()):
        with pytest.raises(Conflict):
            late.current_offer(ends)


@pytest.mark.parametrize("status", sorted(set(WaitStatus) - {WaitStatus.WAITING}))
def test_only_who_waits_gets_an_offer(status):
    with pytest.raises(Conflict):
        a_wait(status=status).offered(an_offer(), NOON)


@given(INSTANTS, INSTANTS)
def test_no_offer_is_at_or_after_the_appointment_that_it_replaces(starts_at, before):
    wait = a_wait(until=date(2028, 12, 31), replaces=AppointmentId("apt-1"), before=before)
    offer = an_offer(starts_at=starts_at)
    assert wait.accepts(SAM, starts_at) is (starts_at < before)
    if starts_at < before:
        assert wait.offered(offer, NOON).offer == offer
    else:
        with pytest.raises(Invalid) as refusal:
            wait.offered(offer, NOON)
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


@given(st.integers(0, 60 * 24), st.integers(1, 60 * 24))
def test_an_open_offer_is_checked_often_and_when_it_ends(minutes, length):
    now = NOON + timedelta(minutes=minutes)
    offer = an_offer(ends=now + timedelta(minutes=length))
    wait = a_wait().offered(offer, now)
    assert now < wait.next_check <= min(offer.ends, now + OFFER_CHECK)


@pytest.mark.parametrize("status", sorted(set(WaitStatus) - OPEN))
def test_a_wait_that_ended_is_not_checked_and_says_when(status):
    wait = a_wait(next_check=NOON).over(status, NOON, "Moved away.")
    assert (wait.is_open, wait.next_check, wait.ended_at) == (False, None, NOON)
    assert wait.reason not in repr(wait)
