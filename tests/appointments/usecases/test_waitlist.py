"""Tests the waitlist: who is asked in which order, and that a time is given once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.appointments.domain.status import HOLDING, AppointmentStatus
from chalicelib.appointments.domain.waitlist import WaitStatus
from chalicelib.appointments.usecases.booking_requests import ProviderChange
from chalicelib.appointments.usecases.slots import HELD
from chalicelib.kernel.errors import (
    Conflict,
    Failure,
    NotAllowed,
    NotFound,
    SlotTaken,
    Unavailable,
)
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    client_access,
)
from tests.appointments.waitlist_harness import WaitlistHarness


@pytest.fixture
def harness():
    return WaitlistHarness()


def test_a_freed_time_is_offered_to_who_came_first(harness):
    ada, ben, _ = harness.three_wait()
    assert harness.free() == 1
    (offered,) = harness.offered()
    assert offered.client == ada.client
    assert offered.offer.starts_at == harness.day
    assert harness.wait_of(ben).status is WaitStatus.WAITING
    assert harness.offers.run_due() == 0


def test_the_time_of_an_appointment_that_is_handed_over_is_offered(harness):
    harness.work(KIM, start=10 * 60, end=11 * 60)
    ada, *_ = harness.three_wait()
    harness.assign(harness.avery, SAM.person, KIM.person)
    to_kim, taken = ProviderChange(KIM.person), harness.taken
    harness.provider_changes.hand_over(ADMIN, taken.id, taken.version, to_kim)
    assert harness.offers.run_due() == 1
    offer = harness.wait_of(ada).offer
    assert (offer.provider, offer.starts_at) == (SAM.person, harness.day)


def test_a_notice_of_an_offer_has_no_details(harness):
    """S27: the notice only says that a time is free, and expires with the offer."""
    ada, *_ = harness.three_wait()
    harness.free()
    (notice,) = [each for each in harness.rows.notices if each.kind is NoticeKind.TIME_OFFERED]
    assert (notice.client, notice.until) == (ada.client, harness.wait_of(ada).offer.ends)


def test_an_accepted_offer_becomes_a_booked_appointment(harness):
    ada, *_ = harness.three_wait()
    harness.free()
    offer = harness.wait_of(ada).offer
    booked = harness.accept(ada)
    assert (booked.id, booked.status) == (offer.appointment, AppointmentStatus.BOOKED)
    assert booked.client == ada.client
    assert harness.busy() == [booked.id]
    assert harness.accept(ada) == harness.appointments.get(ada, booked.id).appointment
    assert [each.person for each in harness.outbox.sent[-1:]] == [SAM.person]


def test_nobody_else_can_book_a_time_that_is_held(harness):
    ada, *_ = harness.three_wait()
    harness.free()
    with pytest.raises(SlotTaken):
        harness.book(SAM, starts_at=harness.day, allow_overlap=False)
    slots = harness.availability.slots(
        ADMIN, harness.visit, None, harness.day, harness.day + timedelta(hours=1)
    )
    assert slots == []
    assert harness.accept(ada)


def test_a_held_time_is_not_double_booked_even_knowingly(harness):
    """The client was told that the time is theirs, so nobody books over it."""
    ada, *_ = harness.three_wait()
    harness.free()
    with pytest.raises(SlotTaken) as refusal:
        harness.book(SAM, starts_at=harness.day, minutes=60, allow_overlap=True)
    assert str(refusal.value) == HELD
    assert refusal.value.free
    harness.at = harness.wait_of(ada).offer.ends
    assert harness.book(SAM, starts_at=harness.day, minutes=60, allow_overlap=True)


def test_a_time_whose_offer_has_ended_can_be_booked_at_once(harness):
    """An offer that ended holds nothing, even before the schedule has run."""
    ada, *_ = harness.three_wait()
    harness.free()
    harness.at = harness.wait_of(ada).offer.ends
    booked = harness.book(SAM, starts_at=harness.day, minutes=60, allow_overlap=False)
    harness.offers.run_due()
    assert harness.offered() == []
    assert harness.busy() == [booked.id]


def test_an_offer_that_ends_or_is_declined_goes_to_the_next(harness):
    ada, ben, cid = harness.three_wait()
    harness.free()
    harness.at = harness.wait_of(ada).offer.ends
    harness.offers.run_due()
    assert [each.client for each in harness.offered()] == [ben.client]
    with pytest.raises(Conflict):
        harness.accept(ada)
    harness.waitlist.decline(ben, harness.wait_of(ben).id)
    harness.offers.run_due()
    assert [each.client for each in harness.offered()] == [cid.client]
    harness.waitlist.leave(cid, harness.wait_of(cid).id)
    assert harness.offers.run_due() == 0
    assert harness.busy() == []


def test_who_let_an_offer_end_stays_first_for_another_time(harness):
    ada, *_ = harness.three_wait()
    harness.free()
    harness.waitlist.decline(ada, harness.wait_of(ada).id)
    harness.offers.run_due()
    assert not harness.wait_of(ada).accepts(SAM.person, harness.day)
    assert harness.seen(SAM)[0].client == ada.client


def test_an_offer_can_replace_an_appointment(harness):
    """The old appointment is cancelled in the transaction that books the new one."""
    access = client_access(harness.avery)
    old = harness.book(SAM, starts_at=harness.day + timedelta(days=7), minutes=60)
    harness.join(access, replaces=old.id)
    harness.free()
    booked = harness.accept(access)
    assert harness.appointments.get(access, old.id).appointment.status is (
        AppointmentStatus.CANCELLED
    )
    assert booked.starts_at == harness.day
    assert harness.room_updates[-1].id == old.id
    (freed,) = harness.rows.freed
    assert freed.appointment == old.id


def test_an_old_appointment_that_was_called_off_is_left_alone(harness):
    access = client_access(harness.avery)
    old = harness.book(SAM, starts_at=harness.day + timedelta(days=7), minutes=60)
    harness.join(access, replaces=old.id)
    harness.free()
    harness.bookings.cancel(SAM, old.id, old.version)
    assert harness.accept(access).starts_at == harness.day


@pytest.mark.parametrize("boundary", ["before", "after"])
def test_nothing_is_half_made_when_the_tables_do_not_answer(harness, boundary):
    ada, *_ = harness.three_wait()
    harness.free()

    def fail(name):
        if name == boundary:
            raise Unavailable

    harness.waits.boundary = fail
    with pytest.raises(Unavailable):
        harness.accept(ada)
    harness.waits.boundary = lambda _: None
    offer = harness.wait_of(ada).offer
    booked = harness.accept(ada)
    assert booked.id == offer.appointment
    assert harness.busy() == [booked.id]


def test_when_an_offer_ends_while_it_is_accepted_one_of_both_wins(harness):
    ada, *_ = harness.three_wait()
    harness.free()
    wait = harness.wait_of(ada)
    acting = []

    def end_now(name):
        if name == "before" and not acting:
            acting.append(name)
            harness.waitlist.decline(ada, wait.id)

    harness.waits.boundary = end_now
    with pytest.raises(Conflict) as refusal:
        harness.accept(ada)
    assert "ended" in str(refusal.value)
    assert harness.rows.rows.keys() == {(ada.practice, harness.taken.id)}
    assert harness.busy() == []


def test_a_provider_offers_a_time_by_hand(harness):
    ada, ben, _ = harness.three_wait()
    harness.bookings.cancel(SAM, harness.taken.id, harness.taken.version)
    wait = harness.wait_of(ben)
    harness.waitlist.offer(SAM, wait.id, SAM.person, harness.day)
    assert harness.wait_of(ben).status is WaitStatus.OFFERED
    with pytest.raises(SlotTaken):
        harness.waitlist.offer(SAM, harness.wait_of(ada).id, SAM.person, harness.day)
    with pytest.raises(NotAllowed):
        harness.waitlist.offer(ada, harness.wait_of(ada).id, SAM.person, harness.day)
    with pytest.raises(NotFound):
        harness.waitlist.offer(SAM, harness.wait_of(ada).id, KIM.person, harness.day)


def test_free_times_that_no_appointment_set_free_are_found_too(harness):
    ada, *_ = harness.three_wait()
    assert harness.offers.run_due() == 0
    harness.work(SAM, start=10 * 60, end=12 * 60)
    harness.at += timedelta(hours=2)
    assert harness.offers.run_due() == 1
    assert harness.wait_of(ada).offer.starts_at == harness.day + timedelta(hours=1)


def test_a_wait_ends_after_its_last_day(harness):
    ada, *_ = harness.three_wait()
    harness.at += timedelta(days=3)
    harness.offers.run_due()
    ended = harness.wait_of(ada)
    assert (ended.status, ended.ended_at) == (WaitStatus.EXPIRED, harness.at)
    assert harness.seen(ada) == []


def test_waits_of_others_are_withheld(harness):
    """S2: a wait that the caller may not see does not exist for them."""
    ada, ben, _ = harness.three_wait()
    harness.free()
    wait = harness.wait_of(ada)
    for access in (ben, KIM, client_access(harness.morgan)):
        for act in (harness.waitlist.leave, harness.waitlist.accept, harness.waitlist.decline):
            with pytest.raises(NotFound):
                act(access, wait.id)
    with pytest.raises(NotFound):
        harness.waitlist.offer(KIM, wait.id, SAM.person, harness.day)
    assert harness.seen(KIM) == []
    assert [each.client for each in harness.seen(ben)] == [ben.client]
    for access in (ben, KIM):
        with pytest.raises(NotFound):
            harness.seen(access, client=ada.client)
    assert len(harness.seen(ADMIN)) == len(harness.seen(SAM)) == 3


def test_a_client_who_lost_their_provider_is_not_asked(harness):
    """S2: a provider who is no longer assigned is not offered."""
    ada, ben, _ = harness.three_wait()
    harness.assign(ada.client, KIM.person)
    harness.free()
    assert [each.client for each in harness.offered()] == [ben.client]


ACTS = ("free", "accept", "decline", "leave", "hours", "schedule", "book")


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2)), max_size=14))
@settings(max_examples=60)
def test_whatever_happens_a_time_is_given_to_one_person(history):
    harness = WaitlistHarness()
    people = harness.three_wait()
    steps = {
        "free": lambda _: harness.bookings.cancel(SAM, harness.taken.id, harness.taken.version),
        "accept": harness.accept,
        "decline": lambda who: harness.waitlist.decline(who, harness.wait_of(who).id),
        "leave": lambda who: harness.waitlist.leave(who, harness.wait_of(who).id),
        "hours": lambda _: None,
        "schedule": lambda _: harness.offers.run_due(),
        "book": lambda _: harness.book(SAM, starts_at=harness.day, minutes=60, allow_overlap=False),
    }
    for act, number in history:
        harness.at += timedelta(hours=1) if act == "hours" else timedelta(minutes=1)
        with suppress(Failure, AttributeError):
            steps[act](people[number])
        booked = [
            each.id
            for each in harness.rows.rows.values()
            if each.status in HOLDING and each.starts_at == harness.day
        ]
        live = [each for each in harness.offered() if harness.now() < each.offer.ends]
        assert len(booked) + len(live) <= 1
        assert set(booked) <= set(harness.busy())
        assert {each.offer.appointment for each in live} <= set(harness.busy())
