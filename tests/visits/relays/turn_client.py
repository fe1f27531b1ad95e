"""A minimal TURN client, which asks a relay for an allocation as a browser would (RFC 8656)."""

import hashlib
import hmac
import itertools
import os
import socket
import struct
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MAGIC = 0x2112A442
ALLOCATE, REFRESH, GRANTED, UDP = 0x0003, 0x0004, 0x0103, struct.pack(">I", 17 << 24)
USERNAME, INTEGRITY, ERROR, LIFETIME, REALM, NONCE, TRANSPORT = (
    0x0006,
    0x0008,
    0x0009,
    0x000D,
    0x0014,
    0x0015,
    0x0019,
)
PATIENCE_SECONDS = 10
REFUSED = 401


@dataclass
class Answer:
    """``code``: 0 when it was granted, else the relay's own; ``lifetime`` in seconds."""

    code: int
    lifetime: int = 0


@dataclass
class Asking:
    """One five-tuple of a seat with its credentials; closed, it lets its allocation go."""

    url: str
    username: str
    credential: str
    known: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self):
        place = urlsplit(self.url.replace("turn:", "turn://"))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(PATIENCE_SECONDS)
        self.socket.connect((place.hostname, place.port))

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        if self.known:
            self._send(REFRESH, {LIFETIME: struct.pack(">I", 0)})
        self.socket.close()

    def allocate(self):
        """Ask, be challenged, and ask again with the credentials."""
        kind, told = self._exchange(ALLOCATE, {TRANSPORT: UDP})
        assert (kind != GRANTED, _code(told)) == (True, REFUSED), (
            "a relay that asks for no credentials"
        )
        self.known = {USERNAME: self.username.encode(), REALM: told[REALM], NONCE: told[NONCE]}
        kind, told = self._exchange(ALLOCATE, {TRANSPORT: UDP})
        if kind != GRANTED:
            self.known = {}
            return Answer(_code(told))
        return Answer(0, struct.unpack(">I", told[LIFETIME])[0])

    def _exchange(self, kind, attributes):
        self._send(kind, attributes)
        return _read(self.socket.recv(2048))

    def _send(self, kind, attributes):
        body = b"".join(
            _attribute(*each) for each in itertools.chain(attributes.items(), self.known.items())
        )
        header = struct.pack(">I", MAGIC) + os.urandom(12)
        if self.known:
            body += _attribute(
                INTEGRITY, self._sign(struct.pack(">HH", kind, len(body) + 24) + header + body)
            )
        self.socket.send(struct.pack(">HH", kind, len(body)) + header + body)

    def _sign(self, message):
        words = b":".join((self.known[USERNAME], self.known[REALM], self.credential.encode()))
        return hmac.digest(hashlib.md5(words, usedforsecurity=False).digest(), message, "sha1")


def _attribute(kind, value):
    return struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _read(message):
    kind, length = struct.unpack(">HH", message[:4])
    rest, told = message[20 : 20 + length], {}
    while rest:
        name, size = struct.unpack(">HH", rest[:4])
        told[name] = rest[4 : 4 + size]
        rest = rest[4 + size + -size % 4 :]
    return kind, told


def _code(told):
    return told[ERROR][2] * 100 + told[ERROR][3] if ERROR in told else 0


def asked(url, username, credential):
    """What a relay answers to those credentials; nothing is kept of it."""
    with Asking(url, username, credential) as asking:
        return asking.allocate()
