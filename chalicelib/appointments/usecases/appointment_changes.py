"""Stores changes of appointments, updates their rooms and sends the notices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.ports import RoomUpdater
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Failure, SlotTaken
from chalicelib.kernel.ids import AppointmentId
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.outbox import Outbox


@dataclass(frozen=True, slots=True)
class AppointmentChanges:
    """
    Stores a change of an appointment that the caller may see.

    Raises:
        NotFound: The appointment does not exist, or the caller may not see it.
        Conflict: The appointment has changed since the caller read it. The error carries
            the appointment's current state.
    """

    appointments: Appointments
    slots: Slots
    rooms: RoomUpdater
    outbox: Outbox

    def seen(self, access: Access, appointment: AppointmentId, version: int | None) -> Appointment:
        """
        Return the appointment, if it still has the version that the caller saw.

        If `version` is None, any version is accepted.
        """
        current = self.appointments.reached(access, appointment)
        if version is not None and current.version != version:
            raise self.conflict(access, current)
        return current

    def store(
        self,
        access: Access,
        before: Appointment,
        after: Appointment,
        notices: Sequence[Notice],
        *,
        allow_overlap: bool = False,
        among: Collection[AppointmentId] = (),
    ) -> Appointment:
        """
        Store the change, update the room and deliver the notices.

        Raises SlotTaken if a provider has another appointment at the new time, unless
        `allow_overlap` is true. The appointments in `among` change together with this one.
        """
        rows = self.appointments.rows
        try:
            stored = self.slots.store(
                access,
                before,
                after,
                lambda days: rows.change(access, before, after, notices, days),
                allow_overlap=allow_overlap,
                among=among,
            )
        except SlotTaken:
            raise
        except Conflict:
            raise Conflict(fresh=self.appointments.get(access, before.id)) from None
        self.update_room(stored)
        self.deliver(notices)
        return stored

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Deliver notices that have been stored."""
        for notice in notices:
            self.outbox.deliver(notice)

    def conflict(self, access: Access, appointment: Appointment, why: str = "") -> Conflict:
        """Return the error that carries the appointment's current state."""
        return Conflict(why, fresh=self.appointments.view_of(access, appointment))

    def update_room(self, stored: Appointment) -> None:
        """Try to update the room of an appointment; a failure leaves it as it was."""
        try:
            self.rooms.update_room(stored)
        except Failure:
            # The appointment is changed all the same. The room gets the change when somebody next
            # enters, and ends when its time is over.
            return
