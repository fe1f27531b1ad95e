"""Offers free times to the clients on the waitlist, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.freed_times import FreedTime
from chalicelib.appointments.domain.notices import offer_notices
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.waitlist import (
    CHECK_EVERY,
    Wait,
    WaitStatus,
    held_appointment,
    in_order,
    new_offer,
    offer_end,
)
from chalicelib.appointments.usecases.availability import MAX_AVAILABILITY_DAYS, Availability
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.waitlist_ports import WaitEffects, WaitStore
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict, Failure, NotFound
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.practice.domain.visit_terms import VisitTerms
from chalicelib.practice.usecases.practices import PracticeSettings


@dataclass(frozen=True, slots=True)
class WaitlistOffers:
    """
    Holds free times for waiting clients, and passes each on when its offer ends.

    A time is held by the same write as a booked one, so nobody else can take it. Whoever
    came first is asked first. A time is passed on in the transaction that ends the offer.
    """

    waits: WaitStore
    slots: Slots
    availability: Availability
    practices: PracticeSettings
    ids: IdGenerator
    now: Clock

    def run_due(self) -> int:
        """End offers that are over, offer free times, and return the number of offers."""
        now = self.now()
        checked = sum(self._check(each) for each in self.waits.due(now))
        return checked + sum(self._pass_on(each) for each in self.waits.freed(now))

    def hold(self, access: Access, wait: Wait, provider: PersonId, starts_at: datetime) -> Wait:
        """
        Hold a time for a client, and store the notice that tells them.

        Raises:
            NotFound: The service or the provider is not there for this client any more.
            SlotTaken: The time is taken.
            Conflict: The client does not wait any more, or the time is too near to offer.
        """
        terms, people = self._terms(access, wait)
        if provider not in people:
            raise NotFound
        ends = self._offer_end(wait, starts_at, terms)
        if ends is None:
            raise Conflict("This time is too near to offer it. Book it for the client instead.")
        return self._hold(access, wait, provider, starts_at, ends)

    def release(self, access: Access, wait: Wait, purpose: str, after: Wait | None = None) -> Wait:
        """
        End an offer, and set its time free for the next client.

        `after` is the wait then; without it, the client goes on waiting. Raises Conflict if
        the wait has changed.
        """
        offer, changed = wait.offer, after or wait.without_offer(self.now())
        if offer is None:
            raise Conflict
        held = held_appointment(wait, offer, self._seats())
        before, after_it = (
            timedelta(minutes=each) for each in (offer.buffer_before, offer.buffer_after)
        )
        freed = FreedTime(
            wait.practice,
            offer.appointment,
            wait.version,
            (offer.provider,),
            held.starts_at - before,
            held.ends_at + after_it,
        )

        def write(days: Sequence[ProviderDay]) -> Appointment:
            effects = WaitEffects(days, freed=freed)
            self.waits.change(access, wait, changed, purpose, effects)
            return held

        free = replace(held, status=AppointmentStatus.CANCELLED)
        self.slots.store(access, held, free, write)
        return replace(changed, version=wait.version + 1)

    def _check(self, wait: Wait) -> int:
        access = system(wait.practice)
        try:
            if wait.status is WaitStatus.OFFERED:
                self.release(access, wait, "end offer of a time")
                return 0
            if wait.is_late(self.now()):
                ended = wait.over(WaitStatus.ENDED)
                self.waits.change(access, wait, ended, "end wait", WaitEffects())
                return 0
            return self._look_for_times(access, wait)
        except Failure:
            # This wait is checked again in a minute, and the others go on. Its client may have
            # accepted or left at this moment, too.
            return 0

    def _look_for_times(self, access: Access, wait: Wait) -> int:
        now = self.now()
        last = datetime.combine(wait.until, time.max, UTC) + timedelta(days=1)
        until = min(last, now + timedelta(days=MAX_AVAILABILITY_DAYS))
        offers = self._offer_in(access, wait.practice, wait.providers, (now, until))
        self.waits.postpone(wait, now + CHECK_EVERY)
        return offers

    def _pass_on(self, freed: FreedTime) -> int:
        access = system(freed.practice)
        try:
            span = freed.starts_at, freed.ends_at
            offers = self._offer_in(access, freed.practice, freed.providers, span)
            self.waits.forget(freed)
        except Failure:
            # The time stays in the queue, so that the rest is asked in a minute.
            return 0
        return offers

    def _offer_in(
        self,
        access: Access,
        practice: PracticeId,
        providers: Sequence[PersonId],
        span: tuple[datetime, datetime],
    ) -> int:
        """Offer times that start in a span to all whom they suit, in order; count offers."""
        offers = 0
        for wait in in_order(self.waits.all_open(practice)):
            try:
                offers += self._offer_first(access, wait, providers, span)
            except (Conflict, NotFound):
                # The client, the time or the service is gone in the meantime: the next one's turn.
                continue
        return offers

    def _offer_first(
        self,
        access: Access,
        wait: Wait,
        providers: Sequence[PersonId],
        span: tuple[datetime, datetime],
    ) -> int:
        terms, people = self._terms(access, wait)
        free = [each for each in people if each in providers]
        for slot in self.availability.slots_of(access, terms, free, *span) if free else ():
            for provider in slot.providers:
                ends = self._offer_end(wait, slot.starts_at, terms)
                if ends and wait.accepts(provider, slot.starts_at):
                    self._hold(access, wait, provider, slot.starts_at, ends)
                    return 1
        return 0

    def _terms(self, access: Access, wait: Wait) -> tuple[VisitTerms, Sequence[PersonId]]:
        """Return the service's terms, and who of the wait's providers can hold the visit."""
        stored, terms = self.availability.services.get(access, wait.service)
        pairs = self.availability.client_access.assignments.assigned(
            access, wait.providers, [wait.client]
        )
        assigned = {who for who, _ in pairs}
        return terms, [who for who in wait.providers if who in assigned & stored.people]

    def _offer_end(self, wait: Wait, starts_at: datetime, terms: VisitTerms) -> datetime | None:
        practice = self.practices.get(wait.practice)
        notice, rule = terms.minimum_notice, practice.reminders
        return offer_end(self.now(), starts_at, notice, rule, practice.zone)

    def _hold(
        self, access: Access, wait: Wait, provider: PersonId, starts_at: datetime, ends: datetime
    ) -> Wait:
        terms, _ = self._terms(access, wait)
        appointment = AppointmentId(self.ids.id())
        offer = new_offer(appointment, provider, starts_at, terms, ends)
        after = wait.offered(offer)
        held = held_appointment(wait, offer, self._seats())

        def write(days: Sequence[ProviderDay]) -> Appointment:
            effects = WaitEffects(days, offer_notices(after))
            self.waits.change(access, wait, after, "offer a time", effects)
            return held

        self.slots.store(access, None, held, write)
        return replace(after, version=wait.version + 1)

    def _seats(self) -> Sequence[SeatId]:
        return [SeatId(self.ids.id()) for _ in range(2)]
