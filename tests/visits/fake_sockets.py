"""A fake of open sockets that records the messages sent to each."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from chalicelib.visits.usecases.socket_gateway import Delivery
from tests.visits.socket_protocol_check import parse_server_message


@dataclass
class FakeSockets:
    """
    A fake `Sockets` in memory.

    `received`: the messages that each socket received. `gone`: the sockets that closed
    without an event (status 410). `busy`: the sockets that accept no messages at
    present (status 429). `checked`: the sockets for which `alive` was called.
    """

    received: dict = field(default_factory=lambda: defaultdict(list))
    gone: set = field(default_factory=set)
    busy: set = field(default_factory=set)
    closed: list = field(default_factory=list)
    checked: list = field(default_factory=list)
    posts: int = 0

    def post(self, socket, message):
        self.posts += 1
        if socket in self.gone or socket in self.closed:
            return Delivery.GONE
        if socket in self.busy:
            return Delivery.BUSY
        self.received[socket].append(parse_server_message(json.dumps(message)))
        return Delivery.DELIVERED

    def alive(self, socket):
        self.checked.append(socket)
        return socket not in self.gone and socket not in self.closed

    def close(self, socket):
        self.closed.append(socket)

    def of(self, socket, *kinds):
        """Return the messages that the socket received, or only those of given kinds."""
        return [each for each in self.received[socket] if not kinds or each["t"] in kinds]

    def last(self, socket, kind):
        return self.of(socket, kind)[-1]

    def forget(self):
        """Forget all messages that were received so far."""
        self.received.clear()
