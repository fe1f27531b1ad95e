"""Tests that bad messages are refused with a code and reach nobody else."""

import json

import pytest
from websockets.exceptions import ConnectionClosed

from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.visits.usecases.rate_limiter import FLOOD_MESSAGES, MAX_MESSAGES
from tests.visits.sample_sdp import FINGERPRINT, SDP
from tests.visits.signaling.pages import OFFER

CANARY = "canary-that-no-answer-repeats"
LARGEST = 24 * 1024
OWN = "01K00000000000000000000000"


def _message(**fields):
    return json.dumps({"action": "ping", "v": 1, "id": OWN, "c": 1} | fields)


BAD = {
    "not JSON": CANARY,
    "half of a message": '{"action": "ping", "v": 1',
    "not an object": json.dumps([CANARY]),
    "a number": "7",
    "nothing": "",
    "an unknown action": _message(action=CANARY),
    "an action that is not text": _message(action=["ping"]),
    "no action": '{"v": 1, "c": 1}',
    "another version": _message(v=2),
    "a version in text": _message(v="1"),
    "no id": '{"action": "ping", "v": 1, "c": 1}',
    "an invalid id": _message(id=CANARY),
    "an extra field": _message(more=CANARY),
    "a missing field": '{"action": "signal", "v": 1, "id": "01K00000000000000000000000"}',
    "too deep": "[" * 10_000,
    "a deep field": '{"action": "ping", "v": 1, "id": "01K00000000000000000000000", "c": '
    + "[" * 9_000
    + "]" * 9_000
    + "}",
    "a lone surrogate": '{"action": "note", "v": 1, "id": "01K00000000000000000000000",'
    ' "text": "\\ud800"}',
    "a huge number": '{"action": "ping", "v": 1, "id": "01K00000000000000000000000", "c": '
    + "9" * 5_000
    + "}",
    "not a number": '{"action": "ping", "v": 1, "id": "01K00000000000000000000000", "c": NaN}',
    "an empty note": _message(action="note", text=" "),
    "a note that is too long": _message(action="note", text="x" * 4_001),
    "a control character": _message(action="note", text="a\x00b"),
}


@pytest.mark.parametrize("case", sorted(BAD))
def test_a_bad_message_is_refused_and_not_repeated(visit, capsys, case):
    """
    S22: a bad message is refused with an error code only (docs/video.md#a7).

    The message's content is neither sent to anybody nor logged.
    """
    pat, cleo = visit.all_in()
    cleo.tick()
    cleo.send(BAD[case])
    error = cleo.next("error")
    assert error["code"] == "bad-message"
    assert set(error) <= {"t", "v", "code", "re"}
    cleo.news()
    assert not pat.news()
    output = json.dumps([pat.received, cleo.received]) + "".join(capsys.readouterr())
    assert CANARY not in output


def test_a_binary_message_is_refused(visit):
    _, cleo = visit.all_in()
    cleo.socket.send(b"\xff\xfe")
    assert cleo.next("error")["code"] == "bad-message"


def test_a_refusal_names_the_id_of_a_bad_message(visit):
    _, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    assert cleo.refusal("ping", id=own, c=[]) == "bad-message"


def _signal_of(page, size):
    """Build a signal to the page's seat as a string of exactly `size` bytes."""
    message = {
        "action": "signal",
        "v": 1,
        "id": OWN,
        "to": page.seat,
        "epoch": 1,
        "inst": page.inst,
    }
    empty = json.dumps(message | {"d": {"desc": {"type": "offer", "sdp": f"{SDP}a=end:"}}})
    return empty.replace("a=end:", "a=end:" + "x" * (size - len(empty)))


@pytest.mark.parametrize(("size", "passes"), [(LARGEST, True), (LARGEST + 1, False)])
def test_a_message_has_at_most_24_kb(visit, size, passes):
    pat, cleo = visit.all_in()
    text = _signal_of(pat, size)
    assert len(text) == size
    cleo.send(text)
    if passes:
        assert pat.next("signal")["from"] == cleo.seat
    else:
        assert cleo.next("error")["code"] == "too-big"
        assert not pat.news()


def test_a_message_is_measured_in_bytes_not_characters(visit):
    pat, cleo = visit.all_in()
    cleo.send(_signal_of(pat, LARGEST).replace("x", "é", 1))
    assert cleo.next("error")["code"] == "too-big"


def test_a_frame_too_big_for_the_gateway_closes_the_socket_and_the_page_may_resume(visit):
    pat, cleo = visit.all_in()
    cleo.send("x" * 33_000)
    with pytest.raises(ConnectionClosed):
        cleo.next("nothing")
    assert pat.next("peer", seat=cleo.seat)["state"] == "away"
    assert visit.people[1].opens(cleo.inst).join(resume=True)["t"] == "joined"


@pytest.mark.parametrize("kind", sorted(("answer", "offer")))
def test_a_description_without_a_fingerprint_is_refused(visit, kind):
    """
    S25: a session description without a fingerprint is refused.

    Its media would not be encrypted.
    """
    pat, cleo = visit.all_in()
    content = {"desc": {"type": kind, "sdp": "v=0\r\nm=audio 9 RTP/AVP 0\r\n"}}
    assert (
        cleo.refusal("signal", to=pat.seat, epoch=1, inst=pat.inst, d=content) == "no-fingerprint"
    )
    assert not pat.news()


def test_a_description_passes_untouched(visit):
    """
    The server passes on a session description without any change.

    It only checks the fingerprint (docs/video.md#a8).
    """
    pat, cleo = visit.all_in()
    sdp = (
        f"v=0\r\na=ice-options:trickle renomination\r\n{FINGERPRINT}\r\n"
        "a=rtpmap:96 VP8/90000\r\na=x:é✓\r\n"
    )
    d = {
        "desc": {"type": "offer", "sdp": sdp},
        "cand": [{"candidate": "candidate:1", "sdpMLineIndex": 0}, None],
        "ufrag": "abcd",
    }
    cleo.signal(pat, d=d)
    assert pat.next("signal")["d"] == d


def test_candidates_need_no_fingerprint(visit):
    pat, cleo = visit.all_in()
    cleo.signal(pat, d={"cand": [None], "ufrag": "abcd"})
    assert pat.next("signal")["d"] == {"cand": [None], "ufrag": "abcd"}


def test_a_sender_above_the_limit_is_refused_for_a_while(harness, visit):
    """
    A sender above the message limit is refused for a while.

    The socket stays open (docs/video.md#a9).
    """
    pat, cleo = visit.all_in()
    for _ in range(MAX_MESSAGES + 1):
        cleo.send(
            _message(action="state", mic=True).replace('"c": 1, ', "").replace(', "c": 1', "")
        )
    assert cleo.next("error")["code"] == "slow-down"
    harness.clock.pass_seconds(11)
    cleo.signal(pat)
    assert pat.next("signal")["from"] == cleo.seat


def test_a_flood_closes_the_socket_and_the_page_may_come_back(harness, visit):
    """
    A flood of messages closes the socket, and the page may come back later.

    Three times the allowed number of messages is a flood (docs/video.md#a9).
    """
    pat, cleo = visit.all_in()
    harness.gateway.wait_until_idle()
    for _ in range(FLOOD_MESSAGES + 30):
        try:
            cleo.send(_message())
        except ConnectionClosed:
            break
    last = cleo.bye()
    assert (last["code"], last["reconnect"]) == (4008, True)
    assert pat.next("peer", seat=cleo.seat)["state"] == "away"
    harness.clock.pass_seconds(11)
    assert visit.people[1].opens(cleo.inst).join(resume=True)["t"] == "joined"


def test_no_more_than_the_limit_of_a_flood_is_relayed(harness, visit):
    pat, cleo = visit.all_in()
    harness.clock.pass_seconds(11)
    for _ in range(MAX_MESSAGES * 2):
        cleo.send(
            json.dumps(
                {
                    "action": "signal",
                    "v": 1,
                    "id": OWN,
                    "to": pat.seat,
                    "epoch": 1,
                    "inst": pat.inst,
                    "d": OFFER,
                }
            )
        )
    harness.gateway.wait_until_idle()
    harness.clock.pass_seconds(11)
    assert len([each for each in pat.news() if each["t"] == "signal"]) <= MAX_MESSAGES
