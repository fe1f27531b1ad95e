"""Lets clients ask for appointments, or book them alone where a service allows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.free_times import FREE_TIME_DAYS, MAX_FREE_TIMES, FreeTime
from chalicelib.appointments.domain.notices import booked_notices, requested_notices
from chalicelib.appointments.domain.own_bookings import check_own_bookings
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.times import whole_minute
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.availability import Availability, AvailableSlot
from chalicelib.appointments.usecases.booking_requests import Booking, ServiceBooking
from chalicelib.appointments.usecases.new_appointments import NewAppointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.appointments.usecases.slots import free_bodies
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound, SlotTaken
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PersonId
from chalicelib.kernel.time_zones import zone as known_zone
from chalicelib.notices.domain import Notice
from chalicelib.practice.domain.visit_terms import Bookable, VisitTerms

MAX_COUNTED = 100
"""At most so many of a client's next appointments are counted; a series has up to 52."""
TAKEN = "This time is not available. Choose another time."


@dataclass(frozen=True, slots=True)
class ClientBookings:
    """
    Books services for the client who asks.

    The appointment is `requested` or `booked`, as the service says. The time must be
    available: within a provider's hours, free, and after the minimum notice.

    Raises:
        NotAllowed: The caller does not act as a client.
        NotFound: The client cannot book this service, or not with this provider.
        Invalid: A value is not valid. The error names the field.
        SlotTaken: The time is not available. The error has the next free times.
        Conflict: The practice has not accepted the Business Associate Agreement (S32), or the
            client has too many requests or appointments ahead.
    """

    availability: Availability
    changes: AppointmentChanges
    new_appointments: NewAppointments

    def book(
        self, access: Access, request: ServiceBooking, key: IdempotencyKey | None
    ) -> AppointmentView:
        """Book a service. A repeated request returns what the first one booked."""
        access.require_role(Role.CLIENT)
        known_zone(request.zone)
        earlier = self._earlier(access, key)
        if earlier:
            return earlier
        try:
            appointment, notices = self._stored(access, request, key)
        except (AlreadyProcessed, SlotTaken):
            # The same request may have been sent twice, and the other one has just taken the time.
            earlier = self._earlier(access, key)
            if earlier:
                return earlier
            raise
        self.changes.deliver(notices)
        return self.changes.appointments.view_of(access, appointment)

    def _earlier(self, access: Access, key: IdempotencyKey | None) -> AppointmentView | None:
        appointments = self.changes.appointments
        earlier = appointments.rows.result_of(access, key) if key else None
        return appointments.get(access, AppointmentId(earlier)) if earlier else None

    def _stored(
        self, access: Access, request: ServiceBooking, key: IdempotencyKey | None
    ) -> tuple[Appointment, Sequence[Notice]]:
        _, terms, people = self.availability.terms(access, request.service, request.provider)
        self._check_own_bookings(access)
        provider = self._free_provider(access, request, terms, people)
        appointment = self._appointment(access, request, provider, terms)
        notices_of = booked_notices if terms.bookable is Bookable.ONLINE else requested_notices
        notices, rows = notices_of(appointment, access), self.changes.appointments.rows
        try:
            stored = self.changes.slots.store(
                access,
                None,
                appointment,
                lambda days: rows.add(access, appointment, notices, key, days),
            )
        except SlotTaken:
            raise self._taken(access, request, terms, people) from None
        return stored, notices

    def _check_own_bookings(self, access: Access) -> None:
        filters = AppointmentFilter(
            since=self.availability.now(), client=access.client, limit=MAX_COUNTED
        )
        upcoming, _ = self.changes.appointments.rows.page_without_names(access, filters)
        check_own_bookings(upcoming)

    def _free_provider(
        self,
        access: Access,
        request: ServiceBooking,
        terms: VisitTerms,
        people: Sequence[PersonId],
    ) -> PersonId:
        at = whole_minute(request.starts_at)
        slots = self.availability.slots_of(access, terms, people, at, at + timedelta(minutes=1))
        if not slots or slots[0].starts_at != at:
            raise self._taken(access, request, terms, people)
        return slots[0].providers[0]

    def _appointment(
        self, access: Access, request: ServiceBooking, provider: PersonId, terms: VisitTerms
    ) -> Appointment:
        if access.client is None:
            raise NotFound
        booking = Booking(
            access.client,
            request.starts_at,
            terms.minutes,
            request.zone,
            [provider],
            service=request.service,
        )
        appointment = self.new_appointments.of(access, booking)
        if terms.bookable is Bookable.ONLINE:
            return appointment
        return replace(appointment, status=AppointmentStatus.REQUESTED)

    def _taken(
        self,
        access: Access,
        request: ServiceBooking,
        terms: VisitTerms,
        people: Sequence[PersonId],
    ) -> SlotTaken:
        since = whole_minute(request.starts_at)
        until = since + timedelta(days=FREE_TIME_DAYS)
        slots: Sequence[AvailableSlot] = self.availability.slots_of(
            access, terms, people, since, until
        )
        free = [FreeTime.at(each.starts_at, request.zone) for each in slots[:MAX_FREE_TIMES]]
        return SlotTaken(TAKEN, free=free_bodies(free))
