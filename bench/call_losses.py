"""Measures recovery: seconds from the end of a loss to three new frames on either side."""

import math
import time
from collections.abc import Callable, Sequence

from bench.call_people import AVERY, Stage
from localstack.cloud import Cloud
from localstack.demo import JORDAN
from tests.browser.calls import Seat, flowing, until

FRAMES = 3
DEAD_MS, BOTH_DEAD_MS = 5_300, 1_700
CALM_MS = 5_000
"""Between losses: a restart just made would hold back the next."""
Loss = Callable[[Cloud, Sequence[Seat]], float]
LINK = "() => document.querySelector('[data-room]').call.link.value"


def measured(stage: Stage) -> dict[str, list[float]]:
    """Return the seconds of every loss by its name; infinite where nothing came back."""
    found: dict[str, list[float]] = {name: [] for name in LOSSES}
    left = [name for name, (times, _) in LOSSES.items() for _ in range(times)]
    while left:
        with stage.call([JORDAN], [AVERY]) as call:
            seats = call.gathered(JORDAN, AVERY)
            while left:
                name = left.pop(0)
                found[name].append(_one(stage.cloud, seats, LOSSES[name][1]))
                if math.isinf(found[name][-1]):
                    break
    return found


def _one(cloud: Cloud, seats: Sequence[Seat], lose: Loss) -> float:
    try:
        flowing(seats)
        took = lose(cloud, seats)
    except AssertionError:
        return math.inf
    _wait(seats, CALM_MS)
    return took


def _signaling(cloud: Cloud, seats: Sequence[Seat]) -> float:
    """Both are joined anew; the pictures went on all the while."""
    cloud.front.cut()
    _linked(seats, "reconnecting")
    cloud.front.mend()
    back = time.monotonic()
    _linked(seats, "up")
    return flowing(seats, FRAMES, back)


def _reloaded(seats: Sequence[Seat]) -> float:
    begun = time.monotonic()
    seats[-1].page.reload(wait_until="commit")
    return flowing(seats, FRAMES, begun)


def _frozen(cloud: Cloud, seats: Sequence[Seat], seconds: int) -> float:
    cloud.turn.freeze()
    _wait(seats, seconds * 1000)
    cloud.turn.thaw()
    return flowing(seats, FRAMES, time.monotonic())


def _restarted(cloud: Cloud, seats: Sequence[Seat]) -> float:
    cloud.turn.stop()
    _wait(seats, DEAD_MS)
    _started(cloud)
    return flowing(seats, FRAMES, time.monotonic())


def _both(cloud: Cloud, seats: Sequence[Seat]) -> float:
    cloud.turn.stop()
    cloud.front.cut()
    _wait(seats, BOTH_DEAD_MS)
    _started(cloud)
    cloud.front.mend()
    return flowing(seats, FRAMES, time.monotonic())


def _started(cloud: Cloud) -> None:
    cloud.turn.start()
    assert cloud.turn.is_ready(), "the relay did not come back"


def _linked(seats: Sequence[Seat], state: str) -> None:
    until(seats[0].page, lambda: {seat.page.evaluate(LINK) for seat in seats} == {state})


def _wait(seats: Sequence[Seat], milliseconds: int) -> None:
    seats[0].page.wait_for_timeout(milliseconds)


LOSSES: dict[str, tuple[int, Loss]] = {
    "signaling": (3, _signaling),
    "reload": (3, lambda _cloud, seats: _reloaded(seats)),
    "frozen 2": (1, lambda cloud, seats: _frozen(cloud, seats, 2)),
    "frozen 4": (1, lambda cloud, seats: _frozen(cloud, seats, 4)),
    "frozen 8": (1, lambda cloud, seats: _frozen(cloud, seats, 8)),
    "restart": (2, _restarted),
    "both": (2, _both),
}
"""How many times, and how."""
