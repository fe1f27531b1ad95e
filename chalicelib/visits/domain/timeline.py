"""Computes when each seat was in the room and when media were connected."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.appointments.domain.appointment import Participant
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.spans import Span, Spans, spans
from chalicelib.visits.domain.visit import Fact, FactKind

MEDIA = frozenset({FactKind.MEDIA_UP, FactKind.MEDIA_DOWN})
GOING = frozenset({FactKind.LEFT, FactKind.REMOVED, FactKind.ENDED})
Pair = frozenset[SeatId]


@dataclass(frozen=True, slots=True)
class Absence:
    """
    A time in which a seat had no socket.

    `gone`: the loss was noticed later than it happened. `returned`: the seat came back.
    """

    span: Span
    gone: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """
    One seat's part in a visit.

    `inside`: time in the room, also while the socket is away. `came`: the first arrival;
    `arrivals`: every time that a page of theirs joined. `left`: the end of the last stay, None
    while it goes on or if they never came.
    """

    inside: Spans = Spans()
    waiting: Spans = Spans()
    absences: tuple[Absence, ...] = ()
    came: datetime | None = None
    arrivals: tuple[datetime, ...] = ()
    left: datetime | None = None

    @property
    def away(self) -> Spans:
        """The time without a socket."""
        return spans(each.span for each in self.absences)

    @property
    def there(self) -> Spans:
        """The time in the room with a socket."""
        return self.inside - self.away


@dataclass(frozen=True, slots=True)
class Link:
    """
    Media between two seats.

    It is `up` while at least one of them reports it and neither reports that it is lost.
    """

    up: Spans
    down: Spans


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts by time and id, without duplicates."""
    return sorted(set(facts), key=lambda fact: (fact.at, fact.id))


def stays(
    people: Sequence[Participant], facts: Sequence[Fact], horizon: datetime
) -> Mapping[SeatId, Stay]:
    """
    Return every participant's stay.

    `facts` must be in order. Stays that are still open end at `horizon`.
    """
    builders = {each.seat: _StayBuilder(each.role is Role.CLIENT) for each in people}
    for fact in facts:
        if fact.kind is FactKind.ENDED:
            for builder in builders.values():
                builder.add(fact)
        elif fact.seat in builders:
            builders[fact.seat].add(fact)
    return {seat: builder.stay(horizon) for seat, builder in builders.items()}


def links(facts: Sequence[Fact], horizon: datetime) -> Mapping[Pair, Link]:
    """Return the link of every two seats that reported media; `facts` are in order."""
    pairs = {
        frozenset((fact.seat, fact.about))
        for fact in facts
        if fact.kind in MEDIA and fact.seat and fact.about
    }
    return {pair: _link(pair, facts, horizon) for pair in pairs}


@dataclass(slots=True)
class _StayBuilder:
    """Builds one seat's stay from its facts, in order."""

    needs_admission: bool
    admitted: bool = False
    since: datetime | None = None
    is_waiting: bool = False
    may_have_waited: bool = False
    absent: tuple[datetime, bool] | None = None
    inside: list[Span] = field(default_factory=list)
    waiting: list[Span] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    came: datetime | None = None
    arrivals: list[datetime] = field(default_factory=list)
    left: datetime | None = None

    def add(self, fact: Fact) -> None:
        if fact.kind in GOING:
            self._leave(fact)
        elif fact.kind is FactKind.JOINED:
            self._join(fact.at)
        elif fact.kind is FactKind.ADMITTED:
            self._admit(fact.at)
        elif fact.kind is FactKind.AWAY and self.since and not self.absent:
            self.absent = (fact.at, fact.why == "gone")
        elif fact.kind is FactKind.BACK:
            # A person who comes back without having been away has reloaded their page.
            self.arrivals += [fact.at] if self.since and not self.absent else []
            self._return(fact.at)

    def stay(self, horizon: datetime) -> Stay:
        self._close_stay(horizon, returned=False)
        left = None if self.since else self.left
        return Stay(
            spans(self.inside),
            spans(self.waiting),
            tuple(self.absences),
            self.came,
            tuple(self.arrivals),
            left,
        )

    def _join(self, at: datetime) -> None:
        self.arrivals.append(at)
        self.came = self.came or at
        self._return(at)
        # A take-over, or a new socket of the same person, does not start another stay.
        if self.since is None:
            self.since, self.is_waiting = at, self.needs_admission and not self.admitted
            self.may_have_waited = self.needs_admission and self.admitted

    def _admit(self, at: datetime) -> None:
        # A person who returns to a locked room waits; only this fact shows that they did.
        if self.since and (self.is_waiting or self.may_have_waited):
            self.waiting.append((self.since, at))
            self.since = at
        self.admitted, self.is_waiting, self.may_have_waited = True, False, False

    def _leave(self, fact: Fact) -> None:
        if self.since:
            self._close_stay(fact.at, returned=False)
            self.since, self.left = None, fact.at
        self.absent = None
        self.admitted = self.admitted and fact.kind is not FactKind.REMOVED

    def _return(self, at: datetime) -> None:
        if self.absent:
            self._end_absence(at, returned=True)
            self.absent = None

    def _close_stay(self, at: datetime, *, returned: bool) -> None:
        if self.since:
            (self.waiting if self.is_waiting else self.inside).append((self.since, at))
        if self.absent:
            self._end_absence(at, returned=returned)

    def _end_absence(self, at: datetime, *, returned: bool) -> None:
        if self.absent and self.absent[0] < at:
            self.absences.append(Absence((self.absent[0], at), self.absent[1], returned))


def _link(pair: Pair, facts: Sequence[Fact], horizon: datetime) -> Link:
    reports: dict[SeatId, bool] = {}
    up: list[Span] = []
    down: list[Span] = []
    before: datetime | None = None
    for fact in facts:
        if before and reports:
            (up if all(reports.values()) else down).append((before, fact.at))
        before = fact.at
        _report(reports, pair, fact)
    if before and reports:
        (up if all(reports.values()) else down).append((before, horizon))
    return Link(spans(up), spans(down))


def _report(reports: dict[SeatId, bool], pair: Collection[SeatId], fact: Fact) -> None:
    if fact.kind is FactKind.ENDED:
        reports.clear()
    elif fact.seat is None or fact.seat not in pair:
        return
    elif fact.kind in MEDIA and fact.about in pair and fact.about != fact.seat:
        reports[fact.seat] = fact.kind is FactKind.MEDIA_UP
    elif fact.kind in GOING:
        reports.clear()
    elif fact.kind is FactKind.JOINED and reports.get(fact.seat) is False:
        # A reloaded page does not know what the old one reported as lost.
        del reports[fact.seat]
