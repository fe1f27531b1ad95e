"""Tests which session descriptions name the certificates of their media (S25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.visits.domain.session_description import DTLS_PROTOCOLS, HASH_BYTES, uses_dtls
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
        START + section(FINGERPRINT) + section(port=0, protocol="RTP/AVP"),
        *(START + section(FINGERPRINT, protocol=each) for each in DTLS_PROTOCOLS),
        *(START + section(fingerprint(name, count)) for name, count in HASH_BYTES.items()),
    ],
)
def test_a_fingerprint_may_be_the_sessions_or_each_sections(sdp):
    """S25: descriptions with a fingerprint for each section are accepted."""
    assert uses_dtls(sdp)


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
    assert not uses_dtls(sdp)


@pytest.mark.parametrize(
    "protocol",
    [
        "RTP/AVP",
        "RTP/AVPF",
        "RTP/SAVP",
        "RTP/SAVPF",
        "udp/tls/rtp/savpf",
        "UDP/TLS/RTP/SAVPF\t",
        "",
    ],
)
def test_a_fingerprint_does_not_help_media_without_dtls(protocol):
    """S25: a used section with another protocol than those of DTLS is refused."""
    assert not uses_dtls(SDP + section(FINGERPRINT, protocol=protocol))
    assert not uses_dtls(START + section(FINGERPRINT) + section(FINGERPRINT, protocol=protocol))


@pytest.mark.parametrize("name", ["a=crypto", "a=CRYPTO"])
@pytest.mark.parametrize("port", [0, 9])
def test_keys_that_are_written_in_a_description_are_refused(name, port):
    """S25: no key of media passes through the server."""
    key = f"{name}:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
    assert not uses_dtls(SDP + section(FINGERPRINT) + section(key, port=port))
    assert not uses_dtls(f"{SDP}{key}\r\n{section(FINGERPRINT)}")


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.booleans())
def test_every_section_is_covered_or_the_description_is_wrong(sections, is_for_all):
    """S25: one section without a fingerprint is enough to refuse a description."""
    session = f"{START}{FINGERPRINT}\r\n" if is_for_all else START
    media = "".join(section(FINGERPRINT) if has_own else section() for has_own in sections)
    assert uses_dtls(session + media) == (is_for_all or all(sections))


@given(st.text(max_size=300))
def test_no_other_text_is_taken_for_a_description(text):
    """S25: a description without the word for fingerprints is never accepted."""
    assert uses_dtls(text) is False or "a=fingerprint" in text
