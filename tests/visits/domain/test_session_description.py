"""Tests which session descriptions name the certificates of their media (S25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.visits.domain.session_description import HASH_BYTES, has_fingerprints
from tests.visits.sample_sdp import FINGERPRINT, SDP, fingerprint, section

START = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


@pytest.mark.parametrize(
    "sdp",
    [
        SDP,
        SDP.replace("\r\n", "\n"),
        SDP + section() + section("a=sendrecv"),
        START + section(FINGERPRINT) + section(FINGERPRINT),
        START + section(FINGERPRINT.lower()),
        START + section(FINGERPRINT.replace("sha-256", "SHA-256")),
        START + section(FINGERPRINT, fingerprint("sha-512", 64)),
        START + section(FINGERPRINT) + section(port=0),
        START + section(FINGERPRINT) + section(FINGERPRINT, "a=bundle-only", port=0),
        *(START + section(fingerprint(name, count)) for name, count in HASH_BYTES.items()),
    ],
)
def test_a_fingerprint_may_be_the_sessions_or_each_sections(sdp):
    """S25: descriptions with a fingerprint for each section are accepted."""
    assert has_fingerprints(sdp)


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        START + section(),
        START + section(FINGERPRINT) + section(),
        START + section() + section(FINGERPRINT),
        START + section(FINGERPRINT) + section("a=bundle-only", port=0),
        START + section(port=0),
        START + section(port="9" * 5_000),
        START + "s=a=fingerprint:\r\n" + section(),
        START + "s=" + FINGERPRINT + "\r\n" + section(),
        START + "s=x\u2028" + FINGERPRINT + "\r\n" + section(),
        START + "s=x\r" + FINGERPRINT + "\r\n" + section(),
        START + " " + FINGERPRINT + "\r\n" + section(),
        START + "a=x-" + FINGERPRINT[2:] + "\r\n" + section(),
        START + "a=fingerprint:\r\n" + section(),
        START + "a=fingerprint:sha-256 AA:BB\r\n" + section(),
        START + fingerprint("sha-256", 31) + "\r\n" + section(),
        START + fingerprint("sha-256", 33) + "\r\n" + section(),
        START + fingerprint("sha-256", 20) + "\r\n" + section(),
        START + fingerprint("md5", 16) + "\r\n" + section(),
        START + fingerprint("sha-257", 32) + "\r\n" + section(),
        START + FINGERPRINT.replace(":1F", ":1G") + "\r\n" + section(),
        START + FINGERPRINT.replace(":1F", ":1") + "\r\n" + section(),
        START + FINGERPRINT + " more\r\n" + section(),
        SDP + section("a=fingerprint:none"),
        SDP + section(fingerprint("sha-256", 16)),
    ],
)
def test_a_section_without_a_valid_fingerprint_makes_the_description_wrong(sdp):
    """S25: text that only looks like a fingerprint does not count as one."""
    assert not has_fingerprints(sdp)


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.booleans())
def test_every_section_is_covered_or_the_description_is_wrong(sections, is_for_all):
    """S25: one section without a fingerprint is enough to refuse a description."""
    session = f"{START}{FINGERPRINT}\r\n" if is_for_all else START
    media = "".join(section(FINGERPRINT) if has_own else section() for has_own in sections)
    assert has_fingerprints(session + media) == (is_for_all or all(sections))


@given(st.text(max_size=300))
def test_no_other_text_is_taken_for_a_description(text):
    """S25: a description without the word for fingerprints is never accepted."""
    assert has_fingerprints(text) is False or "a=fingerprint" in text
