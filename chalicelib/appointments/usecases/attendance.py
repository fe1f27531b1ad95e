"""Confirms and declines appointments, and marks who came and who did not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import (
    arrived_notices,
    confirmed_notices,
    declined_notices,
    missed_notices,
    no_notices,
)
from chalicelib.appointments.domain.requests import declined
from chalicelib.appointments.domain.status import AppointmentAction, AppointmentStatus
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotAllowed
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import Notice

NoticesOf = Callable[[Appointment, Access], Sequence[Notice]]
NOT_YOURS = "Your practice decides about this. Please ask your provider."


@dataclass(frozen=True, slots=True)
class Attendance:
    """
    Records what was agreed about an appointment, and whether the client came.

    In all methods, `seen` is the version that the caller saw, or None for any version. An
    act that was done before changes nothing.

    Raises:
        NotAllowed: The caller's role does not permit the act.
        NotFound: The appointment does not exist, or the caller may not see it.
        Conflict: The appointment has changed, or the act does not fit its state. The error
            carries the current state.
    """

    changes: AppointmentChanges
    now: Clock

    def confirm(
        self, access: Access, appointment: AppointmentId, seen: int | None
    ) -> AppointmentView:
        """
        Confirm an appointment, and notify the other participants.

        Staff confirm a client's request. A client, or staff for them, confirms what the
        practice booked.
        """
        before = self.changes.seen(access, appointment, seen)
        return self._store(
            access,
            before,
            AppointmentAction.CONFIRM,
            lambda: before.confirmed(self.now(), access.role),
            confirmed_notices,
        )

    def decline(
        self, access: Access, appointment: AppointmentId, seen: int | None, reason: str = ""
    ) -> AppointmentView:
        """Decline a client's request, and notify the client, who may read the reason."""
        before = self.changes.seen(access, appointment, seen)
        now = self.now().replace(microsecond=0)
        return self._store(
            access,
            before,
            AppointmentAction.DECLINE,
            lambda: declined(before, now, access.role, reason),
            declined_notices,
        )

    def arrive(
        self, access: Access, appointment: AppointmentId, seen: int | None
    ) -> AppointmentView:
        """Mark the client as arrived, and notify the providers."""
        return self._mark(access, appointment, seen, AppointmentStatus.ARRIVED, arrived_notices)

    def complete(
        self, access: Access, appointment: AppointmentId, seen: int | None
    ) -> AppointmentView:
        """Mark the appointment as completed, also if a no-show was marked by mistake."""
        return self._mark(access, appointment, seen, AppointmentStatus.COMPLETED, no_notices)

    def miss(self, access: Access, appointment: AppointmentId, seen: int | None) -> AppointmentView:
        """Mark the appointment as missed by the client, and notify the client."""
        return self._mark(access, appointment, seen, AppointmentStatus.NO_SHOW, missed_notices)

    def _mark(
        self,
        access: Access,
        appointment: AppointmentId,
        seen: int | None,
        status: AppointmentStatus,
        notices_of: NoticesOf,
    ) -> AppointmentView:
        before, action = self.changes.seen(access, appointment, seen), AppointmentAction(status)
        return self._store(
            access, before, action, lambda: before.marked(status, self.now(), access), notices_of
        )

    def _store(
        self,
        access: Access,
        before: Appointment,
        action: AppointmentAction,
        change: Callable[[], Appointment],
        notices_of: NoticesOf,
    ) -> AppointmentView:
        appointments = self.changes.appointments
        try:
            after = change()
        except Conflict as refusal:
            raise self.changes.conflict(access, before, str(refusal)) from None
        if after.status is before.status:
            return appointments.view_of(access, before)
        if action not in before.actions(access, self.now()):
            raise self._refusal(access, before)
        # A client who comes late has their time, even if somebody else was booked into it.
        stored = self.changes.store(
            access, before, after, notices_of(after, access), allow_overlap=True
        )
        return appointments.view_of(access, stored)

    def _refusal(self, access: Access, before: Appointment) -> Conflict | NotAllowed:
        if access.role is Role.CLIENT:
            return NotAllowed(NOT_YOURS)
        return self.changes.conflict(access, before)
