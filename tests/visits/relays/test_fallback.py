"""Tests that a second relay is asked when the first one refuses or is slow."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chalicelib.visits.relays.fallback import PATIENCE_SECONDS, Fallback
from chalicelib.visits.relays.monitored import MonitoredRelay
from chalicelib.visits.relays.selection import select_relays
from chalicelib.visits.usecases.relays import IceServer, RelayCredentials, RelayUnavailable
from tests.visits.relays.relay_rigs import NOW, PRACTICE, ROOM, SEAT, UNTIL

SOON, LONG = 0.01, 30


@dataclass
class Relay:
    """
    A fake relay provider that waits for the event `may_answer`, then responds.

    If `refuses` is True, the provider raises RelayUnavailable.
    """

    name: str
    seconds: int = 300
    refuses: bool = False
    calls: int = 0
    may_answer: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self.may_answer.set()

    def issue(self, **_request):
        self.calls += 1
        assert self.may_answer.wait(LONG)
        self.done.set()
        if self.refuses:
            raise RelayUnavailable
        return RelayCredentials(
            (IceServer((f"turn:{self.name}:3478",), "name", "opens"),),
            NOW + timedelta(seconds=self.seconds),
            self.name,
        )


@pytest.fixture
def first():
    return Relay("first")


@pytest.fixture
def second():
    return Relay("second", seconds=200)


@pytest.fixture
def both(first, second):
    yield lambda patience=LONG: Fallback([MonitoredRelay(first), MonitoredRelay(second)], patience)
    first.may_answer.set()
    second.may_answer.set()


def _issue(relays):
    return relays.issue(practice=PRACTICE, room=ROOM, seat=SEAT, now=NOW, until=UNTIL)


def test_the_next_is_not_asked_while_the_first_answers(both, first, second):
    assert _issue(both()).provider == "first"
    assert (first.calls, second.calls) == (1, 0)


def test_the_next_is_asked_when_the_first_refuses(both, first):
    first.refuses = True
    assert _issue(both()).provider == "second"


def test_the_next_is_asked_when_the_first_is_slow(both, first):
    first.may_answer.clear()
    assert _issue(both(SOON)).provider == "second"


def test_a_relay_is_slow_after_a_second_and_a_half():
    assert PATIENCE_SECONDS == 1.5


def test_when_both_answer_their_servers_are_joined_until_the_earlier_expiry(both, first, second):
    slow, relays = second.issue, both(SOON)

    def after_the_first(**request):
        first.may_answer.set()
        assert first.done.wait(LONG)
        return slow(**request)

    second.issue = after_the_first
    for _ in range(100):  # In a single try, the second answer may arrive before the first one.
        first.may_answer.clear()
        first.done.clear()
        credentials = _issue(relays)
        if len(credentials.servers) > 1:
            break
    assert [server.urls[0] for server in credentials.servers] == [
        "turn:first:3478",
        "turn:second:3478",
    ]
    assert (credentials.provider, credentials.expires_at) == (
        "first+second",
        NOW + timedelta(seconds=200),
    )


def test_a_slow_relay_is_awaited_when_the_next_refuses(both, first, second):
    first.may_answer.clear()
    second.refuses = True
    opener = threading.Thread(target=lambda: second.done.wait(LONG) and first.may_answer.set())
    opener.start()
    assert _issue(both(SOON)).provider == "first"
    opener.join()


def test_a_relay_that_refused_last_time_is_not_awaited(both, first):
    relays = both()
    first.refuses = True
    _issue(relays)
    first.may_answer.clear()
    assert _issue(relays).provider == "second"


def test_when_all_refuse_no_credentials_are_issued(both, first, second):
    first.refuses = second.refuses = True
    relays = both()
    with pytest.raises(RelayUnavailable):
        _issue(relays)
    assert not relays.healthy()


def test_only_the_relays_of_the_settings_are_built():
    relay = select_relays(
        "b, a",
        {name: lambda name=name: Relay(name) for name in "ab"} | {"c": lambda: pytest.fail("made")},
    )
    assert relay.name == "b+a"
    with pytest.raises(LookupError):
        select_relays("x", {})
