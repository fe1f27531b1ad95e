"""One relay after another: on a refusal at once, after a second and a half beside the first."""

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
    """``opens``: it answers when this is set. ``refuses``: then with RelayUnavailable."""

    name: str
    seconds: int = 300
    refuses: bool = False
    asked: int = 0
    opens: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self.opens.set()

    def issue(self, **_asked):
        self.asked += 1
        assert self.opens.wait(LONG)
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
    first.opens.set()
    second.opens.set()


def _granted(relays):
    return relays.issue(practice=PRACTICE, room=ROOM, seat=SEAT, now=NOW, until=UNTIL)


def test_the_next_is_not_asked_while_the_first_answers(both, first, second):
    assert _granted(both()).provider == "first"
    assert (first.asked, second.asked) == (1, 0)


def test_the_next_is_asked_when_the_first_refuses(both, first):
    first.refuses = True
    assert _granted(both()).provider == "second"


def test_the_next_is_asked_when_the_first_is_slow(both, first):
    first.opens.clear()
    assert _granted(both(SOON)).provider == "second"


def test_slow_is_a_second_and_a_half():
    assert PATIENCE_SECONDS == 1.5


def test_if_both_answered_both_are_given_in_their_order_until_the_earlier_end(both, first, second):
    slow, relays = second.issue, both(SOON)

    def after_the_first(**asked):
        first.opens.set()
        assert first.done.wait(LONG)
        return slow(**asked)

    second.issue = after_the_first
    for _ in range(
        100
    ):  # the first one's answer may be on its way still when the second's is there
        first.opens.clear()
        first.done.clear()
        grant = _granted(relays)
        if len(grant.servers) > 1:
            break
    assert [server.urls[0] for server in grant.servers] == ["turn:first:3478", "turn:second:3478"]
    assert (grant.provider, grant.expires_at) == ("first+second", NOW + timedelta(seconds=200))


def test_a_slow_one_is_waited_for_when_the_next_refuses(both, first, second):
    first.opens.clear()
    second.refuses = True
    opener = threading.Thread(target=lambda: second.done.wait(LONG) and first.opens.set())
    opener.start()
    assert _granted(both(SOON)).provider == "first"
    opener.join()


def test_one_that_refused_last_time_is_not_waited_for(both, first):
    relays = both()
    first.refuses = True
    _granted(relays)
    first.opens.clear()
    assert _granted(relays).provider == "second"


def test_when_all_refuse_there_is_none(both, first, second):
    first.refuses = second.refuses = True
    relays = both()
    with pytest.raises(RelayUnavailable):
        _granted(relays)
    assert not relays.healthy()


def test_only_the_relays_of_the_settings_are_made():
    made = select_relays(
        "b, a",
        {name: lambda name=name: Relay(name) for name in "ab"} | {"c": lambda: pytest.fail("made")},
    )
    assert made.name == "b+a"
    with pytest.raises(LookupError):
        select_relays("x", {})
