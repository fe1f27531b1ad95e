"""What may not pass, whoever says it."""

import pytest

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.signal import ErrorCode, Refusal, Signal, Write, check_content

ID = "01K00000000000000000000001"
OFFER = {"desc": {"type": "offer", "sdp": "v=0\r\na=fingerprint:sha-256 AA\r\n"}}


def a_signal(d):
    return Signal(ID, SeatId("s"), 1, "i", d)


def test_a_description_without_a_fingerprint_is_refused():
    """S25: A8: media that nobody's certificate vouches for could be anybody's."""
    assert check_content(a_signal(OFFER)).d is OFFER
    for sdp in ("", "v=0\r\n", "a=finger"):
        with pytest.raises(Refusal) as no:
            check_content(a_signal({"desc": {"type": "offer", "sdp": sdp}, "cand": []}))
        assert (no.value.code, no.value.re) == (ErrorCode.NO_FINGERPRINT, ID)


def test_candidates_alone_need_none():
    assert check_content(a_signal({"cand": [{"candidate": "x"}], "ufrag": "u"}))


def test_a_card_number_in_a_note_is_refused():
    """S46."""
    with pytest.raises(Refusal) as no:
        check_content(Write(ID, "It is 4242 4242 4242 4242"))
    assert no.value.code is ErrorCode.CARD_NUMBER
    assert "4242" not in str(no.value)
    assert check_content(Write(ID, "Call 555 0100"))


def test_what_people_say_is_not_printed():
    """S22."""
    assert "Canary" not in repr(Write(ID, "Canary"))
    assert "Canary" not in repr(a_signal({"cand": [{"candidate": "Canary"}]}))
