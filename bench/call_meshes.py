"""Measures meshes of two, three and four people: frames per link, and CPU time."""

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
    """Frames a second, a value a link; the processor's share, in cores."""

    people: int
    fps: list[float]
    client: float
    relay: float


def measured(stage: Stage) -> list[dict[str, object]]:
    """Return the fields of a `Mesh` for each size of a growing call."""
    found = []
    with stage.call([JORDAN, SAM], [AVERY, MORGAN]) as call:
        seats = call.gathered(JORDAN, AVERY)
        found.append(_looked(stage, seats))
        for person in (MORGAN, SAM):
            seats.append(_joined(call, seats[0], person))
            found.append(_looked(stage, seats))
    return [asdict(each) for each in found]


def _joined(call: Call, host: Seat, person: Person) -> Seat:
    seat = call.enter(person).join()
    if person is not SAM:
        seat.waits()
        host.admit(seat)
    return seat.is_in()


def _looked(stage: Stage, seats: Sequence[Seat]) -> Mesh:
    flowing(seats)
    page = seats[0].page
    # The first seconds belong to negotiation and to the guess at the bandwidth.
    page.wait_for_timeout(SETTLE_MS)
    relay = stage.cloud.turn.child
    assert relay
    before, begun, used = _frames(seats), time.monotonic(), (_browser(), cpu_seconds(relay.pid))
    page.wait_for_timeout(SECONDS * 1000)
    after, took = _frames(seats), time.monotonic() - begun
    fps = [(after.get(link, frames) - frames) / took for link, frames in before.items()]
    return Mesh(
        len(seats),
        fps,
        (_browser() - used[0]) / took / len(seats),
        (cpu_seconds(relay.pid) - used[1]) / took,
    )


def _frames(seats: Sequence[Seat]) -> dict[tuple[str, str], int]:
    return {(seat.name, link["seat"]): link["frames"] for seat in seats for link in seat.links()}


def _browser() -> float:
    """Return the CPU seconds of all of the browser's processes so far."""
    return sum(cpu_seconds(pid) for pid in descendants(os.getpid(), BROWSER))
