"""Fakes of inbox sockets: their rows, their gateway and the sessions behind them."""

from dataclasses import dataclass, field
from itertools import count

from chalicelib.kernel.errors import Unavailable
from chalicelib.messages.api.inbox_protocol import ThreadEvent, WatchingEvent
from chalicelib.visits.usecases.socket_gateway import Delivery

EVENTS = {"thread": ThreadEvent, "watching": WatchingEvent}


@dataclass
class FakeInboxRows:
    """A fake `InboxSocketStore` in memory; with `down`, it does not respond."""

    tickets: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    down: bool = False

    def add_ticket(self, secret, ticket):
        self.tickets[secret] = ticket

    def take_ticket(self, secret):
        return self.tickets.pop(secret, None)

    def add(self, socket):
        self.rows[socket.id] = socket

    def get(self, socket):
        return self.rows.get(socket)

    def remove(self, socket):
        self.rows.pop(socket.id, None)

    def of_client(self, practice, client):
        return self._where(lambda each: (each.practice, each.client) == (practice, client))

    def of_staff(self, practice):
        return self._where(lambda each: each.practice == practice and each.client is None)

    def in_shard(self, number):
        return self._where(lambda _: True) if number == 0 else []

    def _where(self, condition):
        if self.down:
            raise Unavailable
        return [each for each in self.rows.values() if condition(each.access)]


@dataclass
class FakePosts:
    """A fake `Sockets`: records what each socket received, after the protocol's check."""

    received: list = field(default_factory=list)
    gone: set = field(default_factory=set)
    closed: list = field(default_factory=list)

    def post(self, socket, message):
        EVENTS[message["t"]].model_validate(message)
        if socket in self.gone:
            return Delivery.GONE
        self.received.append((socket, dict(message)))
        return Delivery.DELIVERED

    def alive(self, socket):
        return socket not in self.gone

    def close(self, socket):
        self.closed.append(socket)

    def hearers(self):
        return sorted(socket for socket, message in self.received if message["t"] == "thread")


@dataclass
class FakeSessions:
    """Fakes the checks of sessions; `ended` are the ids of ended sessions."""

    ended: set = field(default_factory=set)

    def still(self, accesses):
        return [each for each in accesses if each.session not in self.ended]

    def holds(self, access):
        return access.session not in self.ended


class FakeSecrets:
    def __init__(self):
        self._numbers = count(1)

    def __call__(self):
        return f"secret-{next(self._numbers)}"
