"""Limits on how fast one socket may send, and what a bad message is answered."""

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


def test_whoever_talks_too_fast_is_slowed_and_a_flood_is_cut_off(visit):
    """A9."""
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


def test_after_ten_quiet_seconds_one_may_talk_again(visit):
    pat, cleo = visit.two()
    for _ in range(40):
        cleo.signal(PAT, pat.inst)
    visit.clock.advance(seconds=10)
    visit.sockets.forget()
    cleo.signal(PAT, pat.inst)
    assert len(pat.received("signal")) == 1


def test_what_cannot_be_read_counts_and_is_answered_by_its_own_id(visit):
    _, cleo = visit.two()

    def read():
        raise Refusal(ErrorCode.BAD_MESSAGE, "01KMESSAGE0000000000000099")

    heard = visit.signaling.handle_message(cleo.socket, read)
    assert (heard.action, heard.code) == ("", "bad-message")
    assert cleo.last("error") == {
        "t": "error",
        "v": 1,
        "re": "01KMESSAGE0000000000000099",
        "code": "bad-message",
    }


def test_a_store_that_does_not_answer_leaves_the_speaker_with_a_word(visit):
    _, cleo = visit.two()
    visit.store.down.add("snapshot")
    with pytest.raises(Unavailable):
        cleo.say(Ping(visit.id(), 1))
    assert cleo.errors() == ["later"]
