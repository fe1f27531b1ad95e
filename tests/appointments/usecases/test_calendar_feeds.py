"""Tests calendar feeds: who can read one, until when, and what it says."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.calendar_feed import MAX_READS_PER_HOUR, feed_events
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases import calendar_feeds
from chalicelib.appointments.usecases.calendar_feeds import CalendarFeeds
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller, Device
from chalicelib.kernel.errors import NotAllowed, NotFound, TooMany
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)
from tests.appointments.domain.sample_appointments import an_appointment
from tests.appointments.fake_feeds import FakeFeeds

CALLER = Caller("request-1", "ip", "agent", Device.DESKTOP, ())
WORDS = ("Avery", "Sam", "Rivera", "First visit")


class FeedsHarness(BookingHarness):
    """Holds the calendar feeds of a practice's people under test."""

    def __post_init__(self):
        super().__post_init__()
        self.feed_rows, secrets = FakeFeeds(self.memberships.rows), count(1)
        self.feeds = CalendarFeeds(
            self.feed_rows,
            self.appointments,
            lambda: f"secret-{next(secrets)}",
            lambda text: f"hash of {text}",
        )

    def read(self, secret):
        return self.feeds.read(secret, CALLER)

    def sign_up(self, client):
        access = client_access(client)
        roles = frozenset({Role.CLIENT})
        member = Membership(
            access.practice, access.person, roles, MembershipStatus.ACTIVE, client=client
        )
        self.memberships.rows[access.practice, access.person] = member
        self.memberships.summaries[access.practice, access.person] = PersonSummary("A", "a@b.c")
        return access

    def alter(self, access, **changed):
        key = access.practice, access.person
        self.memberships.rows[key] = replace(self.memberships.rows[key], **changed)


@pytest.fixture
def harness():
    return FeedsHarness()


def test_a_provider_and_a_client_read_their_own_appointments(harness):
    booked = harness.book(SAM)
    harness.book(KIM, harness.morgan)
    avery = harness.sign_up(harness.avery)
    for access in (SAM, avery):
        (event,) = harness.read(harness.feeds.create(access))
        assert (event.starts_at, event.ends_at) == (booked.starts_at, booked.ends_at)


def test_an_admin_has_no_feed(harness):
    for act in (harness.feeds.create, harness.feeds.get, harness.feeds.stop):
        with pytest.raises(NotAllowed):
            act(ADMIN)


def test_events_have_nothing_but_times(harness):
    """S29: an event has no names, and its id does not reveal the appointment's."""
    appointment = harness.book(SAM)
    hashed = {appointment.id: "h"}
    event = feed_events([appointment], hashed.get)[0]
    assert not any(word in repr(event) for word in (*WORDS, appointment.id, appointment.client))


@pytest.mark.parametrize("status", AppointmentStatus)
def test_events_are_what_was_agreed_or_cancelled(status):
    events = feed_events([an_appointment(status=status)], str)
    hidden = status in {
        AppointmentStatus.REQUESTED,
        AppointmentStatus.DECLINED,
        AppointmentStatus.EXPIRED,
    }
    assert len(events) == (0 if hidden else 1)
    assert all(each.is_cancelled == (status is AppointmentStatus.CANCELLED) for each in events)


def test_the_same_appointment_keeps_its_event_when_it_is_moved(harness):
    appointment, secret = harness.book(SAM), harness.feeds.create(SAM)
    (before,) = harness.read(secret)
    harness.rows.change(
        SAM, appointment, replace(appointment, starts_at=TOMORROW + timedelta(hours=2)), ()
    )
    (after,) = harness.read(secret)
    assert (after.uid, after.starts_at) == (before.uid, before.starts_at + timedelta(hours=2))
    assert after.sequence > before.sequence


def test_two_people_of_an_appointment_get_different_events(harness):
    harness.book(SAM)
    avery = harness.sign_up(harness.avery)
    uids = {harness.read(harness.feeds.create(each))[0].uid for each in (SAM, avery)}
    assert len(uids) == 2


def test_a_feed_ends_at_once_when_it_is_switched_off(harness):
    """S29: after a feed is switched off, the next read finds nothing."""
    harness.book(SAM)
    secret = harness.feeds.create(SAM)
    assert harness.read(secret)
    harness.feeds.stop(SAM)
    with pytest.raises(NotFound):
        harness.read(secret)
    assert harness.feeds.get(SAM) is None


def test_a_new_address_ends_the_old_one(harness):
    """S29: replacing a feed's address ends the old address."""
    old, new = harness.feeds.create(SAM), harness.feeds.create(SAM)
    assert harness.read(new) == []
    with pytest.raises(NotFound):
        harness.read(old)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": MembershipStatus.REMOVED},
        {"status": MembershipStatus.INVITED},
        {"roles": frozenset({Role.ADMIN})},
    ],
)
def test_who_may_no_longer_enter_cannot_read_their_feed(harness, changed):
    """S9, S29: a feed ends with its person's membership, or with their role."""
    secret = harness.feeds.create(SAM)
    harness.alter(SAM, **changed)
    with pytest.raises(NotFound):
        harness.read(secret)


def test_a_clients_feed_ends_when_they_become_another_client(harness):
    avery = harness.sign_up(harness.avery)
    secret = harness.feeds.create(avery)
    harness.alter(avery, client=harness.morgan)
    with pytest.raises(NotFound):
        harness.read(secret)


def test_a_provider_does_not_read_of_clients_who_are_no_longer_theirs(harness):
    """S2: the feed leaves out appointments that the provider may not see any more."""
    harness.book(SAM)
    secret = harness.feeds.create(SAM)
    harness.assign(harness.avery, KIM.person)
    assert harness.read(secret) == []


def test_a_feed_is_bounded_in_time(harness):
    for days in (-40, -27, 365, 380):
        booked = harness.book(SAM)
        at = harness.at + timedelta(days=days)
        harness.rows.change(SAM, booked, replace(booked, starts_at=at), ())
    events = harness.read(harness.feeds.create(SAM))
    assert [(each.starts_at - harness.at).days for each in events] == [-27, 365]


def test_a_feed_is_bounded_in_length(harness, monkeypatch):
    monkeypatch.setattr(calendar_feeds, "MAX_FEED_EVENTS", 2)
    for hour in range(3):
        harness.book(SAM, starts_at=TOMORROW + timedelta(hours=hour))
    assert len(harness.read(harness.feeds.create(SAM))) == 2


def test_a_feed_can_be_read_only_so_often_in_an_hour(harness):
    secret = harness.feeds.create(SAM)
    for _ in range(MAX_READS_PER_HOUR):
        harness.read(secret)
    with pytest.raises(TooMany):
        harness.read(secret)
    harness.at += timedelta(hours=1)
    assert harness.read(secret) == []
    assert harness.feed_rows.audited == ["start calendar feed", "calendar feed", "calendar feed"]
    assert harness.feeds.get(SAM).last_read_at == harness.at


def test_a_feed_that_ends_while_it_is_read_gives_nothing(harness):
    """S29: a read that races the end of its feed gets nothing."""
    secret = harness.feeds.create(SAM)
    harness.feed_rows.before_count = lambda: harness.feeds.stop(SAM)
    with pytest.raises(NotFound):
        harness.read(secret)


def test_two_reads_at_once_both_succeed(harness):
    secret = harness.feeds.create(SAM)
    harness.feed_rows.before_count = lambda: harness.read(secret)
    assert harness.read(secret) == []
    assert harness.feeds.get(SAM).reads == 2


@given(secret=st.text(max_size=120))
def test_no_other_secret_opens_a_feed(secret):
    harness = FeedsHarness()
    own = harness.feeds.create(SAM)
    if secret != own:
        with pytest.raises(NotFound):
            harness.read(secret)
