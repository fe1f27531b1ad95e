"""Decides what of a visit's record a client may read (docs/video.md#a11)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.visit import Fact, FactKind

NOT_LET_IN = "You can read the chat and the files of this visit after your provider has let you in."
NEVER_LET_IN = "You were not let into this visit, so its chat and its files are not shown to you."
BEFORE_EVERYTHING = datetime.min.replace(tzinfo=UTC)
ReadLimit = Callable[[Sequence[Fact]], datetime | None]
"""
Returns the time up to which a caller may read notes and files, from the visit's facts.

None means that there is no limit. Raises NotAllowed if the caller may read nothing.
"""


def no_limit(_facts: Sequence[Fact]) -> None:
    """
    Return None, which means that there is no read limit.

    Staff may read all notes and files of a visit.
    """


def client_limit(seat: SeatId, *, needs_host: bool, is_over: bool) -> ReadLimit:
    """
    Return a function that computes the read limit of the client who has this seat.

    The function refuses the client if no host has ever admitted the client, or if
    `needs_host`: a host must admit the client again first. After the client's removal, the
    limit is the time of the removal. In a visit to which nobody has come yet, the function
    does not refuse the client, but leaves out what a host may have shared already.
    `is_over`: whether the visit has ended.
    """

    def limit(facts: Sequence[Fact]) -> datetime | None:
        admitted, removed = (
            max((fact.at for fact in facts if (fact.seat, fact.kind) == (seat, kind)), default=None)
            for kind in (FactKind.ADMITTED, FactKind.REMOVED)
        )
        if not facts:
            return BEFORE_EVERYTHING
        if needs_host or admitted is None:
            raise NotAllowed(NEVER_LET_IN if is_over else NOT_LET_IN)
        return removed if removed and removed >= admitted else None

    return limit
