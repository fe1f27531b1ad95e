"""Builds session descriptions (SDP) as browsers write them."""

FINGERPRINT = "a=fingerprint:sha-256 " + ":".join(f"{n:02X}" for n in range(32))
SDP = f"v=0\r\n{FINGERPRINT}\r\n"
"""The part of a description that counts for all media, with a fingerprint."""


def fingerprint(name="sha-256", count=32):
    """Return a fingerprint's line that names a hash function and has this many bytes."""
    return f"a=fingerprint:{name} " + ":".join(f"{n % 256:02X}" for n in range(count))


def section(*lines, port=9, protocol="UDP/TLS/RTP/SAVPF"):
    """Return one section of media with these lines."""
    media = f"m=audio {port} {protocol} 111"
    return "".join(f"{line}\r\n" for line in (media, "c=IN IP4 0.0.0.0", *lines))
