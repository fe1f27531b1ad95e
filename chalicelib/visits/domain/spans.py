"""Sets of time spans."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Spans:
    """Ordered, non-empty spans that neither touch nor overlap. Use `spans` to build them."""

    each: tuple[Span, ...] = ()

    def __or__(self, other: "Spans") -> "Spans":
        return spans((*self.each, *other.each))

    def __and__(self, other: "Spans") -> "Spans":
        return spans((max(a, c), min(b, d)) for a, b in self.each for c, d in other.each)

    def __sub__(self, other: "Spans") -> "Spans":
        left = list(self.each)
        for start, end in other.each:
            left = [
                part
                for a, b in left
                for part in ((a, min(b, start)), (max(a, end), b))
                if part[0] < part[1]
            ]
        return spans(left)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.each)

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def length(self) -> timedelta:
        """The total length."""
        return sum((end - start for start, end in self.each), timedelta())

    @property
    def seconds(self) -> int:
        """The total length in seconds, rounded down."""
        return int(self.length.total_seconds())


def spans(spanes: Iterable[Span]) -> Spans:
    """Merge spans in any order that may overlap or be empty."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spanes if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return Spans(tuple(joined))


def union(sets: Iterable[Spans]) -> Spans:
    """Return the time that is in any of the sets."""
    return spans(span for each in sets for span in each)
