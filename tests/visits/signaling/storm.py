"""
Drops hundreds of sockets at once, and waits until all pages have joined again.

The pages reconnect with back-off, jitter and new tickets. The sockets and the functions
are real; the stores are in memory. A test and the measurements use this module.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

import app
from chalicelib.platform.id_generator import RandomIdGenerator
from tests.visits.gateway.functions import Functions
from tests.visits.gateway.gateway import Gateway
from tests.visits.room_harness import Visit
from tests.visits.signaling.memory import Guest, book, in_memory

FIRST_BACK_OFF, LONGEST_BACK_OFF = 0.25, 8.0
SOCKETS_PER_ROOM = 4
NEVER_LATE: dict[str, Any] = {"compression": None, "ping_interval": None, "open_timeout": None}
"""Lets a handshake take as long as the machine needs."""
MAX_TRIES = 40
"""How often a page may try; a page that needs more would never come back."""
STALLED_SECONDS = 60
"""When the run is given up if not one more page has joined, however slow the machine is."""


@dataclass
class Page:
    """A page that always reconnects; `joined` counts the `joined` messages it got."""

    guest: Guest
    inst: str = field(default_factory=lambda: RandomIdGenerator().id())
    joined: int = 0
    tries: int = 0
    socket: ClientConnection | None = None


@dataclass
class Storm:
    """
    Cuts `count` sockets, four to a room, and records how their pages return.

    `seconds`: the time until all pages had joined again. `at`: the time of each
    connection attempt, as a `time.perf_counter` value. `doubled`: the sockets that hold
    more than one seat. `missing`: the seats that nobody holds at the end.
    """

    count: int
    pages: list[Page] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    seconds: float = 0.0
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def run(self) -> "Storm":
        """Join with all pages, cut all sockets, and wait until all have joined again."""
        with Gateway(Functions.of(app), workers=1) as gateway, in_memory(gateway) as visit:
            for number in range(self.count // SOCKETS_PER_ROOM):
                self.pages += [Page(guest) for guest in book(visit, number)]
            # This runs in a new thread: the test's thread may already run a browser's event loop.
            with ThreadPoolExecutor(1) as pool:
                pool.submit(asyncio.run, self._run(gateway, visit)).result()
            gateway.wait_until_idle()
            self._count(visit)
        return self

    @property
    def busiest_second(self) -> int:
        """Return the highest number of connections tried within one second."""
        return max(Counter(int(at) for at in self.at).values())

    async def _run(self, gateway: Gateway, visit: Visit) -> None:
        # A fixed seed makes every run the same.
        rng = random.Random(500)  # noqa: S311
        tasks = [asyncio.create_task(self._live(page, gateway, visit, rng)) for page in self.pages]
        await self._until(lambda page: page.joined >= 1, tasks)
        self.at.clear()
        start = time.perf_counter()
        await asyncio.to_thread(gateway.abort)
        await self._until(lambda page: page.joined >= 2, tasks)
        self.seconds = time.perf_counter() - start
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _until(self, is_done: Any, tasks: Sequence[asyncio.Task[None]]) -> None:
        missing, since = len(self.pages), time.perf_counter()
        while missing:
            await asyncio.sleep(0.01)
            for ended in (each for each in tasks if each.done()):
                # A page lives as long as the test, so this raises what ended it.
                ended.result()
            still = sum(not is_done(page) for page in self.pages)
            if still < missing:
                missing, since = still, time.perf_counter()
            is_stalled = time.perf_counter() - since > STALLED_SECONDS
            if is_stalled or max(page.tries for page in self.pages) > MAX_TRIES:
                raise TimeoutError(f"{still} pages are not in")

    async def _live(self, page: Page, gateway: Gateway, visit: Visit, rng: random.Random) -> None:
        back_off = FIRST_BACK_OFF
        while True:
            await asyncio.sleep(back_off * rng.uniform(0.5, 1.5))
            self.at.append(time.perf_counter())
            page.tries += 1
            try:
                url = await asyncio.to_thread(page.guest.address, visit, gateway)
                async with connect(url, **NEVER_LATE) as page.socket:
                    await self._stay(page)
            except (ConnectionClosed, InvalidHandshake, OSError):
                back_off = FIRST_BACK_OFF if page.joined else min(2 * back_off, LONGEST_BACK_OFF)

    async def _stay(self, page: Page) -> None:
        assert page.socket
        join = {
            "action": "join",
            "v": 1,
            "id": RandomIdGenerator().id(),
            "inst": page.inst,
            "resume": page.joined > 0,
            "after": 0,
        }
        await page.socket.send(json.dumps(join))
        async for text in page.socket:
            message = json.loads(text)
            page.joined += message["t"] == "joined"
            if (message["t"] == "joined" and message["host"]) or (
                message["t"] == "peer" and message["state"] == "waiting"
            ):
                await page.socket.send(
                    json.dumps(
                        {"action": "admit", "v": 1, "id": RandomIdGenerator().id(), "all": True}
                    )
                )

    def _count(self, visit: Visit) -> None:
        seats = [(room.room.id, seat) for room in visit.store.rooms.values() for seat in room.seats]
        holders = Counter(seat.conn for _, seat in seats if seat.conn)
        self.doubled = [str(conn) for conn, times in holders.items() if times > 1]
        self.missing = [
            f"{room} {seat.id}" for room, seat in seats if seat.state.value not in {"in", "away"}
        ]
