"""Tests that relay credentials are cached while fresh, and expire with the room."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel.ids import AppointmentId, PracticeId, SeatId
from chalicelib.visits.usecases.relays import (
    MAX_CACHED,
    MIN_LIFE_LEFT,
    IceServer,
    RelayCredentials,
    RelayCredentialsCache,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REQUEST = {
    "practice": PracticeId("p"),
    "room": AppointmentId("r"),
    "seat": SeatId("s"),
    "now": NOW,
    "until": NOW + timedelta(hours=3),
}


@dataclass
class Relay:
    """
    A fake `RelayProvider` that issues different credentials for each request.

    The credentials are valid for five minutes.
    """

    requests: list = field(default_factory=list)
    name: str = "relay"

    def issue(self, *, now, **request):
        self.requests.append(request)
        server = IceServer(("turn:relay:3478",), f"name-{len(self.requests)}", "opens")
        return RelayCredentials((server,), now + timedelta(minutes=5), self.name)

    def healthy(self):
        return True


@pytest.fixture
def relay():
    return Relay()


@pytest.fixture
def cache(relay):
    return RelayCredentialsCache(relay)


def test_a_seat_gets_the_same_credentials_while_they_are_fresh(cache, relay):
    first = cache.issue(**REQUEST)
    fresh = NOW + timedelta(minutes=5) - MIN_LIFE_LEFT
    assert cache.issue(**REQUEST | {"now": fresh}) == first
    assert cache.issue(**REQUEST | {"now": fresh + timedelta(seconds=1)}) != first
    assert len(relay.requests) == 2


@pytest.mark.parametrize("other", ["practice", "room", "seat"])
def test_another_seat_never_gets_the_same_credentials(cache, relay, other):
    """S25: relay credentials are for one seat, even if a process caches many."""
    assert cache.issue(**REQUEST) != cache.issue(**REQUEST | {other: "another"})
    assert len(relay.requests) == 2


def test_credentials_that_failed_are_issued_anew(cache, relay):
    assert cache.issue(**REQUEST) != cache.issue(**REQUEST, anew=True)


def test_cached_credentials_expire_with_a_room_that_now_ends_earlier(cache):
    """S25: if a visit is moved or shortened, cached credentials expire earlier too."""
    cache.issue(**REQUEST)
    sooner = NOW + timedelta(seconds=150)
    assert cache.issue(**REQUEST | {"until": sooner}).expires_at == sooner


def test_stale_credentials_leave_the_cache(cache):
    for number in range(MAX_CACHED):
        cache.issue(**REQUEST | {"seat": f"seat-{number}"})
    cache.issue(**REQUEST | {"now": NOW + timedelta(minutes=4)})
    assert len(cache._cache) == 1
