"""Tests what a list of the waitlist reads, and that it opens no appointment."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import NotFound
from tests.appointments.booking_harness import ADMIN, KIM, SAM, client_access
from tests.appointments.waitlist_harness import WaitlistHarness


@pytest.fixture
def harness():
    """Return a harness in which Avery waits to replace an appointment with Morgan."""
    harness = WaitlistHarness()
    harness.assign(harness.morgan, SAM.person, KIM.person)
    later = harness.day + timedelta(days=7)
    harness.shared = harness.book(SAM, starts_at=later, participants=[harness.morgan])
    harness.join(client_access(harness.avery), replaces=harness.shared.id)
    return harness


def replaced(harness, access):
    return [each.replaced and each.replaced.id for each in harness.waitlist.list(access)]


def test_a_list_shows_what_is_replaced_without_opening_it(harness, monkeypatch):
    opened = []
    monkeypatch.setattr(harness.rows, "get", lambda _, each, __: opened.append(each))
    for access in (ADMIN, SAM, client_access(harness.avery)):
        assert replaced(harness, access) == [harness.shared.id]
        assert harness.waitlist.list(access)[0].replaced.names == ()
    assert opened == []


def test_a_list_is_no_refused_attempt_to_see_what_is_replaced(harness):
    """S2, S14: the caller asked for the waitlist, and not for the appointment."""
    harness.assign(harness.morgan, KIM.person)
    assert replaced(harness, SAM) == [None]
    assert harness.rows.refused == []
    with pytest.raises(NotFound):
        harness.appointments.get(SAM, harness.shared.id)
    assert harness.rows.refused == [(SAM.person, harness.shared.id)]


def test_a_list_reads_once_for_all_its_waits(harness, monkeypatch):
    harness.three_wait()
    reads = []
    for owner, name in (
        (harness.current_providers, "active"),
        (harness.current_providers, "assigned"),
        (harness.rows, "some_without_names"),
    ):
        monkeypatch.setattr(owner, name, counted(getattr(owner, name), name, reads))
    for access in (ADMIN, SAM):
        reads.clear()
        assert len(harness.waitlist.list(access)) == 4
        assert sorted(reads) == ["active", "assigned", "some_without_names"]


def counted(read, name, reads):
    def wrapper(*args):
        reads.append(name)
        return read(*args)

    return wrapper
