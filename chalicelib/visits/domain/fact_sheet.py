"""
Computes a visit's fact sheet (docs/video.md#fact-sheet).

The fact sheet is a summary of the visit's facts, which are the recorded events of its call.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.drops import Drop, drops
from chalicelib.visits.domain.links import Link, Pair, links
from chalicelib.visits.domain.spans import Spans, spans, union
from chalicelib.visits.domain.timeline import Stay, in_order, stays
from chalicelib.visits.domain.visit import Fact

SURE_AFTER = timedelta(seconds=5)
"""
A link still up this long after a silence counts as up during the silence too.

A silence is a time in which neither seat of the link had a socket to report a loss.
"""
MAX_DETECTION_DELAY = timedelta(minutes=10)
"""The gateway may take this long to notice that a socket is gone."""


@dataclass(frozen=True, slots=True)
class SeatSheet:
    """
    The summary of one seat in a visit.

    `present`: seconds in the room. `waiting`: seconds in the lobby. `drops`: the number
    of lost connections of this seat, except those lost on another seat's side.
    `longest_gap`: the length of the longest of these drops, in seconds. `left_at`: when
    the person left; None if the person never came or is still there.
    """

    seat: SeatId
    role: Role
    joined_at: datetime | None
    left_at: datetime | None
    present: int
    waiting: int
    drops: int
    longest_gap: int


@dataclass(frozen=True, slots=True)
class FactSheet:
    """
    The summary of a visit, computed whenever it is read and never stored.

    The same facts always give the same summary. `live`: whether the visit is still going
    on. `together`: seconds in which media were connected between a provider and a client.
    `uncertain`: additional seconds in which neither of the two had a socket, so that
    neither could report a loss of media.
    """

    live: bool
    together: int
    uncertain: int
    started_at: datetime | None
    ended_at: datetime | None
    seats: tuple[SeatSheet, ...]
    drops: tuple[Drop, ...]

    @property
    def minutes(self) -> int:
        """Return the time that a provider and a client spent together, in whole minutes."""
        return self.together // 60

    def came(self, role: Role) -> bool:
        """Return whether anybody with this role joined."""
        return any(each.joined_at for each in self.seats if each.role is role)


def fact_sheet(appointment: Appointment, facts: Iterable[Fact], now: datetime) -> FactSheet | None:
    """Return a visit's fact sheet as of `now`, or None if nobody has come yet."""
    ordered = in_order(facts)
    if not ordered:
        return None
    last = ordered[-1].at
    over = now >= appointment.closes_at
    horizon = max(last, min(now, appointment.closes_at))
    visit = _Visit(
        appointment,
        stays(appointment.participants, ordered, horizon),
        links(ordered, horizon),
        ordered,
        # If nobody ended the visit, nothing is known after the last fact.
        spans([(last, horizon)]) if over else Spans(),
    )
    return visit.sheet(over=over)


@dataclass(frozen=True, slots=True)
class _Visit:
    appointment: Appointment
    stays: Mapping[SeatId, Stay]
    links: Mapping[Pair, Link]
    facts: list[Fact]
    unseen: Spans

    def sheet(self, *, over: bool) -> FactSheet:
        all_drops = drops(self.stays, self.links, self.unseen)
        certain = {pair: self._media(pair) - self._silence(pair) for pair in self._known()}
        meetings = [pair for pair in certain if self._is_a_meeting(pair)]
        together = union(certain[pair] for pair in meetings)
        open_ended = any(stay.came and stay.left is None for stay in self.stays.values())
        return FactSheet(
            live=open_ended and not over,
            together=together.seconds,
            uncertain=(union(self._media(pair) for pair in meetings) - together).seconds,
            started_at=together.each[0][0] if together else None,
            ended_at=together.each[-1][1] if together else None,
            seats=tuple(
                self._seat(each.seat, each.role, certain, all_drops)
                for each in self.appointment.participants
            ),
            drops=all_drops,
        )

    def _known(self) -> list[Pair]:
        return [
            pair
            for pair in self.links
            if all(seat in self.stays for seat in pair) and len(pair) > 1
        ]

    def _is_a_meeting(self, pair: Pair) -> bool:
        roles = {each.role for each in self.appointment.participants if each.seat in pair}
        return roles == {Role.PROVIDER, Role.CLIENT}

    def _media(self, pair: Pair) -> Spans:
        one, other = pair
        return self.links[pair].up & self.stays[one].inside & self.stays[other].inside

    def _silence(self, pair: Pair) -> Spans:
        """
        Return the periods in which neither seat could report a loss of media.

        A period is left out if the media between the two seats are known to have stayed
        connected throughout the period.
        """
        one, other = (self.stays[seat] for seat in pair)
        media = self.links[pair].up
        quiet = [
            (self._last_sign(pair, start), end)
            for start, end in one.away & other.away
            if not any(a <= start and end + SURE_AFTER < b for a, b in media)
        ]
        return spans(quiet) | self.unseen

    def _last_sign(self, pair: Pair, start: datetime) -> datetime:
        """
        Return the earliest time at which a silence recorded at `start` may have begun.

        A silence is a period in which neither seat of the pair had a socket. If a socket was
        found to be gone at `start`, the socket may have been lost up to MAX_DETECTION_DELAY
        before `start`. The loss cannot be older than the last fact that was recorded about
        the socket's seat before `start`.
        """
        seats_found_gone = [
            seat
            for seat in pair
            for each in self.stays[seat].absences
            if each.span[0] == start and each.gone
        ]
        if not seats_found_gone:
            return start
        signs = [
            fact.at for fact in self.facts if fact.seat in seats_found_gone and fact.at < start
        ]
        return max(start - MAX_DETECTION_DELAY, max(signs, default=start))

    def _seat(
        self, seat: SeatId, role: Role, certain: Mapping[Pair, Spans], all_drops: tuple[Drop, ...]
    ) -> SeatSheet:
        stay = self.stays[seat]
        media = union(each for pair, each in certain.items() if seat in pair)
        own = [drop for drop in all_drops if drop.concerns(seat)]
        return SeatSheet(
            seat,
            role,
            joined_at=stay.came,
            left_at=stay.left,
            present=((stay.there - self.unseen) | media).seconds,
            waiting=(stay.waiting - stay.away - self.unseen).seconds,
            drops=len(own),
            longest_gap=max((drop.seconds for drop in own), default=0),
        )
