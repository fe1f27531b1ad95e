"""Tests stored calendar feeds: the same tests for the tables and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.appointments.domain.calendar_feed import CalendarFeed, whole_hour
from chalicelib.appointments.store.calendar_feeds import DynamoFeeds
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.store.memberships import DynamoMemberships
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.dynamodb import connection
from tests.appointments.fake_feeds import FakeFeeds
from tests.platform.aws_faults import Fault, always, faults
from tests.platform.record_store import Clock, a_store

NOW = Clock().at
WRITE = "TransactWriteItems"
SAM, AVERY = PersonId("sam"), ClientId("avery")


@dataclass
class FeedHarness:
    """Holds the feeds under test; `audited` returns the purposes of audit entries."""

    rows: Any
    access: Access
    audited: Any

    def start(self, hashed="hash-1", access=None, **changed):
        access = access or self.access
        feed = CalendarFeed(access.practice, access.person, access.role, NOW, access.client)
        self.rows.start(replace(feed, **changed), hashed, access)
        return replace(feed, **changed)


def _member(practice):
    roles = frozenset({Role.PROVIDER, Role.CLIENT})
    return Membership(practice, SAM, roles, MembershipStatus.ACTIVE, client=AVERY)


@contextmanager
def in_memory():
    practice = PracticeId("prc-1")
    rows = FakeFeeds({(practice, SAM): replace(_member(practice), version=1)})
    yield FeedHarness(rows, Access(practice, SAM, Role.PROVIDER), lambda: rows.audited)


@contextmanager
def on_tables():
    with a_store() as store:
        memberships = DynamoMemberships(store.vault(), store.audit, lambda *_: None)
        memberships.add(
            store.access(), _member(store.practice), PersonSummary("Sam", "sam@mail.example")
        )
        access = Access(store.practice, SAM, Role.PROVIDER)
        yield FeedHarness(
            DynamoFeeds(store.audit),
            access,
            lambda: [
                each.purpose
                for each in sorted(store.entries(), key=lambda each: each.sk)
                if "feed" in each.purpose
            ],
        )


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_a_feed_is_found_by_the_hash_of_its_secret(harness):
    feed = harness.start()
    found, membership = harness.rows.find("hash-1")
    assert (found, membership.person) == (feed, SAM)
    assert harness.rows.of(harness.access) == feed
    assert harness.rows.find("hash-2") is None


def test_a_new_feed_ends_the_earlier_one(harness):
    harness.start()
    later = harness.start("hash-2", created_at=NOW + timedelta(days=1))
    assert harness.rows.find("hash-1") is None
    assert harness.rows.of(harness.access) == later
    assert harness.audited() == ["start calendar feed"] * 2


def test_a_stopped_feed_is_gone_at_once(harness):
    """S29: when a feed is switched off, nothing is found under its secret any more."""
    harness.start()
    harness.rows.stop(harness.access)
    harness.rows.stop(harness.access)
    assert harness.rows.find("hash-1") is None
    assert harness.rows.of(harness.access) is None
    assert harness.audited() == ["start calendar feed", "stop calendar feed"]


def test_a_person_has_one_feed_for_each_role(harness):
    harness.start()
    as_client = replace(harness.access, role=Role.CLIENT, client=AVERY)
    harness.start("hash-2", as_client)
    assert harness.rows.find("hash-2")[0].client == AVERY
    harness.rows.stop(as_client)
    assert harness.rows.find("hash-1")
    assert harness.rows.find("hash-2") is None


def test_only_the_first_read_of_an_hour_has_an_audit_entry(harness):
    """S14: an hour in which a feed is read has one audit entry for all reads."""
    feed = harness.start()
    first = replace(feed, hour=whole_hour(NOW), last_read_at=NOW, reads=1)
    harness.rows.begin_hour(harness.access, "hash-1", first)
    with pytest.raises(Conflict):
        harness.rows.begin_hour(harness.access, "hash-1", first)
    harness.rows.add_read("hash-1", first)
    assert harness.rows.of(harness.access) == replace(first, reads=2)
    assert harness.audited() == ["start calendar feed", "calendar feed"]
    with pytest.raises(Conflict):
        harness.rows.add_read("hash-1", replace(first, hour=first.hour + timedelta(hours=1)))


def test_a_read_cannot_bring_back_a_stopped_feed(harness):
    """S29: a read that races the end of its feed does not revive the feed."""
    feed = harness.start()
    first = replace(feed, hour=whole_hour(NOW), last_read_at=NOW, reads=1)
    harness.rows.stop(harness.access)
    with pytest.raises(Conflict):
        harness.rows.begin_hour(harness.access, "hash-1", first)
    with pytest.raises(Conflict):
        harness.rows.add_read("hash-1", first)
    assert harness.rows.find("hash-1") is None


def test_a_failed_change_leaves_the_feed_as_it_was():
    with on_tables() as harness:
        feed = harness.start()
        plan = always(Fault.THROTTLED, WRITE)
        with faults(connection.client(), plan), pytest.raises(Unavailable):
            harness.start("hash-2")
        with faults(connection.client(), plan), pytest.raises(Unavailable):
            harness.rows.stop(harness.access)
        assert harness.rows.of(harness.access) == feed
        assert harness.rows.find("hash-2") is None


def test_stopping_no_feed_writes_nothing():
    """DynamoDB refuses an empty transaction, which this emulator accepts."""
    with on_tables() as harness, faults(connection.client(), always(Fault.INVALID, WRITE)):
        harness.rows.stop(harness.access)


def test_two_windows_that_start_a_feed_at_once_leave_one():
    with on_tables() as harness:
        others = iter(["hash-2"])

        def plan(operation):
            # The other window's feed is stored between this window's read and its write.
            other = next(others, None) if operation == WRITE else None
            if other:
                harness.start(other)

        with faults(connection.client(), plan):
            harness.start("hash-1")
        assert harness.rows.find("hash-1")
        assert harness.rows.find("hash-2") is None
