"""Tests how fast a socket may send, and the responses to bad messages."""

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.signal import (
    ErrorCode,
    Ping,
    Refusal,
)
from tests.visits.room_harness import PAT, Visit


@pytest.fixture
def visit():
    return Visit()


def test_a_sender_above_the_limit_is_refused_and_a_flood_closes_the_socket(visit):
    """
    A sender above 30 messages in ten seconds is refused.

    More than 90 messages are a flood, which closes the socket (docs/video.md#a9).
    """
    pat, cleo = visit.two()
    visit.clock.advance(seconds=10)
    for _ in range(31):
        cleo.signal(PAT, pat.inst)
    assert (len(pat.received("signal")), cleo.errors()) == (30, ["slow-down"])
    for _ in range(60):
        cleo.signal(PAT, pat.inst)
    assert (cleo.byes(), cleo.socket in visit.sockets.closed) == ([4008], True)
    assert pat.last("peer")["state"] == "away"
    assert len(pat.received("signal")) == 30


def test_after_ten_seconds_a_refused_sender_may_send_again(visit):
    pat, cleo = visit.two()
    for _ in range(40):
        cleo.signal(PAT, pat.inst)
    visit.clock.advance(seconds=10)
    visit.sockets.forget()
    cleo.signal(PAT, pat.inst)
    assert len(pat.received("signal")) == 1


def test_a_bad_message_is_answered_with_its_own_id(visit):
    _, cleo = visit.two()

    def read():
        raise Refusal(ErrorCode.BAD_MESSAGE, "01KMESSAGE0000000000000099")

    outcome = visit.signaling.handle_message(cleo.socket, read)
    assert (outcome.action, outcome.code) == ("", "bad-message")
    assert cleo.last("error") == {
        "t": "error",
        "v": 1,
        "re": "01KMESSAGE0000000000000099",
        "code": "bad-message",
    }


def test_an_unavailable_store_is_answered_with_later(visit):
    _, cleo = visit.two()
    visit.store.down.add("snapshot")
    with pytest.raises(Unavailable):
        cleo.say(Ping(visit.id(), 1))
    assert cleo.errors() == ["later"]
