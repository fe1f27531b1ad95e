"""
Checks that a session description (SDP) has all its media encrypted by DTLS.

The syntax is that of RFC 8866 and RFC 8122. A fingerprint identifies the DTLS certificate of the
browser that sends the media. Without it, media would not be encrypted, or could come from anybody.
Keys that are written in the description (`a=crypto`, RFC 4568) are known to everybody who reads
it, the server included (S25).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

HASH_BYTES = {"sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}
"""The hash functions that browsers accept, with the length of their values."""
FINGERPRINT = re.compile(r"a=fingerprint:(\S+) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*) *")
MEDIA = re.compile(r"m=\S+ ([0-9]+)(?:/[0-9]+)? (\S+) .*")
DTLS_PROTOCOLS = frozenset(
    {
        "UDP/TLS/RTP/SAVPF",
        "TCP/DTLS/RTP/SAVPF",
        "UDP/DTLS/SCTP",
        "TCP/DTLS/SCTP",
        "DTLS/SCTP",
    }
)
"""The protocols of media and of data channels whose keys come from DTLS (RFC 8829, 5.1.2)."""


@dataclass(frozen=True, slots=True)
class _Section:
    """The lines of one section: the session's own, or those of one kind of media."""

    lines: Sequence[str]

    @property
    def is_used(self) -> bool:
        # Port 0 means that the section is refused, unless it shares another section's port.
        media = MEDIA.fullmatch(self.lines[0])
        return media is None or media[1].strip("0") != "" or "a=bundle-only" in self.lines

    @property
    def has_dtls(self) -> bool:
        media = MEDIA.fullmatch(self.lines[0])
        return media is not None and media[2] in DTLS_PROTOCOLS

    @property
    def has_written_keys(self) -> bool:
        return any(line.lower().startswith("a=crypto") for line in self.lines)

    @property
    def fingerprints(self) -> Iterator[bool]:
        """For each fingerprint of the section, whether it is one that a browser accepts."""
        for line in self.lines:
            if line.lower().startswith("a=fingerprint"):
                yield _is_valid(line)


def uses_dtls(description: str) -> bool:
    """
    Return whether DTLS with known certificates protects all media of a description.

    Every used media section must have a protocol of DTLS and a fingerprint. The fingerprint may
    be in the section itself or in the session's part, which counts for all sections. It must name
    a known hash function, and have as many bytes as that function gives. Sections that are
    refused need neither. One wrong fingerprint, or one key that is written in the description,
    makes the whole description wrong.
    """
    sections = _sections(description)
    session, *media = sections
    used = [section for section in media if section.is_used]
    if any(section.has_written_keys for section in sections):
        return False
    return all(section.has_dtls for section in used) and _has_fingerprints(session, media)


def _has_fingerprints(session: _Section, media: Sequence[_Section]) -> bool:
    every = [valid for section in (session, *media) for valid in section.fingerprints]
    if not every or not all(every):
        return False
    return any(session.fingerprints) or all(
        any(section.fingerprints) for section in media if section.is_used
    )


def _sections(description: str) -> list[_Section]:
    # Browsers end a line at a line feed only. So no other character may begin a line here.
    groups: list[list[str]] = [[]]
    for line in description.split("\n"):
        if line.startswith("m="):
            groups.append([])
        groups[-1].append(line.removesuffix("\r"))
    return [_Section(lines) for lines in groups]


def _is_valid(line: str) -> bool:
    match = FINGERPRINT.fullmatch(line)
    if match is None:
        return False
    return HASH_BYTES.get(match[1].lower()) == match[2].count(":") + 1
