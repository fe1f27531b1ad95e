"""Computes unions, intersections and differences of sets of time spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Spans:
    """
    A sorted set of time spans.

    The spans do not overlap, and none of them is empty. The function `spans` builds the set.
    """

    each: tuple[Span, ...] = ()

    def __or__(self, other: "Spans") -> "Spans":
        return spans((*self.each, *other.each))

    def __and__(self, other: "Spans") -> "Spans":
        return spans((max(a, c), min(b, d)) for a, b in self.each for c, d in other.each)

    def __sub__(self, other: "Spans") -> "Spans":
        rest = list(self.each)
        for start, end in other.each:
            rest = [
                part
                for a, b in rest
                for part in ((a, min(b, start)), (max(a, end), b))
                if part[0] < part[1]
            ]
        return spans(rest)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.each)

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def length(self) -> timedelta:
        return sum((end - start for start, end in self.each), timedelta())

    @property
    def seconds(self) -> int:
        """Return the total length of all spans in seconds, rounded down."""
        return int(self.length.total_seconds())


def spans(parts: Iterable[Span]) -> Spans:
    """
    Return a set of these time spans, merging spans that touch or overlap.

    `parts` may be in any order. Empty spans in `parts` are left out.
    """
    merged: list[Span] = []
    for start, end in sorted(part for part in parts if part[0] < part[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return Spans(tuple(merged))


def union(sets: Iterable[Spans]) -> Spans:
    """Return the time that is in at least one of the sets."""
    return spans(span for each in sets for span in each)
