"""A minimal TURN client that requests an allocation (RFC 8656)."""

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
    """
    Holds the relay's response to an allocation request.

    `code`: 0 for success, else the error code. `lifetime`: the allocation's lifetime in
    seconds.
    """

    code: int
    lifetime: int = 0


@dataclass
class TurnClient:
    """A client of one relay URL; leaving the context releases the allocation."""

    url: str
    username: str
    credential: str
    challenge: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self):
        place = urlsplit(self.url.replace("turn:", "turn://"))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(PATIENCE_SECONDS)
        self.socket.connect((place.hostname, place.port))

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        if self.challenge:
            self._send(REFRESH, {LIFETIME: struct.pack(">I", 0)})
        self.socket.close()

    def allocate(self):
        """
        Request an allocation, get the challenge, and repeat the request.

        The repeated request has the credentials.
        """
        kind, attributes = self._exchange(ALLOCATE, {TRANSPORT: UDP})
        assert (kind != GRANTED, _code(attributes)) == (True, REFUSED), (
            "a relay that asks for no credentials"
        )
        self.challenge = {
            USERNAME: self.username.encode(),
            REALM: attributes[REALM],
            NONCE: attributes[NONCE],
        }
        kind, attributes = self._exchange(ALLOCATE, {TRANSPORT: UDP})
        if kind != GRANTED:
            self.challenge = {}
            return Answer(_code(attributes))
        return Answer(0, struct.unpack(">I", attributes[LIFETIME])[0])

    def _exchange(self, kind, attributes):
        self._send(kind, attributes)
        return _read(self.socket.recv(2048))

    def _send(self, kind, attributes):
        body = b"".join(
            _attribute(*each)
            for each in itertools.chain(attributes.items(), self.challenge.items())
        )
        header = struct.pack(">I", MAGIC) + os.urandom(12)
        if self.challenge:
            body += _attribute(
                INTEGRITY, self._sign(struct.pack(">HH", kind, len(body) + 24) + header + body)
            )
        self.socket.send(struct.pack(">HH", kind, len(body)) + header + body)

    def _sign(self, message):
        words = b":".join(
            (self.challenge[USERNAME], self.challenge[REALM], self.credential.encode())
        )
        return hmac.digest(hashlib.md5(words, usedforsecurity=False).digest(), message, "sha1")


def _attribute(kind, value):
    return struct.pack(">HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _read(message):
    kind, length = struct.unpack(">HH", message[:4])
    rest, attributes = message[20 : 20 + length], {}
    while rest:
        name, size = struct.unpack(">HH", rest[:4])
        attributes[name] = rest[4 : 4 + size]
        rest = rest[4 + size + -size % 4 :]
    return kind, attributes


def _code(attributes):
    return attributes[ERROR][2] * 100 + attributes[ERROR][3] if ERROR in attributes else 0


def request_allocation(url, username, credential):
    """
    Request an allocation with these credentials; return the relay's response.

    If the relay grants an allocation, the function releases it before it returns.
    """
    with TurnClient(url, username, credential) as client:
        return client.allocate()
