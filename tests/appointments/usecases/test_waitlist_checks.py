"""Tests what the schedule of the waitlist reads, and in which order it works."""

from datetime import date, timedelta

import pytest

from tests.appointments.booking_harness import KIM, SAM, client_access
from tests.appointments.waitlist_harness import WaitlistHarness
from tests.failing_calls import raise_unavailable


@pytest.fixture
def harness():
    return WaitlistHarness()


def count(monkeypatch, of, name):
    """Return a list that gets an item for each call of a method."""
    calls, method = [], getattr(type(of), name)

    def counted(*args, **named):
        calls.append(args)
        return method(*args, **named)

    monkeypatch.setattr(type(of), name, counted)
    return calls


@pytest.mark.parametrize("many", [1, 3])
def test_the_hourly_check_reads_once_however_many_wait(harness, monkeypatch, many):
    for _ in range(many):
        harness.three_wait()
    lists = count(monkeypatch, harness.waits, "all_open")
    slots = count(monkeypatch, harness.availability, "slots_of")
    pairs = count(monkeypatch, harness.current_providers, "assigned")
    members = count(monkeypatch, harness.current_providers, "active")
    practices = count(monkeypatch, harness.practice_rows, "get")
    assert harness.offers.run_due() == 0
    assert [len(each) for each in (lists, slots, pairs, members, practices)] == [1] * 5
    assert harness.offers.run_due() == 0
    assert len(lists) == 1


def test_one_check_offers_a_time_to_each_who_waits(harness):
    """After a time is held, its provider's free times are read again."""
    ada, ben, cid = harness.three_wait()
    harness.work(SAM, start=10 * 60, end=13 * 60)
    assert harness.offers.run_due() == 3
    starts = [harness.wait_of(each).offer.starts_at for each in (ada, ben, cid)]
    assert starts == sorted(set(starts))
    assert starts[1:] == [harness.day + timedelta(hours=1), harness.day + timedelta(hours=2)]


def test_a_check_covers_the_providers_of_all_who_are_due(harness):
    ada, *_ = harness.three_wait()
    harness.work(KIM, start=10 * 60, end=11 * 60)
    visit, morgan = harness.offer(KIM, minutes=60), client_access(harness.morgan)
    harness.join(morgan, service=visit)
    assert harness.offers.run_due() == 1
    assert harness.wait_of(morgan).offer.provider == KIM.person
    assert harness.wait_of(ada).offer is None


def test_freed_times_are_offered_before_others_are_looked_for(harness, monkeypatch):
    harness.three_wait()
    harness.join(client_access(harness.avery), until=date(2026, 12, 4))
    spans = count(monkeypatch, harness.availability, "slots_of")
    harness.free()
    assert spans[0][-2:] == (harness.day, harness.day + timedelta(hours=1))
    assert spans[-1][-2] == harness.at


def test_waits_are_checked_again_when_the_tables_do_not_answer(harness, monkeypatch):
    ada, *_ = harness.three_wait()
    harness.work(SAM, start=10 * 60, end=12 * 60)

    with monkeypatch.context() as broken:
        broken.setattr(harness.waits, "all_open", raise_unavailable)
        assert harness.offers.run_due() == 0
    assert harness.offers.run_due() == 1
    assert harness.wait_of(ada).offer
