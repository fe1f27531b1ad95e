"""Finds the drops (lost connections) in a visit (docs/video.md#fact-sheet)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.links import Link, Pair
from chalicelib.visits.domain.spans import Span, Spans, spans, union
from chalicelib.visits.domain.timeline import Stay

SHORTEST_ABSENCE = timedelta(seconds=5)
"""A socket that comes back within this time is no drop: media go on without it."""
MIN_FINAL_LOSS = timedelta(minutes=1)
"""
If a connection does not come back, a loss shorter than this is no drop.

The people have then only left the call without sending `leave`.
"""
NEAR = timedelta(seconds=5)
"""Losses of a socket and of media within this time belong to one event."""


class Side(StrEnum):
    """
    Lists where a connection can be lost.

    `SEAT`: at one seat. `PATH`: on the path between seats. `UNKNOWN`: not known.
    """

    SEAT = "seat"
    PATH = "path"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Drop:
    """
    One lost connection in a visit.

    `at`: when the loss began. `seconds`: the length of the loss, counting only the time
    in which somebody was in the room to notice the loss. `seat`: the seat on whose side
    the connection was lost; None if the loss was on the path between seats or on an
    unknown side. `seats`: all seats that lost the connection. `returned`: whether the
    connection came back.
    """

    at: datetime
    seconds: int
    side: Side
    seat: SeatId | None
    seats: frozenset[SeatId]
    returned: bool

    def concerns(self, seat: SeatId) -> bool:
        """
        Return whether the drop counts for this seat.

        The drop counts if this seat lost the connection and the loss was not on another
        seat's side.
        """
        return seat in self.seats and self.seat in {None, seat}


@dataclass(frozen=True, slots=True)
class _Loss:
    """
    A loss of the media between two seats, or of one seat's socket.

    `span`: when the loss began and ended. `noticeable`: the parts of `span` in which
    somebody was in the room to notice the loss. `returned`: whether the media or the
    socket came back.
    """

    span: Span
    seats: frozenset[SeatId]
    noticeable: Spans
    returned: bool

    @property
    def is_media(self) -> bool:
        return len(self.seats) > 1


def drops(
    stays: Mapping[SeatId, Stay], links: Mapping[Pair, Link], unseen: Spans
) -> tuple[Drop, ...]:
    """
    Return all drops of a visit, sorted by time.

    Losses that overlap in time and share a seat are combined into one drop. `unseen`: the
    periods for which no record exists. Losses are not counted during these periods.
    """
    losses = [*_lost_media(stays, links, unseen), *_lost_sockets(stays, unseen)]
    candidates = [_drop(group, stays) for group in _grouped(losses)]
    return tuple(
        sorted(
            (drop for drop in candidates if drop), key=lambda drop: (drop.at, sorted(drop.seats))
        )
    )


def _lost_media(
    stays: Mapping[SeatId, Stay], links: Mapping[Pair, Link], unseen: Spans
) -> Iterable[_Loss]:
    for pair, link in links.items():
        if len(pair) < 2 or not all(seat in stays for seat in pair):  # noqa: PLR2004 - a pair
            continue
        one, other = (stays[seat] for seat in pair)
        for span in link.down & one.inside & other.inside:
            noticeable = (spans([span]) & (one.there | other.there)) - unseen
            yield _Loss(span, pair, noticeable, any(start == span[1] for start, _ in link.up))


def _lost_sockets(stays: Mapping[SeatId, Stay], unseen: Spans) -> Iterable[_Loss]:
    for seat, stay in stays.items():
        others = union(other.there for name, other in stays.items() if name != seat)
        for absence in stay.absences:
            if absence.span[1] - absence.span[0] > SHORTEST_ABSENCE:
                noticeable = (spans([absence.span]) & stay.inside & others) - unseen
                yield _Loss(absence.span, frozenset({seat}), noticeable, absence.returned)


def _grouped(losses: Iterable[_Loss]) -> list[list[_Loss]]:
    groups: list[list[_Loss]] = []
    for loss in losses:
        near = [group for group in groups if any(_is_one(loss, other) for other in group)]
        groups = [group for group in groups if group not in near] + [
            [loss, *(each for group in near for each in group)]
        ]
    return groups


def _is_one(loss: _Loss, other: _Loss) -> bool:
    return (
        bool(loss.seats & other.seats)
        and loss.span[0] <= other.span[1]
        and other.span[0] <= loss.span[1]
    )


def _drop(losses: list[_Loss], stays: Mapping[SeatId, Stay]) -> Drop | None:
    noticeable = union(each.noticeable for each in losses)
    returned = any(each.returned for each in losses)
    if not noticeable or (not returned and noticeable.length < MIN_FINAL_LOSS):
        return None
    start, end = min(each.span[0] for each in losses), max(each.span[1] for each in losses)
    seats = frozenset(seat for each in losses for seat in each.seats)
    socketless = {seat for seat in seats if _lost_its_socket(stays[seat], start, end)}
    side, seat = _side([each.seats for each in losses if each.is_media], socketless)
    return Drop(start, noticeable.seconds, side, seat, seats, returned)


def _lost_its_socket(stay: Stay, start: datetime, end: datetime) -> bool:
    # A reloaded page joins before the close of its old socket is reported: no absence is recorded.
    arrived = any(start < at <= end + NEAR for at in stay.arrivals)
    return arrived or any(
        each.span[0] <= end and each.span[1] >= start - NEAR for each in stay.absences
    )


def _side(media: list[frozenset[SeatId]], socketless: set[SeatId]) -> tuple[Side, SeatId | None]:
    if media and not socketless:
        return Side.PATH, None
    if media and len(socketless) == 1 and all(socketless <= pair for pair in media):
        return Side.SEAT, next(iter(socketless))
    return Side.UNKNOWN, None
