"""Books, reschedules and cancels appointments and notifies the participants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import booked_notices, cancelled_notices, moved_notices
from chalicelib.appointments.domain.refusals import LATE
from chalicelib.appointments.domain.status import AppointmentAction
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.booking_requests import Booking, Move
from chalicelib.appointments.usecases.new_appointments import NewAppointments
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotAllowed, SlotTaken
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import Notice

NOT_YOURS = "Only your practice can move an appointment. Please ask your provider."
BEGUN = (
    "This appointment has begun or is over, so it can no longer be cancelled here. Please tell your"
    " provider."
)


@dataclass(frozen=True, slots=True)
class Bookings:
    """
    Books, reschedules and cancels appointments that the caller may see.

    Raises:
        NotAllowed: The caller's role does not permit the action.
        NotFound: The appointment does not exist, or the caller may not see it.
        Invalid: A value is not valid. The error names the field.
        SlotTaken: A provider has another appointment at that time.
        Conflict: The appointment has changed since the caller read it, or can no
            longer be changed. The error carries the appointment's current state.
    """

    changes: AppointmentChanges
    overlaps: Overlaps
    new_appointments: NewAppointments
    now: Clock

    def book(self, access: Access, booking: Booking, key: IdempotencyKey | None) -> AppointmentView:
        """
        Book an appointment.

        If the caller is an Admin, `booking` must name the providers. If the caller is a provider
        and `booking` names no providers, the caller takes part as the provider. A repeated
        request with the same `key` returns the appointment that the first request booked. The
        result lists the overlaps of a double booking.

        Raises:
            Conflict: The practice has not accepted the Business Associate Agreement (S32).
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        earlier_id = self._earlier(access, key)
        if earlier_id:
            # A repeated request does not prove access, which the caller may have lost since.
            return self._booked(access, earlier_id)
        appointment = self.new_appointments.of(access, booking).without_past_notice(self.now())
        notices = booked_notices(appointment, access) if booking.tell else ()
        try:
            stored = self._stored(access, appointment, notices, key, booking)
        except AlreadyProcessed as earlier:
            return self._booked(access, earlier.result)
        self.changes.deliver(notices)
        return self._with_overlaps(access, stored)

    def reschedule(
        self, access: Access, appointment: AppointmentId, seen: int, move: Move
    ) -> AppointmentView:
        """
        Move an appointment to another time, and notify the other participants.

        The appointment keeps its room. `seen` is the version of the appointment that the caller
        saw.
        """
        before = self.changes.seen(access, appointment, seen)
        if access.role is Role.CLIENT:
            raise NotAllowed(NOT_YOURS)
        try:
            after = before.moved(self.now(), move.starts_at, move.minutes, move.zone)
        except Conflict as refusal:
            raise self.changes.conflict(access, before, str(refusal)) from None
        if after == before:
            return self._with_overlaps(access, before)
        notices = (
            moved_notices(after, access)
            if after.starts_at != before.starts_at or after.minutes != before.minutes
            else ()
        )
        stored = self.changes.store(
            access, before, after, notices, allow_overlap=move.allow_overlap
        )
        return self._with_overlaps(access, stored)

    def cancel(
        self,
        access: Access,
        appointment: AppointmentId,
        seen: int,
        reason: str = "",
        *,
        allow_late: bool = False,
    ) -> AppointmentView:
        """
        Cancel an appointment, and notify the other participants.

        A client may cancel only an appointment that was booked for them, and only before it
        begins. Unless `allow_late` is true, a late cancellation raises Conflict, so that nobody
        cancels late without knowing it. `seen` is the version of the appointment that the
        caller saw. All participants may read the reason.
        """
        before = self.changes.seen(access, appointment, seen)
        try:
            after = before.cancelled(self._second(), access.role, reason)
        except Conflict as refusal:
            raise self.changes.conflict(access, before, str(refusal)) from None
        if AppointmentAction.CANCEL not in before.actions(access, self.now()):
            raise (
                self.changes.conflict(access, before, BEGUN)
                if before.client == access.client
                else NotAllowed(NOT_YOURS)
            )
        if after.is_late and not allow_late:
            raise self.changes.conflict(access, before, LATE)
        stored = self.changes.store(access, before, after, cancelled_notices(after, access))
        return self.changes.appointments.view_of(access, stored)

    def _earlier(self, access: Access, key: IdempotencyKey | None) -> str | None:
        return self.changes.appointments.rows.result_of(access, key) if key else None

    def _stored(
        self,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        key: IdempotencyKey | None,
        booking: Booking,
    ) -> Appointment:
        rows = self.changes.appointments.rows
        try:
            return self.changes.slots.store(
                access,
                None,
                appointment,
                lambda days: rows.add(access, appointment, notices, key, days),
                allow_overlap=booking.allow_overlap,
            )
        except SlotTaken:
            # The same request may have been sent twice, and the other one has just taken the time.
            twin = self._earlier(access, key)
            if twin:
                raise AlreadyProcessed(twin) from None
            raise

    def _booked(self, access: Access, appointment: str) -> AppointmentView:
        view = self.changes.appointments.get(access, AppointmentId(appointment))
        return self.overlaps.with_overlaps(access, view)

    def _with_overlaps(self, access: Access, appointment: Appointment) -> AppointmentView:
        view = self.changes.appointments.view_of(access, appointment)
        return self.overlaps.with_overlaps(access, view)

    def _second(self) -> datetime:
        return self.now().replace(microsecond=0)
