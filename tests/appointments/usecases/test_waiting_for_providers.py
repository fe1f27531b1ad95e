"""Tests that offers name only providers who are there and wished for."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.appointments.domain.offers import OFFER_CHECK
from chalicelib.appointments.domain.waitlist import NO_OFFER, WaitStatus
from chalicelib.kernel.errors import Conflict, Failure, NotFound
from tests.appointments.booking_harness import ADMIN, KIM, SAM, client_access
from tests.appointments.waitlist_harness import WaitlistHarness


class TwoProviders(WaitlistHarness):
    """Lets Avery wait for a visit that Sam and Kim offer; Kim is free an hour later."""

    def __post_init__(self):
        super().__post_init__()
        self.work(KIM, start=11 * 60, end=12 * 60)
        self.visit = self.offer(SAM, KIM, minutes=60)
        self.assign(self.avery, SAM.person, KIM.person)
        self.access = client_access(self.avery)

    def view(self, access):
        (view,) = self.waitlist.list(access)
        return view

    def drop(self, provider):
        """Take a provider out of the service."""
        key = ADMIN.practice, self.visit
        stored = self.offering_rows.get(*key)
        self.offering_rows.change(ADMIN, stored.service, set(), {provider.person})


@pytest.fixture
def harness():
    return TwoProviders()


def test_a_client_who_takes_anyone_gets_the_first_time_of_all(harness):
    harness.join(harness.access)
    assert harness.offers.run_due() == 1
    assert harness.wait_of(harness.access).offer.provider == KIM.person


def test_a_client_who_chose_a_provider_gets_no_time_of_another(harness):
    """Sam's only time is taken, and Kim's is free."""
    harness.join(harness.access, providers=[SAM.person])
    assert harness.offers.run_due() == 0
    harness.free()
    assert harness.wait_of(harness.access).offer.provider == SAM.person


def test_who_takes_anyone_takes_also_who_comes_later(harness):
    """S2: a provider counts from the day on which they are assigned to the client."""
    harness.assign(harness.avery, SAM.person)
    harness.join(harness.access)
    assert harness.offers.run_due() == 0
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.at += timedelta(hours=1)
    assert harness.offers.run_due() == 1
    assert harness.wait_of(harness.access).offer.provider == KIM.person


GONE = {
    "left": lambda harness: harness.leaves(KIM),
    "service": lambda harness: harness.drop(KIM),
    "unassigned": lambda harness: harness.assign(harness.avery, SAM.person),
}
ways_to_go = pytest.mark.parametrize("go", GONE.values(), ids=GONE)


@ways_to_go
def test_a_provider_who_is_gone_is_not_offered(harness, go):
    """S2: no offer holds a time with a provider who may not hold the visit."""
    harness.join(harness.access)
    go(harness)
    assert harness.offers.run_due() == 0
    with pytest.raises(NotFound):
        harness.waitlist.offer(
            ADMIN,
            harness.wait_of(harness.access).id,
            KIM.person,
            harness.day + timedelta(hours=1),
        )


@ways_to_go
def test_an_open_offer_ends_when_its_provider_goes(harness, go):
    harness.join(harness.access)
    harness.offers.run_due()
    go(harness)
    view = harness.view(harness.access)
    assert (view.wait.status, view.wait.offer) == (WaitStatus.WAITING, None)
    assert KIM.person not in view.names
    with pytest.raises(Conflict) as refusal:
        harness.accept(harness.access)
    assert str(refusal.value) == NO_OFFER
    harness.at += OFFER_CHECK
    harness.offers.run_due()
    assert harness.wait_of(harness.access).status is WaitStatus.WAITING
    assert harness.rows.holds == {}


def test_an_offer_whose_provider_stays_is_only_checked(harness):
    harness.join(harness.access)
    harness.offers.run_due()
    before = harness.wait_of(harness.access)
    harness.at += OFFER_CHECK
    assert harness.offers.run_due() == 0
    after = harness.wait_of(harness.access)
    assert replace(after, next_check=None) == replace(before, next_check=None)
    assert after.next_check == harness.at + OFFER_CHECK
    assert harness.accept(harness.access)


@ways_to_go
def test_staff_see_that_nobody_is_left_for_a_wait(harness, go):
    """Also a provider of the client sees it, whom the wait did not name."""
    harness.join(harness.access, providers=[KIM.person])
    assert harness.view(KIM).can_be_offered
    assert harness.waitlist.list(SAM) == ()
    go(harness)
    for access in (ADMIN, SAM, harness.access):
        view = harness.view(access)
        assert (view.providers, view.can_be_offered) == ((), False)
        assert KIM.person not in view.names


def test_a_wait_names_only_those_of_its_providers_who_are_left(harness):
    harness.join(harness.access, providers=[SAM.person, KIM.person])
    harness.leaves(KIM)
    view = harness.view(ADMIN)
    assert (view.providers, view.can_be_offered) == ((SAM.person,), True)


def test_names_are_opened_once_however_many_wait(harness):
    """S14: one audit entry covers all names, and none is opened to see who is left."""
    for _ in range(3):
        harness.join(harness.access)
    before = harness.name_reads
    harness.offers.run_due()
    assert harness.name_reads == before
    harness.waitlist.list(ADMIN)
    assert harness.name_reads == before + 1


def test_an_admin_filters_by_provider_and_by_service(harness):
    other = harness.offer(SAM, minutes=30)
    harness.join(harness.access, providers=[SAM.person])
    harness.join(harness.access, service=other)
    harness.join(harness.access)
    assert len(harness.seen(ADMIN)) == 3
    assert [each.providers for each in harness.seen(ADMIN, provider=KIM.person)] == [()]
    assert len(harness.seen(ADMIN, provider=SAM.person)) == 3
    assert [each.service for each in harness.seen(ADMIN, service=other)] == [other]
    created = [each.created_at for each in harness.seen(ADMIN)]
    assert created == sorted(created)


def test_staff_see_the_times_that_suit_and_the_others(harness):
    harness.join(harness.access, providers=[SAM.person])
    harness.bookings.cancel(SAM, harness.taken.id, harness.taken.version)
    wait = harness.wait_of(harness.access)
    span = harness.day, harness.day + timedelta(days=1)
    times, names = harness.waitlist.times(SAM, wait.id, span)
    assert [(each.provider, each.suits) for each in times] == [
        (SAM.person, True),
        (KIM.person, False),
    ]
    assert names == {SAM.person: "Sam Rivera", KIM.person: "Kim Park"}
    harness.waitlist.offer(SAM, wait.id, KIM.person, times[1].starts_at)
    assert harness.view(harness.access).wait.offer.provider == KIM.person
    assert harness.accept(harness.access).providers == (KIM.person,)


def test_a_declined_time_is_among_the_others(harness):
    harness.join(harness.access)
    harness.offers.run_due()
    wait = harness.wait_of(harness.access)
    harness.waitlist.decline(harness.access, wait.id)
    span = harness.day, harness.day + timedelta(hours=2)
    times, _ = harness.waitlist.times(ADMIN, wait.id, span)
    assert [each.suits for each in times] == [False]


ACTS = ("free", "leave", "come", "assign", "unassign", "schedule", "accept", "decline", "hours")


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.booleans()), max_size=12), st.booleans())
@settings(max_examples=60)
def test_no_offer_is_ever_made_or_shown_with_a_provider_who_is_gone(history, is_choosy):
    """S2: whoever comes and goes, an offer names only who can hold the visit."""
    harness = TwoProviders()
    wished = [KIM.person] if is_choosy else []
    harness.join(harness.access, providers=wished)
    members = harness.directory.memberships.rows
    present = dict(members)
    for act, is_kim in history:
        who = KIM if is_kim else SAM
        key = who.practice, who.person
        wait = harness.wait_of(harness.access)
        steps = {
            "free": lambda: harness.bookings.cancel(SAM, harness.taken.id, harness.taken.version),
            "leave": lambda who=who: harness.leaves(who),
            "come": lambda key=key: members.__setitem__(key, present[key]),
            "assign": lambda: harness.assign(harness.avery, SAM.person, KIM.person),
            "unassign": lambda who=who: harness.assign(
                harness.avery, SAM.person if who is KIM else KIM.person
            ),
            "schedule": harness.offers.run_due,
            "accept": lambda: harness.accept(harness.access),
            "decline": lambda wait=wait: harness.waitlist.decline(harness.access, wait.id),
            "hours": lambda: None,
        }
        harness.at += timedelta(hours=1) if act == "hours" else timedelta(minutes=5)
        with suppress(Failure):
            steps[act]()
        assigned = harness.client_rows.rows[ADMIN.practice, harness.avery].providers
        here = {who for (_, who), each in members.items() if each.is_active_provider}
        for view in harness.waitlist.list(ADMIN):
            if view.wait.offer:
                assert view.wait.offer.provider in here & assigned
                assert not wished or view.wait.offer.provider in wished
        if act == "schedule":
            held = [each.provider for each in harness.rows.holds.values()]
            assert set(held) <= here & assigned
