"""Facts of a visit laid out in time: where each seat was, and when each two of them heard each other (video.md §14)."""

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
    """A seat without a socket. `gone`: nobody said goodbye, it was found out later; `returned`: it came back."""

    span: Span
    gone: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """
    A seat's visit. `inside`: in the call, also while its socket is away; `came`: first; `arrivals`: whenever a page of its
    own began. `left`: the end of its last stretch, None while that goes on or when it never came.
    """

    inside: Spans = Spans()
    waiting: Spans = Spans()
    absences: tuple[Absence, ...] = ()
    came: datetime | None = None
    arrivals: tuple[datetime, ...] = ()
    left: datetime | None = None

    @property
    def away(self) -> Spans:
        """When its socket was away."""
        return spans(each.span for each in self.absences)

    @property
    def there(self) -> Spans:
        """Inside, with its socket."""
        return self.inside - self.away


@dataclass(frozen=True, slots=True)
class Link:
    """Media between two seats: `up` as long as one says it came and neither says it is lost."""

    up: Spans
    down: Spans


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """By time; the same set of facts always comes out alike."""
    return sorted(set(facts), key=lambda fact: (fact.at, fact.id))


def stays(
    people: Sequence[Participant], facts: Sequence[Fact], horizon: datetime
) -> Mapping[SeatId, Stay]:
    """Every participant's stay; `facts` in order, what is still open is closed at `horizon`."""
    walks = {each.seat: _Walk(each.role is Role.CLIENT) for each in people}
    for fact in facts:
        told = (
            walks.values()
            if fact.kind is FactKind.ENDED
            else [walks[fact.seat]]
            if fact.seat in walks
            else []
        )
        for walk in told:
            walk.take(fact)
    return {seat: walk.stay(horizon) for seat, walk in walks.items()}


def links(facts: Sequence[Fact], horizon: datetime) -> Mapping[Pair, Link]:
    """Media of every two seats that was ever reported; `facts` in order."""
    pairs = {
        frozenset((fact.seat, fact.about))
        for fact in facts
        if fact.kind in MEDIA and fact.seat and fact.about
    }
    return {pair: _link(pair, facts, horizon) for pair in pairs}


@dataclass(slots=True)
class _Walk:
    """One seat's facts, one after the other."""

    waits: bool
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

    def take(self, fact: Fact) -> None:
        if fact.kind in GOING:
            self._goes(fact)
        elif fact.kind is FactKind.JOINED:
            self._comes(fact.at)
        elif fact.kind is FactKind.ADMITTED:
            self._is_let_in(fact.at)
        elif fact.kind is FactKind.AWAY and self.since and not self.absent:
            self.absent = (fact.at, fact.why == "gone")
        elif fact.kind is FactKind.BACK:
            # One who was not away has taken his own seat over, with a page that was loaded again.
            self.arrivals += [fact.at] if self.since and not self.absent else []
            self._returns(fact.at)

    def stay(self, horizon: datetime) -> Stay:
        self._stands_up(horizon, returned=False)
        left = None if self.since else self.left
        return Stay(
            spans(self.inside),
            spans(self.waiting),
            tuple(self.absences),
            self.came,
            tuple(self.arrivals),
            left,
        )

    def _comes(self, at: datetime) -> None:
        self.arrivals.append(at)
        self.came = self.came or at
        self._returns(at)
        # A take-over or a renewal of the socket finds the seat taken by the same person: nothing changes.
        if self.since is None:
            self.since, self.is_waiting = at, self.waits and not self.admitted
            self.may_have_waited = self.waits and self.admitted

    def _is_let_in(self, at: datetime) -> None:
        # Someone who had been in before comes back into a locked room: only this tells that he waited.
        if self.since and (self.is_waiting or self.may_have_waited):
            self.waiting.append((self.since, at))
            self.since = at
        self.admitted, self.is_waiting, self.may_have_waited = True, False, False

    def _goes(self, fact: Fact) -> None:
        if self.since:
            self._stands_up(fact.at, returned=False)
            self.since, self.left = None, fact.at
        self.absent = None
        self.admitted = self.admitted and fact.kind is not FactKind.REMOVED

    def _returns(self, at: datetime) -> None:
        if self.absent:
            self._end_absence(at, returned=True)
            self.absent = None

    def _stands_up(self, at: datetime, *, returned: bool) -> None:
        if self.since:
            (self.waiting if self.is_waiting else self.inside).append((self.since, at))
        if self.absent:
            self._end_absence(at, returned=returned)

    def _end_absence(self, at: datetime, *, returned: bool) -> None:
        if self.absent and self.absent[0] < at:
            self.absences.append(Absence((self.absent[0], at), self.absent[1], returned))


def _link(pair: Pair, facts: Sequence[Fact], horizon: datetime) -> Link:
    said: dict[SeatId, bool] = {}
    up: list[Span] = []
    down: list[Span] = []
    before: datetime | None = None
    for fact in facts:
        if before and said:
            (up if all(said.values()) else down).append((before, fact.at))
        before = fact.at
        _report(said, pair, fact)
    if before and said:
        (up if all(said.values()) else down).append((before, horizon))
    return Link(spans(up), spans(down))


def _report(said: dict[SeatId, bool], pair: Collection[SeatId], fact: Fact) -> None:
    if fact.kind is FactKind.ENDED:
        said.clear()
    elif fact.seat is None or fact.seat not in pair:
        return
    elif fact.kind in MEDIA and fact.about in pair and fact.about != fact.seat:
        said[fact.seat] = fact.kind is FactKind.MEDIA_UP
    elif fact.kind in GOING:
        said.clear()
    elif fact.kind is FactKind.JOINED and said.get(fact.seat) is False:
        # A new page knows nothing of what the old one had lost.
        del said[fact.seat]
