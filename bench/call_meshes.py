"""
Measures calls of two, three and four people.

In these calls, each browser is connected to every other browser. The measurements are
the frames per second of each connection, and the CPU use of the browsers and the relay.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench.call_people import AVERY, MORGAN, Stage
from bench.processes import cpu_seconds, descendants
from localstack.demo import JORDAN, SAM, Person
from tests.browser.calls import Call, Seat, flowing

SECONDS = 6
SETTLE_MS = 3_000
BROWSER = "chrom"


@dataclass(frozen=True)
class Mesh:
    """
    Holds the measurements of a call with `people` people.

    `fps` has the video frames per second that were received on each connection, in each
    direction. `client` is the CPU use of the browser per person, and `relay` the CPU use of
    the TURN relay. Both are in cores: 1.0 is one busy core.
    """

    people: int
    fps: list[float]
    client: float
    relay: float


def measure(stage: Stage) -> list[dict[str, object]]:
    """Measure calls of two, three and four people, and return each `Mesh` as a dict."""
    meshes = []
    with stage.call([JORDAN, SAM], [AVERY, MORGAN]) as call:
        seats = call.gathered(JORDAN, AVERY)
        meshes.append(_measure_one(stage, seats))
        for person in (MORGAN, SAM):
            seats.append(_join(call, seats[0], person))
            meshes.append(_measure_one(stage, seats))
    return [asdict(each) for each in meshes]


def _join(call: Call, host: Seat, person: Person) -> Seat:
    seat = call.enter(person).join()
    if person is not SAM:
        seat.waits()
        host.admit(seat)
    return seat.is_in()


def _measure_one(stage: Stage, seats: Sequence[Seat]) -> Mesh:
    flowing(seats)
    page = seats[0].page
    # In the first seconds the browsers still negotiate and estimate the bandwidth.
    page.wait_for_timeout(SETTLE_MS)
    relay = stage.cloud.turn.child
    assert relay
    before, start, cpu = _frames(seats), time.monotonic(), (_browser(), cpu_seconds(relay.pid))
    page.wait_for_timeout(SECONDS * 1000)
    after, seconds = _frames(seats), time.monotonic() - start
    fps = [(after.get(link, frames) - frames) / seconds for link, frames in before.items()]
    return Mesh(
        len(seats),
        fps,
        (_browser() - cpu[0]) / seconds / len(seats),
        (cpu_seconds(relay.pid) - cpu[1]) / seconds,
    )


def _frames(seats: Sequence[Seat]) -> dict[tuple[str, str], int]:
    return {(seat.name, link["seat"]): link["frames"] for seat in seats for link in seat.links()}


def _browser() -> float:
    """Return the CPU time that the browser's processes have used, in seconds."""
    return sum(cpu_seconds(pid) for pid in descendants(os.getpid(), BROWSER))
