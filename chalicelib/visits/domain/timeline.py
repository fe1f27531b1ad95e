"""
Computes from recorded facts when each person was in the room of a visit.

A fact is one recorded event of a call, such as a join or a closed socket.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.appointments.domain.participants import Participant
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.spans import Span, Spans, spans, union
from chalicelib.visits.domain.visit import Fact, FactKind

GOING = frozenset({FactKind.LEFT, FactKind.REMOVED, FactKind.ENDED})


@dataclass(frozen=True, slots=True)
class Absence:
    """
    A period in which a seat had no socket.

    `gone`: True if the loss of the socket was noticed only later, because no close was
    reported. `returned`: whether the period ended with a new socket for the seat.
    """

    span: Span
    gone: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """
    The periods in which one seat was present, waiting or absent in a visit.

    `inside`: the periods in the room, including those without a socket. `waiting`: the
    periods in the lobby. `came`: when the person first joined; None if the person never
    came. `arrivals`: every time at which one of the person's pages joined. `left`: when
    the person's last stay ended; None if that stay is still going on or the person never
    came.
    """

    inside: Spans = Spans()
    waiting: Spans = Spans()
    absences: tuple[Absence, ...] = ()
    came: datetime | None = None
    arrivals: tuple[datetime, ...] = ()
    left: datetime | None = None

    @property
    def away(self) -> Spans:
        """Return the periods in which the seat had no socket."""
        return spans(each.span for each in self.absences)

    @property
    def there(self) -> Spans:
        """Return the periods in which the seat was in the room and had a socket."""
        return self.inside - self.away


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts (events of a call) sorted by time and id, without duplicates."""
    return sorted(set(facts), key=lambda fact: (fact.at, fact.id))


def stays(
    people: Sequence[Participant], facts: Sequence[Fact], horizon: datetime
) -> Mapping[SeatId, Stay]:
    """
    Return each participant's stay, by seat.

    `facts` must be sorted as by `in_order`. A stay that has not ended yet is cut off at
    `horizon`.
    """
    builders = {each.seat: _StayBuilder(each.role is Role.CLIENT) for each in people}
    for fact in facts:
        if fact.kind is FactKind.ENDED:
            for builder in builders.values():
                builder.add(fact)
        elif fact.seat in builders:
            builders[fact.seat].add(fact)
    return {seat: builder.stay(horizon) for seat, builder in builders.items()}


def have_met(people: Sequence[Participant], facts: Sequence[Fact], closes_at: datetime) -> bool:
    """
    Return whether a provider and a client were in the room at one time.

    A person counts while they have a socket.
    """
    ordered = in_order(facts)
    each_stay = stays(people, ordered, max([closes_at, *(fact.at for fact in ordered)]))
    hosts, clients = (
        union(each_stay[each.seat].there for each in people if each.hosts is is_host)
        for is_host in (True, False)
    )
    return bool(hosts & clients)


@dataclass(slots=True)
class _StayBuilder:
    """
    Builds one seat's stay from the facts about the seat.

    The caller must add the facts in order of time.
    """

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
        # A person who is in the room already only opened another page or socket.
        if self.since is None:
            self.since, self.is_waiting = at, self.needs_admission and not self.admitted
            self.may_have_waited = self.needs_admission and self.admitted

    def _admit(self, at: datetime) -> None:
        # A person who returns to a locked room waits; only the fact ADMITTED shows it.
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
