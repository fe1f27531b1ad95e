"""Tests that a browser's messages are parsed strictly (docs/video.md#a7)."""

import json

import pytest

from chalicelib.visits.api.client_messages import parse_message
from chalicelib.visits.domain.signal import ErrorCode, Refusal, check_content
from tests.visits.sample_sdp import SDP

MESSAGE_ID = {"v": 1, "id": "01K00000000000000000000001"}
MESSAGE = MESSAGE_ID | {
    "action": "signal",
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


DEVICE = MESSAGE_ID | {
    "action": "device",
    "result": dict.fromkeys(("camera", "microphone", "speaker", "network"), "ok"),
}
CARDS = ["4111 1111 1111 1111 12/28 123", "4111-1111-1111-1111", "4111111111111111"]


def device(browser):
    return json.dumps(DEVICE | {"result": DEVICE["result"] | {"browser": browser}})


@pytest.mark.parametrize(
    "browser", ["Safari 18 on iPhone", "Chrome 143", "Another browser on Linux", "Firefox"]
)
def test_a_known_browser_is_reported(browser):
    assert parse_message(device(browser)).result["browser"] == browser


@pytest.mark.parametrize("browser", [*CARDS, "Chrome 4111111111111111", "Pat is ill", "", "Edge\n"])
def test_other_words_in_place_of_a_browser_are_refused(browser):
    """S46: the name of a browser, stored in clear, has no room for other words."""
    with pytest.raises(Refusal) as refusal:
        parse_message(device(browser))
    assert refusal.value.code is ErrorCode.BAD_MESSAGE


@pytest.mark.parametrize("inst", CARDS)
def test_a_card_number_as_the_id_of_a_page_is_refused(inst):
    """S46: the id of a page, which is stored in clear, is no card number."""
    with pytest.raises(Refusal) as refusal:
        parse_message(json.dumps(MESSAGE_ID | {"action": "join", "inst": inst}))
    assert refusal.value.code is ErrorCode.BAD_MESSAGE


STATE = {"action": "state", "v": 1, "id": "01K00000000000000000000001", "mic": False, "net": "good"}


def test_what_a_device_has_paused_goes_on_to_the_others():
    message = parse_message(json.dumps(STATE | {"paused": ["mic", "sound"]}))
    assert message.fields == {"mic": False, "net": "good", "paused": ["mic", "sound"]}


@pytest.mark.parametrize("paused", ["mic", ["heart"], ["mic"] * 4, [1], {"mic": True}])
def test_anything_else_as_paused_is_refused(paused):
    with pytest.raises(Refusal) as refusal:
        parse_message(json.dumps(STATE | {"paused": paused}))
    assert refusal.value.code is ErrorCode.BAD_MESSAGE
