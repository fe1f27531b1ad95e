"""
Sends messages from socket A to socket B through a relay, and measures times.

When run as a program, this module reads a `Load` as JSON from stdin and prints a
`Measurement` as JSON. Several such processes together can send more messages than one
process.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Pair:
    """
    Describes two sockets: A sends messages, and B receives them.

    `a` and `b` are the URLs of the sockets. If `b` is empty, A receives its own messages.
    On opening, a socket sends the message in `opens_a` or `opens_b`, if there is one. It
    then waits for one message of each kind in `awaits_a` or `awaits_b`, in order. `frame`
    is the message that A sends repeatedly, with `@` in place of the message's number.
    """

    a: str
    b: str
    frame: str
    opens_a: str = ""
    opens_b: str = ""
    awaits_a: Sequence[str] = ()
    awaits_b: Sequence[str] = ()


@dataclass(frozen=True)
class Load:
    """
    Describes how many messages to send through a relay.

    Sending stops after `count` messages per pair or after `seconds` seconds, whichever
    comes first. `window` is how many messages of one pair may be in flight at the same
    time.
    """

    pairs: Sequence[Pair]
    window: int = 1
    count: int = 10**9
    seconds: float = PATIENCE_SECONDS


@dataclass
class Measurement:
    """
    Holds the results of sending a `Load`.

    `seconds` is the time from the first message until all sockets are closed. `set_up` is
    the time to open all pairs divided by the number of pairs, in seconds. `times` has the
    seconds from the sending to the receipt of each message.
    """

    seconds: float = 0.0
    set_up: float = 0.0
    times: list[float] = field(default_factory=list)


async def measure(load: Load) -> Measurement:
    """Open all pairs of sockets, then measure while all pairs send messages at once."""
    start = time.perf_counter()
    sockets = await asyncio.gather(*(_open(pair) for pair in load.pairs))
    measurement = Measurement(set_up=(time.perf_counter() - start) / len(sockets))
    start = time.perf_counter()
    try:
        times = await asyncio.gather(
            *(
                _run(pair, a, b, load, start)
                for pair, (a, b) in zip(load.pairs, sockets, strict=True)
            )
        )
    finally:
        await asyncio.gather(*{each.close() for both in sockets for each in both})
    measurement.seconds = time.perf_counter() - start
    measurement.times = [each for some in times for each in some]
    return measurement


async def _open(pair: Pair) -> tuple[ClientConnection, ClientConnection]:
    a = await _join(pair.a, pair.opens_a, pair.awaits_a)
    return a, (await _join(pair.b, pair.opens_b, pair.awaits_b) if pair.b else a)


async def _join(url: str, opens: str, awaits: Sequence[str]) -> ClientConnection:
    socket = await connect(url, compression=None, ping_interval=None, max_size=2**20, max_queue=256)
    if opens:
        await socket.send(opens)
    for kind in awaits:
        await asyncio.wait_for(_receive(socket, kind), PATIENCE_SECONDS)
    return socket


async def _receive(socket: ClientConnection, kind: str) -> None:
    while kind not in _kinds(json.loads(await socket.recv())):
        pass


def _kinds(message: Mapping[str, Any]) -> set[str]:
    return {str(message.get("t")), str(message.get("type"))}


async def _run(
    pair: Pair, a: ClientConnection, b: ClientConnection, load: Load, start: float
) -> list[float]:
    before, after = pair.frame.split("@")
    send_times: dict[int, float] = {}
    times: list[float] = []
    number = 0

    async def send() -> None:
        nonlocal number
        number += 1
        send_times[number] = time.perf_counter()
        await a.send(f"{before}{number:08d}{after}")

    for _ in range(load.window):
        await send()
    while send_times:
        text = await asyncio.wait_for(b.recv(), PATIENCE_SECONDS)
        arrival = _number(text if isinstance(text, str) else "")
        if arrival is None:
            continue
        now = time.perf_counter()
        times.append(now - send_times.pop(arrival))
        if number < load.count and now - start < load.seconds:
            await send()
    return times


def _number(text: str) -> int | None:
    """Return the number after `nr=` in a message, or None if there is no `nr=`."""
    at = text.find("nr=")
    return int(text[at + 3 : at + 11]) if at >= 0 else None


def _read(text: str) -> Load:
    fields = json.loads(text)
    return Load(**fields | {"pairs": [Pair(**each) for each in fields["pairs"]]})


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measure(_read(sys.stdin.read()))))))
