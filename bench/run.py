"""
Measures every row of docs/measurements.md and compares it with its budget.

    python -m bench.run [parts of names]

Each file `bench_<subject>.py` adds rows with the decorator `row`:

    @row("seal a record of 2 KB", unit="ms", most=0.15)
    def seal() -> float:
        return p50_ms(lambda: ...)

A row's value may be at most `most` and must be at least `least`; these limits are the
row's budget. The function of a row that cannot be measured on this machine raises
`NotHere` with the reason. The exit code is 1 when a row misses its budget.
"""

import importlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median


class NotHere(Exception):
    """
    Raised when this machine lacks what a measurement needs.

    The error's text says what is missing.
    """


@dataclass(frozen=True)
class Row:
    """
    Describes a measurement and its budget.

    `measure` returns the value in `unit`. The value may be at most `most` and must be at least
    `least`; a limit that is None does not apply.
    """

    name: str
    unit: str
    most: float | None
    least: float | None
    measure: Callable[[], float]


ROWS: list[Row] = []


def row(
    name: str, *, unit: str, most: float | None = None, least: float | None = None
) -> Callable[[Callable[[], float]], Callable[[], float]]:
    """Register the decorated function as the measurement for a new row."""

    def add(measure: Callable[[], float]) -> Callable[[], float]:
        ROWS.append(Row(name, unit, most, least, measure))
        return measure

    return add


def p50_ms(act: Callable[[], object], *, times: int = 500, warm: int = 50) -> float:
    """
    Return the median CPU time of one call of `act`, in milliseconds.

    `act` is first called `warm` times without measuring, and then measured `times` times.
    CPU time depends less than elapsed time on the load of the machine.
    """
    for _ in range(warm):
        act()
    return median(_once(act) for _ in range(times)) * 1000


def main(*parts: str) -> int:
    """
    Measure and print the rows whose names contain one of `parts`, or all rows.

    Returns:
        1 if a row missed its budget, else 0.
    """
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        importlib.import_module(f"bench.{file.stem}")
    chosen = [each for each in ROWS if not parts or any(part in each.name for part in parts)]
    missed = [each.name for each in chosen if not _print(each)]
    print(f"\n{len(missed)} missed: {', '.join(missed)}" if missed else "\nwithin every budget")
    return int(bool(missed))


def _print(each: Row) -> bool:
    try:
        value = each.measure()
    except NotHere as reason:
        print(f"{each.name:<62} not measured: {reason}")
        return True
    limit = each.most or each.least or value or 1.0
    is_met = (each.most is None or value <= each.most) and (
        each.least is None or value >= each.least
    )
    word = "budget" if each.most else "at least"
    beside = (
        f"{word} {limit:g} · {value / limit:.2f} × {'' if is_met else ' MISSED'}"
        if each.most or each.least
        else "no budget"
    )
    print(f"{each.name:<62} {value:>9.3f} {each.unit:<5} {beside}")
    return is_met


def _once(act: Callable[[], object]) -> float:
    start = time.thread_time()
    act()
    return time.thread_time() - start


if __name__ == "__main__":
    # The files `bench_*.py` add their rows to the module `bench.run`. Run as a program, this module
    # has the name `__main__` and is another one.
    sys.exit(importlib.import_module("bench.run").main(*sys.argv[1:]))
