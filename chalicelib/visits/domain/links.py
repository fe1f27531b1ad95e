"""
Computes from recorded facts when two seats of a visit had connected media.

A fact is one recorded event of a call. A seat is one participant's place in the room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.spans import Span, Spans, spans
from chalicelib.visits.domain.timeline import GOING
from chalicelib.visits.domain.visit import NEW_PAGE, Fact, FactKind

MEDIA = frozenset({FactKind.MEDIA_UP, FactKind.MEDIA_DOWN})
RETURNING = frozenset({FactKind.JOINED, FactKind.BACK})
Pair = frozenset[SeatId]


@dataclass(frozen=True, slots=True)
class Link:
    """
    The periods in which media between two seats were connected or lost.

    `up`: at least one of the two seats reports connected media and neither reports a
    loss. `down`: at least one of the two seats reports a loss. A report of connected
    media ends with the page that connected the media, whichever of the two seats the
    page belongs to.
    """

    up: Spans
    down: Spans


def links(facts: Sequence[Fact], horizon: datetime) -> Mapping[Pair, Link]:
    """
    Return the media link of each pair of seats that has facts about media.

    `facts` must be sorted as by `in_order`. A link that has not ended yet is cut off at
    `horizon`.
    """
    pairs = {
        frozenset((fact.seat, fact.about))
        for fact in facts
        if fact.kind in MEDIA and fact.seat and fact.about
    }
    return {pair: _link(pair, facts, horizon) for pair in pairs}


def _link(pair: Pair, facts: Sequence[Fact], horizon: datetime) -> Link:
    builder = _LinkBuilder(pair)
    for fact in facts:
        builder.add(fact)
    return builder.link(horizon)


@dataclass(slots=True)
class _LinkBuilder:
    """
    Builds the link of one pair of seats from all facts of a visit.

    The caller must add the facts in order of time. `reports`: the newest report of each
    seat's page, true for connected media. `away_since`: for each seat without a socket, the
    time since which it has had none. `outlived`: the periods in which media were reported as
    connected although one of the two pages had already gone.
    """

    pair: Pair
    reports: dict[SeatId, bool] = field(default_factory=dict)
    away_since: dict[SeatId, datetime] = field(default_factory=dict)
    before: datetime | None = None
    up: list[Span] = field(default_factory=list)
    down: list[Span] = field(default_factory=list)
    outlived: list[Span] = field(default_factory=list)

    def add(self, fact: Fact) -> None:
        self._extend(fact.at)
        self.before = fact.at
        if fact.kind is FactKind.ENDED:
            self.reports.clear()
            self.away_since.clear()
        elif fact.seat in self.pair and fact.seat is not None:
            self._take(fact, fact.seat)

    def link(self, horizon: datetime) -> Link:
        self._extend(horizon)
        return Link(spans(self.up) - spans(self.outlived), spans(self.down))

    def _extend(self, until: datetime) -> None:
        if self.before and self.reports:
            (self.up if all(self.reports.values()) else self.down).append((self.before, until))

    def _take(self, fact: Fact, seat: SeatId) -> None:
        if fact.kind in MEDIA and fact.about in self.pair and fact.about != seat:
            self.reports[seat] = fact.kind is FactKind.MEDIA_UP
        elif fact.kind in GOING:
            self.reports.clear()
            self.away_since.pop(seat, None)
        elif fact.kind is FactKind.AWAY:
            self.away_since.setdefault(seat, fact.at)
        elif fact.kind in RETURNING:
            if fact.kind is FactKind.JOINED or fact.why == NEW_PAGE:
                self._replace_page(seat, fact.at)
            self.away_since.pop(seat, None)

    def _replace_page(self, seat: SeatId, at: datetime) -> None:
        """
        Discard the reports about media of the seat's old page.

        A loss that the other seat reported stays until the other seat has media again.
        If the old page had lost its socket and never came back, the media ended with the
        socket, even if the other page did not report a loss.
        """
        if seat in self.away_since:
            self.outlived.append((self.away_since[seat], at))
        self.reports = {
            other: is_up for other, is_up in self.reports.items() if other != seat and not is_up
        }
