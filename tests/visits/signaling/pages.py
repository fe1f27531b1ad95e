"""A page of the room as the server sees it: one socket, and all that it received."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from chalicelib.platform.id_generator import RandomIdGenerator
from tests.platform.http.browser import ORIGIN
from tests.visits.socket_protocol_check import parse_server_message

WAIT_SECONDS = 30
SDP = "v=0\r\na=fingerprint:sha-256 AA:BB\r\n"
OFFER = {"desc": {"type": "offer", "sdp": SDP}}


@dataclass
class Page:
    """
    `inst`: this page load; `received`: all messages in order; `tick`: advances the clock before each
    message that is sent, so that the rate limit is not reached by accident.
    """

    socket: ClientConnection
    seat: str
    inst: str
    tick: Callable[[], None] = lambda: None
    received: list[dict[str, Any]] = field(default_factory=list)
    _looked: int = 0

    def say(self, action: str, **said: Any) -> str:
        """Send one message; answers its id."""
        self.tick()
        own = said.pop("id", None) or RandomIdGenerator().id()
        self.send(json.dumps({"action": action, "v": 1, "id": own} | said))
        return str(own)

    def send(self, text: str) -> None:
        """Anything at all."""
        self.socket.send(text)

    def next(self, *kinds: str, **match: Any) -> dict[str, Any]:
        """Return the next message of these kinds with these fields; others stay in `received`."""
        while True:
            while self._looked < len(self.received):
                said = self.received[self._looked]
                self._looked += 1
                if _fits(said, kinds, match):
                    return said
            self._receive()

    def ask(self, action: str, **said: Any) -> dict[str, Any]:
        """Say something and wait for the answer to it."""
        return self.next(re=self.say(action, **said))

    def join(self, *, resume: bool = False, after: int = 0, inst: str = "") -> dict[str, Any]:
        """Take one's seat: what was answered, `joined`, `waiting` or an error."""
        return self.ask("join", inst=inst or self.inst, resume=resume, after=after)

    def signal(self, to: "Page", **changed: Any) -> str:
        """Something for that page's seat."""
        return self.say(
            "signal", **{"to": to.seat, "epoch": 1, "inst": to.inst, "d": OFFER} | changed
        )

    def refusal(self, action: str, **said: Any) -> str:
        """The code by which a message is refused."""
        return str(self.next("error", re=self.say(action, **said))["code"])

    def news(self) -> list[dict[str, Any]]:
        """
        Everything that came since this was last asked, up to now.

        A ping's answer marks the end: everything posted before it has arrived before it.
        """
        begins, number = self._looked, len(self.received) + 1
        self.next("pong", re=self.say("ping", c=number))
        return [each for each in self.received[begins : self._looked] if each["t"] != "pong"]

    def bye(self) -> dict[str, Any]:
        """Return the `bye`, and wait for the end of the socket."""
        last = self.next("bye")
        self.end()
        return last

    def end(self) -> None:
        """Wait until the server has ended the socket."""
        try:
            while True:
                self._receive()
        except ConnectionClosed:
            return

    def close(self) -> None:
        """As a page that is closed."""
        self.socket.close()

    def of(self, kind: str) -> list[dict[str, Any]]:
        """All that it heard of a kind so far."""
        return [each for each in self.received if each.get("t") == kind]

    def _receive(self) -> None:
        text = self.socket.recv(timeout=WAIT_SECONDS)
        self.received.append(parse_server_message(str(text)))


def opened(url: str, origin: str | None = ORIGIN) -> ClientConnection:
    """A socket that has said nothing yet. Raises InvalidStatus when the handshake is refused."""
    return connect(url, origin=origin, ping_interval=None, compression=None, close_timeout=2)


def _fits(said: dict[str, Any], kinds: tuple[str, ...], match: dict[str, Any]) -> bool:
    return (not kinds or said.get("t") in kinds) and all(
        said.get(name) == value for name, value in match.items()
    )
