"""Lets clients wait for an earlier time, and accept or decline offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import booked_notices, cancelled_notices
from chalicelib.appointments.domain.offers import Offer
from chalicelib.appointments.domain.slots import ProviderDay, busy_interval
from chalicelib.appointments.domain.times import whole_minute
from chalicelib.appointments.domain.waitlist import (
    NO_OFFER,
    Wait,
    WaitStatus,
)
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.availability import Availability
from chalicelib.appointments.usecases.booking_requests import Booking
from chalicelib.appointments.usecases.new_appointments import NewAppointments
from chalicelib.appointments.usecases.new_waits import NewWaits, WaitRequest
from chalicelib.appointments.usecases.wait_providers import WaitChoices
from chalicelib.appointments.usecases.wait_views import WaitView, WaitViews
from chalicelib.appointments.usecases.waitlist_offers import WaitlistOffers
from chalicelib.appointments.usecases.waitlist_ports import AcceptedOffer, WaitEffects, WaitStore
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound, SlotTaken
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId, ServiceId, WaitId


@dataclass(frozen=True, slots=True)
class WaitFilter:
    """Selects waits of one client, for one provider or for one service."""

    client: ClientId | None = None
    provider: PersonId | None = None
    service: ServiceId | None = None


@dataclass(frozen=True, slots=True)
class OfferableTime:
    """A time that can be offered; `suits` says whether it is as the client wishes."""

    provider: PersonId
    starts_at: datetime
    suits: bool


NO_FILTER = WaitFilter()


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
    new_waits: NewWaits
    views: WaitViews

    def join(self, access: Access, request: WaitRequest, key: IdempotencyKey | None) -> Wait:
        """Put a client on the waitlist; a repeated request returns the existing wait."""
        earlier = self.waits.result_of(access, key) if key else None
        if earlier:
            return self.reached(access, WaitId(earlier))
        client = access.client if access.role is Role.CLIENT else request.client
        if client is None or request.client not in {None, client}:
            raise NotFound
        self.availability.client_access.require(access, client)
        wait = self.new_waits.of(access, client, request)
        try:
            return self.waits.add(access, wait, key)
        except AlreadyProcessed as twin:
            return self.reached(access, WaitId(twin.result))

    def list(self, access: Access, selection: WaitFilter = NO_FILTER) -> Sequence[WaitView]:
        """
        Return the open waits that the caller may see, who came first at the top.

        A client gets their own waits, an Admin all. A provider gets those for visits that
        they can hold, and those that nobody can hold any more.
        """
        client, provider = selection.client, selection.provider
        if access.role is Role.CLIENT:
            client = client or access.client
        if client:
            self.availability.client_access.require(access, client)
        elif access.role is Role.PROVIDER:
            provider = access.person
        waits: Sequence[Wait] = [
            each
            for each in self.waits.all_open(access.practice)
            if client in {None, each.client} and selection.service in {None, each.service}
        ]
        if client is None:
            clients = {each.client for each in waits}
            seen = set(self.availability.client_access.reached(access, clients))
            waits = [each for each in waits if each.client in seen]
        choices = self.views.providers.of(access, waits)
        if provider:
            waits = _of_provider(access, waits, provider, choices)
        ordered = sorted(waits, key=lambda each: (each.created_at, each.id))
        return self.views.of(access, ordered, choices)

    def ended(
        self, access: Access, client: ClientId, cursor: str | None
    ) -> tuple[Sequence[WaitView], str | None]:
        """Return a page of the ended waits of a client, newest first."""
        self.availability.client_access.require(access, client)
        waits, following = self.waits.ended(access, client, cursor)
        return self.views.of(access, waits), following

    def reached(self, access: Access, wait: WaitId) -> Wait:
        """Return a wait. Raises NotFound when the caller may not see its client."""
        stored = self.waits.get(access.practice, wait)
        self.availability.client_access.require(access, stored.client)
        return stored

    def leave(self, access: Access, wait: WaitId, reason: str = "") -> None:
        """
        Take a client off the waitlist; a time that is held for them becomes free.

        Staff can give a reason, which the client may read.
        """
        stored = self.reached(access, wait)
        if not stored.is_open:
            return
        after = stored.over(WaitStatus.WITHDRAWN, self.availability.now(), reason)
        purpose = "leave waitlist"
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

    def times(
        self, access: Access, wait: WaitId, span: tuple[datetime, datetime]
    ) -> tuple[Sequence[OfferableTime], Mapping[str, str]]:
        """Return the times that staff can offer, and the names of their providers by id."""
        access.require_role(Role.ADMIN, Role.PROVIDER)
        stored = self.reached(access, wait)
        times = [
            OfferableTime(
                each.provider, each.starts_at, stored.suits(each.provider, each.starts_at)
            )
            for each in self.offers.times(access, stored, span)
        ]
        people = {each.provider for each in times}
        return times, self.views.names.names(access, (), people) if people else {}

    def accept(self, access: Access, wait: WaitId) -> AppointmentView:
        """
        Book the time that is held for a client, instead of the appointment they named.

        Everything is stored in one transaction. Accepting again returns the appointment.
        """
        stored, appointments = self.reached(access, wait), self.changes.appointments
        if stored.status is WaitStatus.BOOKED and stored.offer:
            return appointments.get(access, stored.offer.appointment)
        now = self.availability.now()
        offer = stored.current_offer(now)
        if not self.offers.stands(access, stored):
            raise Conflict(NO_OFFER)
        acceptance = self._acceptance(access, stored, offer)
        after = stored.over(WaitStatus.BOOKED, now)

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
        ).without_past_notice(self.availability.now())
        notices, replaced = booked_notices(appointment, access), None
        if before := self.views.replaced(access, wait):
            now = self.availability.now().replace(microsecond=0)
            # The practice offered the earlier time, so giving up the other one is never late.
            replaced = before, replace(before.cancelled(now, access.role), is_late=False)
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


def _of_provider(
    access: Access, waits: Sequence[Wait], provider: PersonId, choices: WaitChoices
) -> Sequence[Wait]:
    own = access.role is Role.PROVIDER
    return [
        each
        for each in waits
        if provider in choices.possible[each.id] or (own and not choices.of(each))
    ]
