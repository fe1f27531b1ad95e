"""Appointments are booked, moved and cancelled, and the others in them are told."""

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

NO_PROVIDER = "One of these people is no active provider of the practice."
NOT_YOURS = "Only your practice can move an appointment. Please ask your provider."
BEGUN = (
    "This appointment has begun or is over, so it can no longer be cancelled here. Please tell your"
    " provider."
)


@dataclass(frozen=True, slots=True)
class Booking:
    """
    What is booked. `client`: whom it is for; `participants`: further clients; `providers`: empty
    for the one who books. `starts_at` knows its offset; `tell`: whether the others are told by
    mail.
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
    """Where an appointment is moved to; what is None stays."""

    starts_at: datetime | None = None
    minutes: int | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Bookings:
    """
    Changes of what a person reaches, see `Appointments`.

    Raises:
        NotAllowed: Not by this role. NotFound: Absent, foreign, or out of reach.
        Invalid: A value, naming its field. Conflict: It changed meanwhile; carries it as it is now.
    """

    appointments: Appointments
    directory: BookingDirectory
    rooms: RoomUpdater
    outbox: Outbox
    chance: IdGenerator
    now: Clock

    def book(
        self, access: Access, booking: Booking, once: IdempotencyKey | None
    ) -> AppointmentView:
        """
        A new appointment; a provider takes part in what they book unless they name others, an Admin
        says who does.

        Raises:
            Conflict: The agreement is not accepted yet (S32).
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        made = self.appointments.rows.result_of(access, once) if once else None
        if made:
            # Made once, and perhaps out of reach since: a repeated request grants no new access.
            return self.appointments.get(access, AppointmentId(made))
        appointment = self._made(access, booking)
        notices = booked_notices(appointment, access) if booking.tell else ()
        try:
            stored = self.appointments.rows.add(access, appointment, notices, once)
        except AlreadyProcessed as before:
            return self.appointments.get(access, AppointmentId(before.result))
        self._deliver(notices)
        return self.appointments.shown(access, stored)

    def reschedule(
        self, access: Access, appointment: AppointmentId, seen: int, move: Move
    ) -> AppointmentView:
        """
        Another time, the same room; whoever was told of the old one is told again.

        `seen`: the version they saw.
        """
        before = self._seen(access, self.appointments.reached(access, appointment), seen)
        if access.role is Role.CLIENT:
            raise NotAllowed(NOT_YOURS)
        try:
            after = before.moved(self.now(), move.starts_at, move.minutes, move.zone)
        except Conflict as no:
            raise self._conflict(access, before, str(no)) from None
        if after == before:
            return self.appointments.shown(access, before)
        notices = (
            moved_notices(after, access)
            if after.starts_at != before.starts_at or after.minutes != before.minutes
            else ()
        )
        return self.appointments.shown(access, self._changed(access, before, after, notices))

    def cancel(self, access: Access, appointment: AppointmentId, seen: int) -> AppointmentView:
        """
        Cancel it and notify the others.

        A client may until it begins, and only one booked for them.
        """
        before = self._seen(access, self.appointments.reached(access, appointment), seen)
        try:
            after = before.cancelled(self._second(), access.role)
        except Conflict as no:
            raise self._conflict(access, before, str(no)) from None
        if AppointmentAction.CANCEL not in before.actions(access, self.now()):
            raise (
                self._conflict(access, before, BEGUN)
                if before.client == access.client
                else NotAllowed(NOT_YOURS)
            )
        return self.appointments.shown(
            access, self._changed(access, before, after, cancelled_notices(after, access))
        )

    def _made(self, access: Access, booking: Booking) -> Appointment:
        providers = list(booking.providers) or (
            [access.person] if access.role is Role.PROVIDER else []
        )
        clients = [booking.client, *booking.participants]
        seats = [SeatId(self.chance.id()) for _ in range(MAX_PARTICIPANTS)]
        participants = seat_participants(providers, clients, seats)
        for client in clients:
            self.appointments.client_access.require(access, client)
        if not self.directory.billing_setup(access).baa_accepted:
            raise Conflict(NO_BAA)
        asked = Appointment(
            AppointmentId(self.chance.id()),
            access.practice,
            participants,
            whole_minute(booking.starts_at),
            booking.minutes,
            booking.zone,
            self._second(),
            booking.location,
        )
        return self._named(access, check_time(asked, self.now()))

    def _named(self, access: Access, appointment: Appointment) -> Appointment:
        people = self.directory.colleagues(access, appointment.providers)
        if any(
            who not in people or not _is_active_provider(people[who][0])
            for who in appointment.providers
        ):
            raise Invalid(fields={"provider_ids": NO_PROVIDER})
        clients = self.directory.client_names(access, appointment.clients)
        if set(clients) != set(appointment.clients):
            raise NotFound
        hosts = {who: card.name for who, (_, card) in people.items()}
        names = [
            hosts[each.person] if each.person else clients[each.client or ClientId("")]
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
        self._follow(stored)
        self._deliver(notices)
        return stored

    def _follow(self, stored: Appointment) -> None:
        try:
            self.rooms.update_room(stored)
        except Failure:
            # It is stored, so it counts: its room takes it over when somebody next comes in, and
            # ends with its time.
            return

    def _deliver(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self.outbox.deliver(notice)

    def _seen(self, access: Access, appointment: Appointment, seen: int) -> Appointment:
        if appointment.version != seen:
            raise self._conflict(access, appointment)
        return appointment

    def _conflict(self, access: Access, appointment: Appointment, why: str = "") -> Conflict:
        return Conflict(why, fresh=self.appointments.shown(access, appointment))

    def _second(self) -> datetime:
        return self.now().replace(microsecond=0)


def _is_active_provider(member: Membership) -> bool:
    return Role.PROVIDER in member.roles and member.status is MembershipStatus.ACTIVE
