"""
Measures calls in real browsers through a relay: time to the first picture, time to recover from a
loss, and the cost of a mesh (docs/measurements.md). The whole product runs on this machine, so the
figures leave out AWS's own hops.
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
    """Return the median of neighbours' ratios: a disturbance hits both of a pair."""
    return median(a / b for a, b in zip(_frames(OURS), _frames(PEERJS), strict=True))


@row("signaling cut: both are in again and see three frames after", unit="s", most=0.5)
def signaling_cut() -> float:
    return _back("signaling")


@row("page reloaded: three frames after", unit="s", most=0.5)
def reloaded() -> float:
    return _back("reload")


@row("relay frozen for 2 s: three frames after", unit="s", most=1.0)
def frozen_2() -> float:
    return _back("frozen 2")


@row("relay frozen for 4 s: three frames after", unit="s", most=1.0)
def frozen_4() -> float:
    return _back("frozen 4")


@row("relay frozen for 8 s: three frames after", unit="s", most=1.0)
def frozen_8() -> float:
    return _back("frozen 8")


@row("relay restarted: three frames after", unit="s", most=4.0)
def restarted() -> float:
    return _back("restart")


@row("relay and signaling lost at once: three frames after", unit="s", most=1.0)
def both_lost() -> float:
    return _back("both")


@row("mesh of 2 at 320x240@15: frames a second of the slowest link", unit="fps", least=14)
def mesh_of_2() -> float:
    return _slowest(2)


@row("mesh of 3 at 320x240@15: frames a second of the slowest link", unit="fps", least=14)
def mesh_of_3() -> float:
    return _slowest(3)


@row("mesh of 4 at 320x240@15: frames a second of the slowest link", unit="fps", least=14)
def mesh_of_4() -> float:
    slowest = _slowest(4)
    # It must not disturb the next measurement.
    _end(_stage())
    return slowest


def _frames(kind: str) -> list[float]:
    found = _joins()
    if kind not in found:
        raise NotHere(f"{kind} could not be installed: it needs node and npm")
    return [marks["frame"] for marks in found[kind]]


def _back(loss: str) -> float:
    """Return the worst of them, in seconds."""
    return max(_losses()[loss])


def _slowest(people: int) -> float:
    return next(float(min(each["fps"])) for each in _meshes() if each["people"] == people)


@cache
def _joins() -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = _measured("joins")
    _heading("milliseconds from the press on Join, median and spread", MARKS)
    for kind, joins in found.items():
        columns = ([marks[name] for marks in joins if name in marks] for name in MARKS)
        _line(f"{kind}, {len(joins)} joins", (_spread(column, "{:.0f}") for column in columns))
    return found


@cache
def _losses() -> dict[str, list[float]]:
    found: dict[str, list[float]] = _measured("losses")
    _heading(
        "seconds from the path's return to three new frames on either side", ["median", "each"]
    )
    for loss, times in found.items():
        _line(loss, (f"{median(times):.2f}", " ".join(f"{each:.2f}" for each in times)))
    return found


@cache
def _meshes() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _measured("meshes")
    _heading(
        "frames a second of a link; processors in use",
        ["links", "fps", "a client", "browser", "coturn"],
    )
    for each in found:
        client, relay, fps = each["client"], each["relay"], each["fps"]
        shares = (f"{share:.2f}" for share in (client, client * each["people"], relay))
        _line(f"{each['people']} people", (str(len(fps)), _spread(fps, "{:.1f}"), *shares))
    return found


def _heading(what: str, names: Iterable[str]) -> None:
    print(f"  {what}; load average {os.getloadavg()[0]:.1f}")
    _line("", names)


def _line(name: str, cells: Iterable[str]) -> None:
    print(f"  {name:<18}" + "".join(f"{cell:>20}" for cell in cells))


def _spread(values: list[float], shown: str) -> str:
    if not values:
        return "-"
    return (
        f"{shown.format(median(values))} ({shown.format(min(values))}-{shown.format(max(values))})"
    )


def _measured(part: str) -> Any:
    stage = _stage()
    assert stage.stdin
    assert stage.stdout
    stage.stdin.write(f"{part}\n")
    stage.stdin.flush()
    if said := stage.stdout.readline():
        return json.loads(said)
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
    """Close its stdin, so that it ends the processes it started."""
    assert stage.stdin
    if not stage.stdin.closed:
        stage.stdin.close()
    stage.wait(END_SECONDS)
