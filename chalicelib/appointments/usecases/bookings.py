"""Books, reschedules and cancels appointments and notifies the participants."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.appointments.domain.appointment import (
    MAX_PARTICIPANTS,
    Appointment,
    AppointmentAction,
    Location,
    check_time,
    seat_participants,
    whole_minute,
)
from chalicelib.appointments.domain.notices import booked_notices, cancelled_notices, moved_notices
from chalicelib.appointments.usecases.appointments import Appointments, AppointmentView
from chalicelib.appointments.usecases.overlaps import NOT_ASSIGNED, Overlaps
from chalicelib.appointments.usecases.ports import BookingDirectory, RoomUpdater
from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.practice.domain.service import NO_BAA

NO_PROVIDER = "One of these people is not an active provider of the practice."
NOT_YOURS = "Only your practice can move an appointment. Please ask your provider."
BEGUN = (
    "This appointment has begun or is over, so it can no longer be cancelled here. Please tell your"
    " provider."
)


@dataclass(frozen=True, slots=True)
class Booking:
    """
    A request to book an appointment for the client `client`.

    `participants` are further clients. If `providers` is empty, the provider who books
    takes part. `starts_at` is an aware datetime, and `minutes` is the duration. If `tell`
    is true, the other participants get an e-mail.
    """

    client: ClientId
    starts_at: datetime
    minutes: int
    zone: str
    providers: Sequence[PersonId] = ()
    participants: Sequence[ClientId] = ()
    location: Location = Location.VIDEO
    tell: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """
    Describes a new time for an appointment.

    A field that is None keeps its current value.
    """

    starts_at: datetime | None = None
    minutes: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Bookings:
    """
    Books, reschedules and cancels appointments that the caller may see.

    Raises:
        NotAllowed: The caller's role does not permit the action.
        NotFound: The appointment does not exist, or the caller may not see it.
        Invalid: A value is not valid. The error names the field.
        Conflict: The appointment has changed since the caller read it, or can no
            longer be changed. The error carries the appointment's current state.
    """

    appointments: Appointments
    overlaps: Overlaps
    directory: BookingDirectory
    rooms: RoomUpdater
    outbox: Outbox
    ids: IdGenerator
    now: Clock

    def book(self, access: Access, booking: Booking, key: IdempotencyKey | None) -> AppointmentView:
        """
        Book an appointment.

        If the caller is an Admin, `booking` must name the providers. If the caller is a provider
        and `booking` names no providers, the caller takes part as the provider. A repeated
        request with the same `key` returns the appointment that the first request booked. A double
        booking is allowed; the result lists its overlaps.

        Raises:
            Conflict: The practice has not accepted the Business Associate Agreement (S32).
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        earlier_id = self.appointments.rows.result_of(access, key) if key else None
        if earlier_id:
            # A repeated request does not prove access, which the caller may have lost since.
            return self._booked(access, earlier_id)
        appointment = self._new_appointment(access, booking)
        notices = booked_notices(appointment, access) if booking.tell else ()
        try:
            stored = self.appointments.rows.add(access, appointment, notices, key)
        except AlreadyProcessed as earlier:
            return self._booked(access, earlier.result)
        self._deliver(notices)
        return self.overlaps.with_overlaps(access, self.appointments.view_of(access, stored))

    def reschedule(
        self, access: Access, appointment: AppointmentId, seen: int, move: Move
    ) -> AppointmentView:
        """
        Move an appointment to another time, and notify the other participants.

        The appointment keeps its room. `seen` is the version of the appointment that the caller
        saw.
        """
        before = self._require_version(access, self.appointments.reached(access, appointment), seen)
        if access.role is Role.CLIENT:
            raise NotAllowed(NOT_YOURS)
        try:
            after = before.moved(self.now(), move.starts_at, move.minutes, move.zone)
        except Conflict as refusal:
            raise self._conflict(access, before, str(refusal)) from None
        if after == before:
            unchanged = self.appointments.view_of(access, before)
            return self.overlaps.with_overlaps(access, unchanged)
        notices = (
            moved_notices(after, access)
            if after.starts_at != before.starts_at or after.minutes != before.minutes
            else ()
        )
        view = self.appointments.view_of(access, self._changed(access, before, after, notices))
        return self.overlaps.with_overlaps(access, view)

    def cancel(self, access: Access, appointment: AppointmentId, seen: int) -> AppointmentView:
        """
        Cancel an appointment, and notify the other participants.

        A client may cancel only an appointment that was booked for them, and only before it
        begins. `seen` is the version of the appointment that the caller saw.
        """
        before = self._require_version(access, self.appointments.reached(access, appointment), seen)
        try:
            after = before.cancelled(self._second(), access.role)
        except Conflict as refusal:
            raise self._conflict(access, before, str(refusal)) from None
        if AppointmentAction.CANCEL not in before.actions(access, self.now()):
            raise (
                self._conflict(access, before, BEGUN)
                if before.client == access.client
                else NotAllowed(NOT_YOURS)
            )
        return self.appointments.view_of(
            access, self._changed(access, before, after, cancelled_notices(after, access))
        )

    def _booked(self, access: Access, appointment: str) -> AppointmentView:
        view = self.appointments.get(access, AppointmentId(appointment))
        return self.overlaps.with_overlaps(access, view)

    def _new_appointment(self, access: Access, booking: Booking) -> Appointment:
        providers = list(booking.providers) or (
            [access.person] if access.role is Role.PROVIDER else []
        )
        clients = [booking.client, *booking.participants]
        seats = [SeatId(self.ids.id()) for _ in range(MAX_PARTICIPANTS)]
        participants = seat_participants(providers, clients, seats)
        for client in clients:
            self.appointments.client_access.require(access, client)
        if not self.directory.billing_setup(access).baa_accepted:
            raise Conflict(NO_BAA)
        appointment = Appointment(
            AppointmentId(self.ids.id()),
            access.practice,
            participants,
            whole_minute(booking.starts_at),
            booking.minutes,
            booking.zone,
            self._second(),
            booking.location,
        )
        return self._with_names(access, check_time(appointment, self.now()))

    def _with_names(self, access: Access, appointment: Appointment) -> Appointment:
        people = self.directory.colleagues(access, appointment.providers)
        if any(
            person not in people or not _is_active_provider(people[person][0])
            for person in appointment.providers
        ):
            raise Invalid(fields={"provider_ids": NO_PROVIDER})
        clients = self.directory.client_names(access, appointment.clients)
        if set(clients) != set(appointment.clients):
            raise NotFound
        if not self.appointments.client_access.all_assigned(
            access, appointment.providers, appointment.clients
        ):
            raise Invalid(fields={"provider_ids": NOT_ASSIGNED})
        providers = {person: summary.name for person, (_, summary) in people.items()}
        names = [
            providers[each.person] if each.person else clients[each.client or ClientId("")]
            for each in appointment.participants
        ]
        seats = [each.seat for each in appointment.participants]
        return replace(appointment, names=tuple(zip(seats, names, strict=True)))

    def _changed(
        self, access: Access, before: Appointment, after: Appointment, notices: Sequence[Notice]
    ) -> Appointment:
        try:
            stored = self.appointments.rows.change(access, before, after, notices)
        except Conflict:
            raise Conflict(fresh=self.appointments.get(access, before.id)) from None
        self._update_room(stored)
        self._deliver(notices)
        return stored

    def _update_room(self, stored: Appointment) -> None:
        try:
            self.rooms.update_room(stored)
        except Failure:
            # The appointment is changed all the same. The room gets the change when somebody next
            # enters, and ends when its time is over.
            return

    def _deliver(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self.outbox.deliver(notice)

    def _require_version(self, access: Access, appointment: Appointment, seen: int) -> Appointment:
        if appointment.version != seen:
            raise self._conflict(access, appointment)
        return appointment

    def _conflict(self, access: Access, appointment: Appointment, why: str = "") -> Conflict:
        return Conflict(why, fresh=self.appointments.view_of(access, appointment))

    def _second(self) -> datetime:
        return self.now().replace(microsecond=0)


def _is_active_provider(member: Membership) -> bool:
    return Role.PROVIDER in member.roles and member.status is MembershipStatus.ACTIVE
