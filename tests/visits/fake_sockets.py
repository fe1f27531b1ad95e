"""Open sockets in memory: what was said to each, which are gone, which are ended."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from chalicelib.visits.usecases.socket_gateway import Delivery
from tests.visits.socket_protocol_check import parse_server_message


@dataclass
class FakeSockets:
    """Implements `Sockets`. `received` by socket; `gone` answers 410, `busy` 429."""

    received: dict = field(default_factory=lambda: defaultdict(list))
    gone: set = field(default_factory=set)
    busy: set = field(default_factory=set)
    closed: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    posts: int = 0

    def post(self, socket, said):
        self.posts += 1
        if socket in self.gone or socket in self.closed:
            return Delivery.GONE
        if socket in self.busy:
            return Delivery.BUSY
        self.received[socket].append(parse_server_message(json.dumps(said)))
        return Delivery.DELIVERED

    def alive(self, socket):
        self.asked.append(socket)
        return socket not in self.gone and socket not in self.closed

    def close(self, socket):
        self.closed.append(socket)

    def of(self, socket, *kinds):
        """What that socket heard, of these kinds."""
        return [each for each in self.received[socket] if not kinds or each["t"] in kinds]

    def last(self, socket, kind):
        return self.of(socket, kind)[-1]

    def forget(self):
        """Tests look at what comes next only."""
        self.received.clear()
