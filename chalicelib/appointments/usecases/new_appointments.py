"""Makes appointments of booking requests, with all checks but the one of the time."""

from dataclasses import dataclass, replace

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.participants import MAX_PARTICIPANTS, seat_participants
from chalicelib.appointments.domain.times import check_booking_time, whole_minute
from chalicelib.appointments.usecases.booking_requests import Booking
from chalicelib.appointments.usecases.overlaps import NOT_ASSIGNED
from chalicelib.appointments.usecases.ports import BookingDirectory
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, SeatId, ServiceId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.practice.domain.service import NO_BAA
from chalicelib.practice.usecases.visit_services import VisitServices

NOT_OFFERED = "One of these providers does not offer this service. Choose another one."
NO_PROVIDER = "One of these people is not an active provider of the practice."


@dataclass(frozen=True, slots=True)
class NewAppointments:
    """
    Makes the appointment that a person wants to book. Nothing is stored.

    Raises:
        NotFound: The practice has no such client or service, or the caller may not see them.
        Invalid: A value is not valid. The error names the field.
        Conflict: The practice has not accepted the Business Associate Agreement (S32).
    """

    client_access: ClientAccess
    directory: BookingDirectory
    services: VisitServices
    ids: IdGenerator
    now: Clock

    def of(self, access: Access, booking: Booking) -> Appointment:
        """Return the appointment for a booking request, with its participants' names."""
        providers = list(booking.providers) or (
            [access.person] if access.role is Role.PROVIDER else []
        )
        clients = [booking.client, *booking.participants]
        seats = [SeatId(self.ids.id()) for _ in range(MAX_PARTICIPANTS)]
        participants = seat_participants(providers, clients, seats)
        for client in clients:
            self.client_access.require(access, client)
        if not self.directory.billing_setup(access).baa_accepted:
            raise Conflict(NO_BAA)
        appointment = Appointment(
            AppointmentId(self.ids.id()),
            access.practice,
            participants,
            whole_minute(booking.starts_at),
            booking.minutes,
            booking.zone,
            self.now().replace(microsecond=0),
            booking.location,
        )
        for_service = self._with_service(access, appointment, booking.service)
        check_booking_time(for_service.starts_at, for_service.minutes, booking.zone, self.now())
        return self._with_names(access, for_service)

    def _with_service(
        self, access: Access, appointment: Appointment, service: ServiceId | None
    ) -> Appointment:
        if service is None:
            return appointment
        stored, terms = self.services.get(access, service)
        if not stored.people.issuperset(appointment.providers):
            raise Invalid(fields={"provider_ids": NOT_OFFERED})
        return replace(
            appointment,
            minutes=appointment.minutes or terms.minutes,
            location=terms.location,
            service=service,
            service_name=stored.service.name,
            buffer_before=terms.buffer_before,
            buffer_after=terms.buffer_after,
            notice_period=terms.notice_period,
        )

    def _with_names(self, access: Access, appointment: Appointment) -> Appointment:
        people = self.directory.colleagues(access, appointment.providers)
        if any(
            person not in people or not people[person][0].is_active_provider
            for person in appointment.providers
        ):
            raise Invalid(fields={"provider_ids": NO_PROVIDER})
        clients = self.directory.client_names(access, appointment.clients)
        if set(clients) != set(appointment.clients):
            raise NotFound
        if not self.client_access.all_assigned(access, appointment.providers, appointment.clients):
            raise Invalid(fields={"provider_ids": NOT_ASSIGNED})
        providers = {person: summary.name for person, (_, summary) in people.items()}
        names = [
            providers[each.person] if each.person else clients[each.client or ClientId("")]
            for each in appointment.participants
        ]
        seats = [each.seat for each in appointment.participants]
        return replace(appointment, names=tuple(zip(seats, names, strict=True)))
