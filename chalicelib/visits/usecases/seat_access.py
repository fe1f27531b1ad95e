"""Finds the access with which a page that holds a seat acts in its room."""

from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import AppointmentId
from chalicelib.visits.usecases.record_access import RoomReader

ROLE_LOST = (
    "You no longer have the role in which you joined this visit, so it ended for you. Turn to an"
    " Admin of the practice if that was a mistake."
)


@dataclass(frozen=True, slots=True)
class SeatAccess:
    """Lets a visit outlive a change of role in another tab (docs/video.md#v9)."""

    rooms: RoomReader

    def of_page(self, access: Access, appointment: AppointmentId, inst: str) -> Access:
        """
        Return the access with which a page of the caller acts in a room.

        This is the caller's own access, or, for a page that holds a seat, the access with which
        the page took the seat. `inst`: the id of the page load; empty if the page has not joined.

        Raises:
            NotAllowed: The caller lost the role in which the page took the seat.
            Unavailable: The store does not respond.
        """
        snapshot = self.rooms.snapshot(appointment) if inst else None
        if snapshot is None or snapshot.room.practice != access.practice:
            return access
        for seat in snapshot.seats:
            if owner := seat.access_of_owner(access, inst):
                return owner
            # The seat may have been freed for this very reason, so the page is not compared.
            if seat.owner and seat.owner.is_same_sign_in(access) and seat.role not in access.roles:
                raise NotAllowed(ROLE_LOST)
        return access
