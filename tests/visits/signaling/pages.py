"""An open page of a room as the server sees it: a socket and its messages."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from chalicelib.platform.id_generator import RandomIdGenerator
from tests.platform.http.browser import ORIGIN
from tests.visits.sample_sdp import SDP
from tests.visits.socket_protocol_check import parse_server_message

WAIT_SECONDS = 30
OFFER = {"desc": {"type": "offer", "sdp": SDP}}


@dataclass
class Page:
    """
    Represents one load of a page, with its socket.

    `inst`: identifies the page load. `received`: all received messages in order.
    `tick`: a function that advances the clock before each message that the page sends,
    so that no test reaches the rate limit by accident.
    """

    socket: ClientConnection
    seat: str
    inst: str
    tick: Callable[[], None] = lambda: None
    received: list[dict[str, Any]] = field(default_factory=list)
    _read_count: int = 0

    def say(self, action: str, **fields: Any) -> str:
        """Send one message; return the message's id."""
        self.tick()
        own = fields.pop("id", None) or RandomIdGenerator().id()
        self.send(json.dumps({"action": action, "v": 1, "id": own} | fields))
        return str(own)

    def send(self, text: str) -> None:
        """Send a string as it is, even if it is not a valid message."""
        self.socket.send(text)

    def next(self, *kinds: str, **match: Any) -> dict[str, Any]:
        """Return the next message of these kinds with these fields; skip all others."""
        while True:
            while self._read_count < len(self.received):
                message = self.received[self._read_count]
                self._read_count += 1
                if _matches(message, kinds, match):
                    return message
            self._receive()

    def ask(self, action: str, **fields: Any) -> dict[str, Any]:
        """Send a message and return the server's response to it."""
        return self.next(re=self.say(action, **fields))

    def join(self, *, resume: bool = False, after: int = 0, inst: str = "") -> dict[str, Any]:
        """Join with the page's seat; return `joined`, `waiting` or the error."""
        return self.ask("join", inst=inst or self.inst, resume=resume, after=after)

    def signal(self, to: "Page", **changed: Any) -> str:
        """Send a signal to the seat of another page; return the message's id."""
        return self.say(
            "signal", **{"to": to.seat, "epoch": 1, "inst": to.inst, "d": OFFER} | changed
        )

    def refusal(self, action: str, **fields: Any) -> str:
        """Send a message that must be refused; return the code of the error."""
        return str(self.next("error", re=self.say(action, **fields))["code"])

    def news(self) -> list[dict[str, Any]]:
        """
        Return all messages, except pongs, that the test has not read yet.

        The method sends a ping and waits for the pong. Everything that the server posted
        before the pong also arrives before the pong.
        """
        begins, number = self._read_count, len(self.received) + 1
        self.next("pong", re=self.say("ping", c=number))
        return [each for each in self.received[begins : self._read_count] if each["t"] != "pong"]

    def bye(self) -> dict[str, Any]:
        """Return the server's `bye` message, and wait until the socket is closed."""
        last = self.next("bye")
        self.end()
        return last

    def end(self) -> None:
        """Wait until the server closes the socket."""
        try:
            while True:
                self._receive()
        except ConnectionClosed:
            return

    def close(self) -> None:
        """Close the socket, as a browser does when its page is closed."""
        self.socket.close()

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return all messages of this kind that were received so far."""
        return [each for each in self.received if each.get("t") == kind]

    def _receive(self) -> None:
        text = self.socket.recv(timeout=WAIT_SECONDS)
        self.received.append(parse_server_message(str(text)))


def open_socket(url: str, origin: str | None = ORIGIN) -> ClientConnection:
    """
    Open a socket.

    Raises InvalidStatus if the gateway refuses the handshake.
    """
    return connect(url, origin=origin, ping_interval=None, compression=None, close_timeout=2)


def _matches(message: dict[str, Any], kinds: tuple[str, ...], match: dict[str, Any]) -> bool:
    return (not kinds or message.get("t") in kinds) and all(
        message.get(name) == value for name, value in match.items()
    )
