"""Tests which message content is refused, whoever sends it."""

import pytest

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.signal import ErrorCode, Refusal, Signal, Write, check_content
from tests.visits.sample_sdp import SDP

ID = "01K00000000000000000000001"
OFFER = {"desc": {"type": "offer", "sdp": SDP}}


def a_signal(d):
    return Signal(ID, SeatId("s"), 1, "i", d)


def test_a_description_without_a_fingerprint_is_refused():
    """
    S25: a session description without a certificate's fingerprint is refused.

    Without the fingerprint, media could come from anybody.
    """
    assert check_content(a_signal(OFFER)).d is OFFER
    for sdp in ("", "v=0\r\n", "a=finger", "v=0\r\ns=a=fingerprint:\r\n"):
        with pytest.raises(Refusal) as error:
            check_content(a_signal({"desc": {"type": "offer", "sdp": sdp}, "cand": []}))
        assert (error.value.code, error.value.re) == (ErrorCode.NO_FINGERPRINT, ID)


def test_candidates_without_a_description_need_no_fingerprint():
    assert check_content(a_signal({"cand": [{"candidate": "x"}], "ufrag": "u"}))


def test_a_card_number_in_a_note_is_refused():
    """S46: a chat note with a card number is refused, and the error omits the number."""
    with pytest.raises(Refusal) as error:
        check_content(Write(ID, "It is 4242 4242 4242 4242"))
    assert error.value.code is ErrorCode.CARD_NUMBER
    assert "4242" not in str(error.value)
    assert check_content(Write(ID, "Call 555 0100"))


def test_a_notes_text_is_stored_without_invisible_characters():
    note = check_content(Write(ID, "\u202ere\u0301sume\u0301\u200b\r\nat noon"))
    assert note.text == "r\u00e9sum\u00e9\nat noon"


def test_a_card_number_parted_by_invisible_characters_is_refused_in_a_note():
    """S46: invisible characters do not hide a card number in a chat note."""
    with pytest.raises(Refusal) as error:
        check_content(Write(ID, "\u200b".join("4242424242424242")))
    assert error.value.code is ErrorCode.CARD_NUMBER


def test_the_repr_of_a_message_hides_its_content():
    """S22: the `repr` of a message, which could be logged, has no content."""
    assert "Canary" not in repr(Write(ID, "Canary"))
    assert "Canary" not in repr(a_signal({"cand": [{"candidate": "Canary"}]}))
