"""
Measures how long a call takes to recover from a connection loss.

The time is in seconds. It runs from the end of the loss until both sides have received
three new video frames.
"""

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
"""The pause between losses. Without it, a restart of the link would delay the next one."""
Loss = Callable[[Cloud, Sequence[Seat]], float]
LINK = "() => document.querySelector('[data-room]').call.link.value"


def measure(stage: Stage) -> dict[str, list[float]]:
    """
    Return the recovery times for each kind of loss, in seconds.

    The keys are the names of the losses. A time is infinite if audio or video did not
    return.
    """
    times_by_loss: dict[str, list[float]] = {name: [] for name in LOSSES}
    names = [name for name, (times, _) in LOSSES.items() for _ in range(times)]
    while names:
        with stage.call([JORDAN], [AVERY]) as call:
            seats = call.gathered(JORDAN, AVERY)
            while names:
                name = names.pop(0)
                times_by_loss[name].append(_one(stage.cloud, seats, LOSSES[name][1]))
                if math.isinf(times_by_loss[name][-1]):
                    break
    return times_by_loss


def _one(cloud: Cloud, seats: Sequence[Seat], lose: Loss) -> float:
    try:
        flowing(seats)
        seconds = lose(cloud, seats)
    except AssertionError:
        return math.inf
    _wait(seats, CALM_MS)
    return seconds


def _signaling(cloud: Cloud, seats: Sequence[Seat]) -> float:
    """
    Cut only the signaling, and return the recovery time in seconds.

    Both sides must join again. Audio and video keep flowing in the meantime.
    """
    cloud.front.cut()
    _wait_for_link(seats, "reconnecting")
    cloud.front.mend()
    start = time.monotonic()
    _wait_for_link(seats, "up")
    return flowing(seats, FRAMES, start)


def _reload(seats: Sequence[Seat]) -> float:
    start = time.monotonic()
    seats[-1].page.reload(wait_until="commit")
    return flowing(seats, FRAMES, start)


def _freeze(cloud: Cloud, seats: Sequence[Seat], seconds: int) -> float:
    cloud.turn.freeze()
    _wait(seats, seconds * 1000)
    cloud.turn.thaw()
    return flowing(seats, FRAMES, time.monotonic())


def _restart(cloud: Cloud, seats: Sequence[Seat]) -> float:
    cloud.turn.stop()
    _wait(seats, DEAD_MS)
    _start_relay(cloud)
    return flowing(seats, FRAMES, time.monotonic())


def _both(cloud: Cloud, seats: Sequence[Seat]) -> float:
    cloud.turn.stop()
    cloud.front.cut()
    _wait(seats, BOTH_DEAD_MS)
    _start_relay(cloud)
    cloud.front.mend()
    return flowing(seats, FRAMES, time.monotonic())


def _start_relay(cloud: Cloud) -> None:
    cloud.turn.start()
    assert cloud.turn.is_ready(), "the relay did not come back"


def _wait_for_link(seats: Sequence[Seat], state: str) -> None:
    until(seats[0].page, lambda: {seat.page.evaluate(LINK) for seat in seats} == {state})


def _wait(seats: Sequence[Seat], milliseconds: int) -> None:
    seats[0].page.wait_for_timeout(milliseconds)


LOSSES: dict[str, tuple[int, Loss]] = {
    "signaling": (3, _signaling),
    "reload": (3, lambda _cloud, seats: _reload(seats)),
    "frozen 2": (1, lambda cloud, seats: _freeze(cloud, seats, 2)),
    "frozen 4": (1, lambda cloud, seats: _freeze(cloud, seats, 4)),
    "frozen 8": (1, lambda cloud, seats: _freeze(cloud, seats, 8)),
    "restart": (2, _restart),
    "both": (2, _both),
}
"""For each loss, how many times it is caused and which function causes it."""
