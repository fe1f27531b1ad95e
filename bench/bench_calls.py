"""
Measures calls in real browsers, with media that goes through a relay.

The rows are the time from the click on Join to the first picture, the time to recover
from a connection loss, and the frames per second in calls of two to four people. The
whole product runs on one machine, so the figures do not include AWS's network. See
docs/measurements.md.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from statistics import median
from typing import Any

from bench.relay_kinds import ROOT
from bench.run import NotHere, row

NEEDED = {"chromium": "chromium", "turnserver": "coturn"}
MARKS = "ticket", "ws", "joined", "ice", "frame"
OURS, PEERJS = "ours", "PeerJS"
STAGE = "bench.call_stage"
END_SECONDS = 30


@row("join to first frame, through the relay: median", unit="s", most=1.0)
def first_frame() -> float:
    return median(_frames(OURS)) / 1000


@row("join to first frame, over PeerJS's client", unit="×")
def first_frame_over_peerjs() -> float:
    """
    Return our page's time to the first picture, divided by PeerJS's time.

    The result is the median of the ratios of pairs of joins. Each pair is one join with our
    page and one join with PeerJS. The two joins follow each other directly, so that a
    disturbance of the machine affects both joins.
    """
    return median(a / b for a, b in zip(_frames(OURS), _frames(PEERJS), strict=True))


@row("signaling cut: both are in again and see three frames after", unit="s", most=0.5)
def signaling_cut() -> float:
    return _worst_recovery("signaling")


@row("page reloaded: three frames after", unit="s", most=0.5)
def reloaded() -> float:
    return _worst_recovery("reload")


@row("relay frozen for 2 s: three frames after", unit="s", most=1.0)
def frozen_2() -> float:
    return _worst_recovery("frozen 2")


@row("relay frozen for 4 s: three frames after", unit="s", most=1.0)
def frozen_4() -> float:
    return _worst_recovery("frozen 4")


@row("relay frozen for 8 s: three frames after", unit="s", most=1.0)
def frozen_8() -> float:
    return _worst_recovery("frozen 8")


@row("relay restarted: three frames after", unit="s", most=4.0)
def restarted() -> float:
    return _worst_recovery("restart")


@row("relay and signaling lost at once: three frames after", unit="s", most=1.0)
def both_lost() -> float:
    return _worst_recovery("both")


@row("mesh of 2 at 320x240@15: frames a second of the slowest link", unit="fps", least=14)
def mesh_of_2() -> float:
    return _slowest(2)


@row("mesh of 3 at 320x240@15: frames a second of the slowest link", unit="fps", least=14)
def mesh_of_3() -> float:
    return _slowest(3)


@row("mesh of 4 at 320x240@15: frames a second of the slowest link", unit="fps", least=14)
def mesh_of_4() -> float:
    slowest = _slowest(4)
    # This is the last row here. The processes of `bench.call_stage` would disturb the next ones.
    _end(_stage())
    return slowest


def _frames(kind: str) -> list[float]:
    joins = _joins()
    if kind not in joins:
        raise NotHere(f"{kind} could not be installed: it needs node and npm")
    return [marks["frame"] for marks in joins[kind]]


def _worst_recovery(loss: str) -> float:
    """Return the longest time to recover from this kind of loss, in seconds."""
    return max(_losses()[loss])


def _slowest(people: int) -> float:
    return next(float(min(each["fps"])) for each in _meshes() if each["people"] == people)


@cache
def _joins() -> dict[str, list[dict[str, float]]]:
    joins_by_kind: dict[str, list[dict[str, float]]] = _measure("joins")
    _heading("milliseconds from the press on Join, median and spread", MARKS)
    for kind, joins in joins_by_kind.items():
        columns = ([marks[name] for marks in joins if name in marks] for name in MARKS)
        _line(f"{kind}, {len(joins)} joins", (_spread(column, "{:.0f}") for column in columns))
    return joins_by_kind


@cache
def _losses() -> dict[str, list[float]]:
    times_by_loss: dict[str, list[float]] = _measure("losses")
    _heading(
        "seconds from the path's return to three new frames on either side", ["median", "each"]
    )
    for loss, times in times_by_loss.items():
        _line(loss, (f"{median(times):.2f}", " ".join(f"{each:.2f}" for each in times)))
    return times_by_loss


@cache
def _meshes() -> list[dict[str, Any]]:
    meshes: list[dict[str, Any]] = _measure("meshes")
    _heading(
        "frames a second of a link; processors in use",
        ["links", "fps", "a client", "browser", "coturn"],
    )
    for each in meshes:
        client, relay, fps = each["client"], each["relay"], each["fps"]
        shares = (f"{share:.2f}" for share in (client, client * each["people"], relay))
        _line(f"{each['people']} people", (str(len(fps)), _spread(fps, "{:.1f}"), *shares))
    return meshes


def _heading(what: str, names: Iterable[str]) -> None:
    print(f"  {what}; load average {os.getloadavg()[0]:.1f}")
    _line("", names)


def _line(name: str, cells: Iterable[str]) -> None:
    print(f"  {name:<18}" + "".join(f"{cell:>20}" for cell in cells))


def _spread(values: list[float], style: str) -> str:
    if not values:
        return "-"
    return (
        f"{style.format(median(values))} ({style.format(min(values))}-{style.format(max(values))})"
    )


def _measure(part: str) -> Any:
    stage = _stage()
    assert stage.stdin
    assert stage.stdout
    stage.stdin.write(f"{part}\n")
    stage.stdin.flush()
    if line := stage.stdout.readline():
        return json.loads(line)
    raise RuntimeError(f"measuring {part} of calls ended with {stage.wait()}; its output is above")


@cache
def _stage() -> subprocess.Popen[str]:
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            raise NotHere(f"there is no {program}: apt-get install {package}")
    if not (ROOT / "web" / "dist" / "index.html").is_file():
        raise NotHere("the web client is not built: make web")
    command = [sys.executable, "-m", STAGE]
    stage = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(_end, stage)
    return stage


def _end(stage: subprocess.Popen[str]) -> None:
    """
    End the process of `bench.call_stage` by closing its stdin.

    The process then ends all processes that it started.
    """
    assert stage.stdin
    if not stage.stdin.closed:
        stage.stdin.close()
    stage.wait(END_SECONDS)
