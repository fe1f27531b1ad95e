"""Tests that a browser's messages are parsed strictly (docs/video.md#a7)."""

import json

import pytest

from chalicelib.visits.api.client_messages import parse_message
from chalicelib.visits.domain.signal import ErrorCode, Refusal, check_content
from tests.visits.sample_sdp import SDP

MESSAGE = {
    "action": "signal",
    "v": 1,
    "id": "01K00000000000000000000001",
    "to": "seat",
    "epoch": 1,
    "inst": "i",
}
SURROGATE = "\ud800"


@pytest.mark.parametrize(
    "d",
    [
        {"desc": {"type": "offer", "sdp": SDP + SURROGATE}},
        {"cand": [{"candidate": SURROGATE}]},
        {"cand": [{SURROGATE: 1}]},
        {"cand": [], "ufrag": SURROGATE},
    ],
    ids=["description", "candidate", "name", "ufrag"],
)
def test_a_lone_surrogate_is_refused(d):
    with pytest.raises(Refusal) as refusal:
        parse_message(json.dumps(MESSAGE | {"d": d}))
    assert refusal.value.code is ErrorCode.BAD_MESSAGE


def test_candidates_pass_when_the_description_is_null():
    assert check_content(
        parse_message(json.dumps(MESSAGE | {"d": {"desc": None, "cand": [None]}}))
    ).d["cand"] == [None]


STATE = {"action": "state", "v": 1, "id": "01K00000000000000000000001", "mic": False, "net": "good"}


def test_what_a_device_has_paused_goes_on_to_the_others():
    message = parse_message(json.dumps(STATE | {"paused": ["mic", "sound"]}))
    assert message.fields == {"mic": False, "net": "good", "paused": ["mic", "sound"]}


@pytest.mark.parametrize("paused", ["mic", ["heart"], ["mic"] * 4, [1], {"mic": True}])
def test_anything_else_as_paused_is_refused(paused):
    with pytest.raises(Refusal) as refusal:
        parse_message(json.dumps(STATE | {"paused": paused}))
    assert refusal.value.code is ErrorCode.BAD_MESSAGE
