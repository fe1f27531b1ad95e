"""What a browser may say, read once and strictly (A7)."""

import json

import pytest

from chalicelib.visits.api.client_messages import parse_message
from chalicelib.visits.domain.signal import ErrorCode, Refusal, check_content

SAID = {
    "action": "signal",
    "v": 1,
    "id": "01K00000000000000000000001",
    "to": "seat",
    "epoch": 1,
    "inst": "i",
}
HALF = "\ud800"
SDP = "v=0\r\na=fingerprint:sha-256 AA\r\n"


@pytest.mark.parametrize(
    "d",
    [
        {"desc": {"type": "offer", "sdp": SDP + HALF}},
        {"cand": [{"candidate": HALF}]},
        {"cand": [{HALF: 1}]},
        {"cand": [], "ufrag": HALF},
    ],
    ids=["description", "candidate", "name", "ufrag"],
)
def test_half_a_character_that_no_frame_can_carry_is_refused(d):
    with pytest.raises(Refusal) as no:
        parse_message(json.dumps(SAID | {"d": d}))
    assert no.value.code is ErrorCode.BAD_MESSAGE


def test_candidates_with_no_description_said_in_so_many_words_pass():
    assert check_content(parse_message(json.dumps(SAID | {"d": {"desc": None, "cand": [None]}}))).d[
        "cand"
    ] == [None]
