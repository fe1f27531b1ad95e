"""
A seat's grant: given again while it is fresh, anew before it is stale, never longer than the room.
"""

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
ASKED = {
    "practice": PracticeId("p"),
    "room": AppointmentId("r"),
    "seat": SeatId("s"),
    "now": NOW,
    "until": NOW + timedelta(hours=3),
}


@dataclass
class Relay:
    """Implements `RelayProvider`: grants for five minutes, each other than the last."""

    asked: list = field(default_factory=list)
    name: str = "relay"

    def issue(self, *, now, **asked):
        self.asked.append(asked)
        server = IceServer(("turn:relay:3478",), f"name-{len(self.asked)}", "opens")
        return RelayCredentials((server,), now + timedelta(minutes=5), self.name)

    def healthy(self):
        return True


@pytest.fixture
def relay():
    return Relay()


@pytest.fixture
def grants(relay):
    return RelayCredentialsCache(relay)


def test_a_seat_is_given_its_grant_again_while_it_is_fresh(grants, relay):
    first = grants.issue(**ASKED)
    fresh = NOW + timedelta(minutes=5) - MIN_LIFE_LEFT
    assert grants.issue(**ASKED | {"now": fresh}) == first
    assert grants.issue(**ASKED | {"now": fresh + timedelta(seconds=1)}) != first
    assert len(relay.asked) == 2


@pytest.mark.parametrize("other", ["practice", "room", "seat"])
def test_another_seat_never_gets_it(grants, relay, other):
    """S25: relay credentials are personal, however warm the process is."""
    assert grants.issue(**ASKED) != grants.issue(**ASKED | {other: "another"})
    assert len(relay.asked) == 2


def test_one_that_failed_is_not_given_again(grants, relay):
    assert grants.issue(**ASKED) != grants.issue(**ASKED, anew=True)


def test_a_room_that_ends_earlier_than_it_did_ends_a_grant_that_is_held(grants):
    """S25: a visit that was moved or cut short takes its credentials' time with it."""
    grants.issue(**ASKED)
    sooner = NOW + timedelta(seconds=150)
    assert grants.issue(**ASKED | {"until": sooner}).expires_at == sooner


def test_those_that_are_stale_are_forgotten(grants):
    for number in range(MAX_CACHED):
        grants.issue(**ASKED | {"seat": f"seat-{number}"})
    grants.issue(**ASKED | {"now": NOW + timedelta(minutes=4)})
    assert len(grants._cache) == 1
