"""Decides what of a visit's record a client may read (docs/video.md#a11)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.visit import Fact, FactKind

NOT_LET_IN = "You can read the chat and the files of this visit after your provider has let you in."
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


def client_limit(seat: SeatId, *, is_waiting: bool) -> ReadLimit:
    """
    Return a function that computes the read limit of the client who has this seat.

    The function refuses the client if no host has admitted the client yet, or if the
    client is waiting to be admitted again. After the client's removal, the limit is the
    time of the removal. The only exception is a visit in which nothing has happened yet:
    there is nothing to protect, so the function does not refuse the client.
    """

    def limit(facts: Sequence[Fact]) -> datetime | None:
        own = {fact.kind: fact.at for fact in facts if fact.seat == seat}
        if is_waiting or (facts and FactKind.ADMITTED not in own):
            raise NotAllowed(NOT_LET_IN)
        return own.get(FactKind.REMOVED)

    return limit
