"""Lets clients wait for an earlier time, and accept or decline offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import booked_notices, cancelled_notices
from chalicelib.appointments.domain.slots import ProviderDay, busy_interval
from chalicelib.appointments.domain.status import AppointmentAction
from chalicelib.appointments.domain.times import whole_minute
from chalicelib.appointments.domain.waitlist import (
    MAX_OPEN_WAITS,
    NO_OFFER,
    DayPart,
    Offer,
    Wait,
    WaitStatus,
    validate_wait,
)
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.availability import Availability
from chalicelib.appointments.usecases.booking_requests import Booking
from chalicelib.appointments.usecases.calendar import CalendarNames
from chalicelib.appointments.usecases.new_appointments import NOT_OFFERED, NewAppointments
from chalicelib.appointments.usecases.overlaps import NOT_ASSIGNED
from chalicelib.appointments.usecases.waitlist_offers import WaitlistOffers
from chalicelib.appointments.usecases.waitlist_ports import AcceptedOffer, WaitEffects, WaitStore
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, SlotTaken
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, ServiceId, WaitId

NOT_REPLACED = "Choose an appointment of this client that can still be cancelled."
TOO_MANY = f"A client can wait for {MAX_OPEN_WAITS} visits at a time. Remove another one first."


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """What a client waits for; `client` is None if clients ask for themselves."""

    client: ClientId | None
    service: ServiceId
    until: date
    zone: str
    providers: Sequence[PersonId] = ()
    weekdays: frozenset[int] = frozenset()
    parts: frozenset[DayPart] = frozenset()
    replaces: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class Waitlist:
    """
    Keeps who waits for a time, for clients themselves and for their staff.

    A client sees only their own waits. Staff see those of clients whom they may see (S2).

    Raises:
        NotFound: There is no such wait or client, or the caller may not see them.
        Invalid: A value is not valid. The error names the field.
        Conflict: The wait has changed, or its offer has ended.
    """

    waits: WaitStore
    offers: WaitlistOffers
    changes: AppointmentChanges
    new_appointments: NewAppointments
    availability: Availability
    names: CalendarNames

    def names_of(self, access: Access, waits: Sequence[Wait]) -> Mapping[str, str]:
        """Return the names of the clients, providers and services of some waits, by id."""
        if not waits:
            return {}
        people = {who for each in waits for who in each.providers}
        names = self.names.names(access, {each.client for each in waits}, people)
        services = self.availability.services.rows.all(access.practice)
        return {**names, **{each.service.id: each.service.name for each in services}}

    def replaced(self, access: Access, wait: Wait) -> Appointment | None:
        """
        Return the appointment that accepting an offer cancels, or None.

        It must be one that the caller can still cancel, and later than the offered time.
        """
        if wait.replaces is None:
            return None
        try:
            old = self.changes.appointments.reached(access, wait.replaces)
        except NotFound:
            return None
        is_later = wait.offer is None or wait.offer.starts_at < old.starts_at
        actions = old.actions(access, self.availability.now())
        can_cancel = old.client == wait.client and AppointmentAction.CANCEL in actions
        return old if can_cancel and is_later else None

    def join(self, access: Access, request: WaitRequest, key: IdempotencyKey | None) -> Wait:
        """Put a client on the waitlist; a repeated request returns the existing wait."""
        earlier = self.waits.result_of(access, key) if key else None
        if earlier:
            return self.reached(access, WaitId(earlier))
        client = access.client if access.role is Role.CLIENT else request.client
        if client is None or request.client not in {None, client}:
            raise NotFound
        self.availability.client_access.require(access, client)
        own = [each for each in self.waits.all_open(access.practice) if each.client == client]
        if len(own) >= MAX_OPEN_WAITS:
            raise Conflict(TOO_MANY)
        wait = self._new(access, client, request)
        try:
            return self.waits.add(access, wait, key)
        except AlreadyProcessed as twin:
            return self.reached(access, WaitId(twin.result))

    def list(
        self, access: Access, client: ClientId | None = None, provider: PersonId | None = None
    ) -> Sequence[Wait]:
        """
        Return the open waits that the caller may see, who came first at the top.

        Without `client` and `provider`, a client gets their own waits, a provider those for
        them, and an Admin all.
        """
        if access.role is Role.CLIENT:
            client = client or access.client
        if client:
            self.availability.client_access.require(access, client)
        elif access.role is Role.PROVIDER:
            provider = access.person
        waits = [
            each
            for each in self.waits.all_open(access.practice)
            if client in {None, each.client} and (provider is None or provider in each.providers)
        ]
        clients = {each.client for each in waits}
        seen = {client} if client else self._reached_clients(access, clients)
        ordered = sorted(waits, key=lambda each: (each.created_at, each.id))
        return [each for each in ordered if each.client in seen]

    def reached(self, access: Access, wait: WaitId) -> Wait:
        """Return a wait. Raises NotFound when the caller may not see its client."""
        stored = self.waits.get(access.practice, wait)
        self.availability.client_access.require(access, stored.client)
        return stored

    def leave(self, access: Access, wait: WaitId) -> None:
        """Take a client off the waitlist; a time that is held for them becomes free."""
        stored = self.reached(access, wait)
        if not stored.is_open:
            return
        after, purpose = stored.over(WaitStatus.ENDED), "leave waitlist"
        if stored.status is WaitStatus.OFFERED:
            self.offers.release(access, stored, purpose, after)
        else:
            self.waits.change(access, stored, after, purpose, WaitEffects())

    def decline(self, access: Access, wait: WaitId) -> Wait:
        """Decline an offer: the client stays on the waitlist, and the next one is asked."""
        stored = self.reached(access, wait)
        stored.current_offer(self.availability.now())
        return self.offers.release(access, stored, "decline offer of a time")

    def offer(self, access: Access, wait: WaitId, provider: PersonId, starts_at: datetime) -> Wait:
        """Offer a client a time by hand, whoever else waits."""
        access.require_role(Role.ADMIN, Role.PROVIDER)
        stored = self.reached(access, wait)
        return self.offers.hold(access, stored, provider, whole_minute(starts_at))

    def accept(self, access: Access, wait: WaitId) -> AppointmentView:
        """
        Book the time that is held for a client, instead of the appointment they named.

        Everything is stored in one transaction. Accepting again returns the appointment.
        """
        stored, appointments = self.reached(access, wait), self.changes.appointments
        if stored.status is WaitStatus.BOOKED and stored.offer:
            return appointments.get(access, stored.offer.appointment)
        offer = stored.current_offer(self.availability.now())
        acceptance = self._acceptance(access, stored, offer)
        after = stored.over(WaitStatus.BOOKED)

        def write(days: Sequence[ProviderDay]) -> Appointment:
            all_days = self._with_replaced(access, days, acceptance.replaced)
            return self.waits.accept(access, stored, after, acceptance, all_days)

        try:
            booked = self.changes.slots.store(access, None, acceptance.appointment, write)
        except SlotTaken:
            raise
        except Conflict:
            raise Conflict(NO_OFFER) from None
        self.changes.deliver(acceptance.notices)
        if acceptance.replaced:
            self.changes.update_room(acceptance.replaced[1])
        return appointments.view_of(access, booked)

    def _new(self, access: Access, client: ClientId, request: WaitRequest) -> Wait:
        _, _, offered = self.availability.terms(access, request.service, None)
        pairs = self.availability.client_access.assignments.assigned(access, offered, [client])
        assigned = [who for who in offered if (who, client) in set(pairs)]
        providers = list(dict.fromkeys(request.providers)) or assigned
        if not set(providers) <= set(offered):
            raise Invalid(fields={"provider_ids": NOT_OFFERED})
        if not providers or not set(providers) <= set(assigned):
            raise Invalid(fields={"provider_ids": NOT_ASSIGNED})
        now = self.availability.now().replace(microsecond=0)
        wait = Wait(
            WaitId(self.new_appointments.ids.id()),
            access.practice,
            client,
            request.service,
            tuple(providers),
            request.until,
            request.zone,
            now,
            request.weekdays,
            request.parts,
            request.replaces,
            next_check=now,
        )
        if request.replaces:
            wait = wait.beside(self.replaced(access, wait), now)
            if wait.replaces is None:
                raise Invalid(fields={"replaces": NOT_REPLACED})
        return validate_wait(wait, now)

    def _acceptance(self, access: Access, wait: Wait, offer: Offer) -> AcceptedOffer:
        booking = Booking(
            wait.client,
            offer.starts_at,
            offer.minutes,
            wait.zone,
            [offer.provider],
            service=wait.service,
        )
        appointment = replace(
            self.new_appointments.of(access, booking),
            id=offer.appointment,
            buffer_before=offer.buffer_before,
            buffer_after=offer.buffer_after,
        )
        notices, replaced = booked_notices(appointment, access), None
        if before := self.replaced(access, wait):
            now = self.availability.now().replace(microsecond=0)
            replaced = before, before.cancelled(now, access.role)
            notices += cancelled_notices(replaced[1], access)
        return AcceptedOffer(appointment, replaced, notices)

    def _with_replaced(
        self,
        access: Access,
        days: Sequence[ProviderDay],
        replaced: tuple[Appointment, Appointment] | None,
    ) -> Sequence[ProviderDay]:
        """Return the days to store, without the time of the replaced appointment."""
        interval = busy_interval(replaced[0]) if replaced else None
        if replaced is None or interval is None:
            return days
        old = replaced[0]
        in_days = {(each.provider, each.day) for each in days}
        stored = self.changes.appointments.rows.provider_days(
            access, old.providers, list(interval.days)
        )
        rest = [each for each in stored if (each.provider, each.day) not in in_days]
        return [each.without({old.id}) for each in (*days, *rest)]

    def _reached_clients(self, access: Access, clients: set[ClientId]) -> set[ClientId]:
        return set(self.availability.client_access.reached(access, clients))
