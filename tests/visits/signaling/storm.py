"""
Drops hundreds of sockets at once; all reconnect as pages do, with back-off, jitter and new tickets.

Real sockets and real functions over stores in memory; used by a test and by the measurements.
"""

import asyncio
import json
import random
import time
from collections import Counter
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
from tests.visits.signaling.memory import Guest, booked, in_memory

FIRST_BACK_OFF, LONGEST_BACK_OFF = 0.25, 8.0
A_ROOM = 4
PATIENCE_SECONDS = 60


@dataclass
class Page:
    """One page, which never gives up. `joined` counts how often it was told that it is in."""

    guest: Guest
    inst: str = field(default_factory=lambda: RandomIdGenerator().id())
    joined: int = 0
    tries: int = 0
    socket: ClientConnection | None = None


@dataclass
class Storm:
    """`count` sockets, four to a room; `seconds` until all are back, `at`: when each tried."""

    count: int
    pages: list[Page] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    seconds: float = 0.0
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def run(self) -> "Storm":
        """Everybody in, all sockets cut, everybody in again."""
        with Gateway(Functions.of(app), workers=1) as gateway, in_memory(gateway) as visit:
            for number in range(self.count // A_ROOM):
                self.pages += [Page(guest) for guest in booked(visit, number)]
            # In a thread of its own: the worker's may have a loop running, that of its browser.
            with ThreadPoolExecutor(1) as aside:
                aside.submit(asyncio.run, self._run(gateway, visit)).result()
            gateway.wait_until_idle()
            self._count(visit)
        return self

    @property
    def busiest_second(self) -> int:
        """The most connects that fell into one second."""
        return max(Counter(int(at) for at in self.at).values())

    async def _run(self, gateway: Gateway, visit: Visit) -> None:
        # The seed is the storm's: it hits the same way each time.
        chance = random.Random(500)  # noqa: S311
        living = [
            asyncio.create_task(self._live(page, gateway, visit, chance)) for page in self.pages
        ]
        await self._until(lambda page: page.joined >= 1)
        self.at.clear()
        begun = time.perf_counter()
        await asyncio.to_thread(gateway.abort)
        await self._until(lambda page: page.joined >= 2)
        self.seconds = time.perf_counter() - begun
        for each in living:
            each.cancel()
        await asyncio.gather(*living, return_exceptions=True)

    async def _until(self, true: Any) -> None:
        ends = time.perf_counter() + PATIENCE_SECONDS
        while not all(true(page) for page in self.pages):
            if time.perf_counter() > ends:
                raise TimeoutError(f"{sum(not true(page) for page in self.pages)} pages are not in")
            await asyncio.sleep(0.01)

    async def _live(
        self, page: Page, gateway: Gateway, visit: Visit, chance: random.Random
    ) -> None:
        back_off = FIRST_BACK_OFF
        while True:
            await asyncio.sleep(back_off * chance.uniform(0.5, 1.5))
            self.at.append(time.perf_counter())
            page.tries += 1
            try:
                url = await asyncio.to_thread(page.guest.address, visit, gateway)
                async with connect(url, compression=None, ping_interval=None) as page.socket:
                    await self._stay(page)
            except (ConnectionClosed, InvalidHandshake, OSError):
                back_off = FIRST_BACK_OFF if page.joined else min(2 * back_off, LONGEST_BACK_OFF)

    async def _stay(self, page: Page) -> None:
        assert page.socket
        said = {
            "action": "join",
            "v": 1,
            "id": RandomIdGenerator().id(),
            "inst": page.inst,
            "resume": page.joined > 0,
            "after": 0,
        }
        await page.socket.send(json.dumps(said))
        async for text in page.socket:
            heard = json.loads(text)
            page.joined += heard["t"] == "joined"
            if (heard["t"] == "joined" and heard["host"]) or (
                heard["t"] == "peer" and heard["state"] == "waiting"
            ):
                await page.socket.send(
                    json.dumps(
                        {"action": "admit", "v": 1, "id": RandomIdGenerator().id(), "all": True}
                    )
                )

    def _count(self, visit: Visit) -> None:
        seats = [(room.room.id, seat) for room in visit.store.rooms.values() for seat in room.seats]
        held = Counter(seat.conn for _, seat in seats if seat.conn)
        self.doubled = [str(conn) for conn, times in held.items() if times > 1]
        self.missing = [
            f"{room} {seat.id}" for room, seat in seats if seat.state.value not in {"in", "away"}
        ]
