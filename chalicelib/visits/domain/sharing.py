"""Decides who may share files in a room (docs/video.md#v7)."""

from datetime import datetime

from chalicelib.kernel.errors import Conflict, NotAllowed
from chalicelib.kernel.ids import SeatId
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import PRESENT, SeatState

NOT_OPEN = "Files can be shared only while the visit is open."
REMOVED = "You were removed from this visit. If that was a mistake, contact your practice."
NOT_INSIDE = "You can share files after your provider has let you in."
FILES_OFF = "Your provider has switched off files for this visit."


def require_may_share(
    snapshot: RoomSnapshot | None, seat: SeatId, *, hosts: bool, now: datetime
) -> None:
    """
    Check that the participant who has this seat may share a file in the room now.

    `snapshot`: None if nobody has asked to enter the room yet. `hosts`: whether the
    participant is a host.

    Raises:
        Conflict: The visit has ended, or the participant was removed from the room.
        NotAllowed: The participant is a client who is not in the room, or a client while a host
            has switched off the clients' chat or the clients' sharing.
    """
    if snapshot and snapshot.room.is_over(now):
        raise Conflict(NOT_OPEN)
    if hosts:
        return
    state = snapshot.seat(seat).state if snapshot else SeatState.INVITED
    if state is SeatState.REMOVED:
        raise Conflict(REMOVED)
    if snapshot is None or state not in PRESENT:
        raise NotAllowed(NOT_INSIDE)
    if not snapshot.room.clients_may_send_files:
        raise NotAllowed(FILES_OFF)
