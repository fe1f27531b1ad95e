"""
Times messages from A to B through a relay; every pair keeps a window of them under way.

As a program it reads a `Load` as JSON and prints its measurements as JSON, so that two processes
can load a relay that one cannot.
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
    Two sockets, or only A, which then receives its own messages.

    Each first sends `opens` and waits for a message of each kind in `awaits`, in order. `frame`:
    what A sends, with `@` in place of its number.
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
    """Ends after `count` messages per pair or `seconds`; `window`: messages under way per pair."""

    pairs: Sequence[Pair]
    window: int = 1
    count: int = 10**9
    seconds: float = PATIENCE_SECONDS


@dataclass
class Measured:
    """`times`: seconds from sending to hearing, one a message."""

    seconds: float = 0.0
    set_up: float = 0.0
    times: list[float] = field(default_factory=list)


async def measure(load: Load) -> Measured:
    """Open all pairs, then run them at once."""
    begun = time.perf_counter()
    opened = await asyncio.gather(*(_opened(pair) for pair in load.pairs))
    measured = Measured(set_up=(time.perf_counter() - begun) / len(opened))
    begun = time.perf_counter()
    try:
        times = await asyncio.gather(
            *(
                _run(pair, a, b, load, begun)
                for pair, (a, b) in zip(load.pairs, opened, strict=True)
            )
        )
    finally:
        await asyncio.gather(*{each.close() for both in opened for each in both})
    measured.seconds = time.perf_counter() - begun
    measured.times = [each for some in times for each in some]
    return measured


async def _opened(pair: Pair) -> tuple[ClientConnection, ClientConnection]:
    a = await _joined(pair.a, pair.opens_a, pair.awaits_a)
    return a, (await _joined(pair.b, pair.opens_b, pair.awaits_b) if pair.b else a)


async def _joined(url: str, opens: str, awaits: Sequence[str]) -> ClientConnection:
    socket = await connect(url, compression=None, ping_interval=None, max_size=2**20, max_queue=256)
    if opens:
        await socket.send(opens)
    for kind in awaits:
        await asyncio.wait_for(_heard(socket, kind), PATIENCE_SECONDS)
    return socket


async def _heard(socket: ClientConnection, kind: str) -> None:
    while kind not in _kinds(json.loads(await socket.recv())):
        pass


def _kinds(said: Mapping[str, Any]) -> set[str]:
    return {str(said.get("t")), str(said.get("type"))}


async def _run(
    pair: Pair, a: ClientConnection, b: ClientConnection, load: Load, begun: float
) -> list[float]:
    before, after = pair.frame.split("@")
    sent: dict[int, float] = {}
    times: list[float] = []
    number = 0

    async def send() -> None:
        nonlocal number
        number += 1
        sent[number] = time.perf_counter()
        await a.send(f"{before}{number:08d}{after}")

    for _ in range(load.window):
        await send()
    while sent:
        text = await asyncio.wait_for(b.recv(), PATIENCE_SECONDS)
        heard = _number(text if isinstance(text, str) else "")
        if heard is None:
            continue
        now = time.perf_counter()
        times.append(now - sent.pop(heard))
        if number < load.count and now - begun < load.seconds:
            await send()
    return times


def _number(text: str) -> int | None:
    """The number that a frame carries; relays that word a message anew keep `nr=` as it is."""
    at = text.find("nr=")
    return int(text[at + 3 : at + 11]) if at >= 0 else None


def _read(text: str) -> Load:
    said = json.loads(text)
    return Load(**said | {"pairs": [Pair(**each) for each in said["pairs"]]})


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measure(_read(sys.stdin.read()))))))
