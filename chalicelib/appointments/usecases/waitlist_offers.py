"""Offers free times to the clients on the waitlist, one after the other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.freed_times import FreedTime
from chalicelib.appointments.domain.notices import offer_notices
from chalicelib.appointments.domain.offers import new_offer
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.waitlist import (
    CHECK_EVERY,
    Wait,
    WaitStatus,
    held_appointment,
    in_order,
)
from chalicelib.appointments.usecases.availability import MAX_AVAILABILITY_DAYS, Availability
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.suitable_times import SuitableTime, SuitableTimes
from chalicelib.appointments.usecases.wait_providers import WaitChoices, WaitProviders
from chalicelib.appointments.usecases.waitlist_ports import WaitEffects, WaitStore
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict, Failure, NotFound
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId, SeatId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.skipped_failures import note_skipped
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
    providers: WaitProviders
    practices: PracticeSettings
    ids: IdGenerator
    now: Clock

    def run_due(self) -> int:
        """
        End offers that are over, offer free times, and return the number of offers.

        Times that were set free come first. Each practice's other free times are then looked
        for once, for all its waits that are due.
        """
        now = self.now()
        due, looking = self.waits.due(now), defaultdict(list)
        for each in due:
            if each.status is WaitStatus.WAITING and not each.is_late(now):
                looking[each.practice].append(each)
            else:
                self._settle(each)
        offers = sum(self._pass_on(each) for each in self.waits.freed(now))
        return offers + sum(self._look_for_times(*each) for each in looking.items())

    def hold(self, access: Access, wait: Wait, provider: PersonId, starts_at: datetime) -> Wait:
        """
        Hold a time for a client, and store the notice that tells them.

        The time may be another one than the client wishes, and so may the provider.

        Raises:
            NotFound: The service or the provider is not there for this client any more.
            SlotTaken: The time is taken.
            Conflict: The client does not wait any more, or the time is too near to offer.
            Invalid: The time is not before the appointment that it replaces.
        """
        current, times = self._current(access, wait), self._possible_times(access, wait)
        return self._hold(access, current, times.at(current, provider, starts_at))

    def times(
        self, access: Access, wait: Wait, span: tuple[datetime, datetime]
    ) -> Sequence[SuitableTime]:
        """Return the times in a span that staff can offer to a client, in order."""
        current, times = self._current(access, wait), self._possible_times(access, wait)
        return list(times.all(current, span))

    def stands(self, access: Access, wait: Wait) -> bool:
        """Return whether the provider of an offer can still hold the visit."""
        return self.providers.of(access, [wait]).offer_stands(wait)

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

    def _settle(self, wait: Wait) -> None:
        """End an offer that is over, or whose provider is gone, or a wait that is late."""
        access, now = system(wait.practice), self.now()
        try:
            if wait.status is not WaitStatus.OFFERED or wait.offer is None:
                ended = wait.over(WaitStatus.EXPIRED, now)
                self.waits.change(access, wait, ended, "end wait", WaitEffects())
            elif now < wait.offer.ends and self.stands(access, wait):
                self.waits.postpone(wait, wait.offer.next_check(now))
            else:
                self.release(access, wait, "end offer of a time")
        except Failure as failure:
            # This wait is checked again in a minute, and the others go on. Its client may have
            # accepted or left at this moment, too.
            note_skipped(failure, wait.id)

    def _look_for_times(self, practice: PracticeId, due: Sequence[Wait]) -> int:
        now, access = self.now(), system(practice)
        last = datetime.combine(max(each.until for each in due), time.max, UTC) + timedelta(days=1)
        span = now, min(last, now + timedelta(days=MAX_AVAILABILITY_DAYS))
        try:
            waits = in_order(self.waits.all_open(practice))
            choices = self.providers.of(access, waits)
            of_due = {who for each in due for who in choices.of(each)}
            suited = [each for each in waits if not of_due.isdisjoint(choices.of(each))]
            offers = self._offer_in(access, suited, choices, span)
            for each in due:
                self.waits.postpone(each, now + CHECK_EVERY)
        except Failure as failure:
            # These waits are checked again in a minute, and the other practices go on.
            note_skipped(failure, practice)
            return 0
        return offers

    def _pass_on(self, freed: FreedTime) -> int:
        access = system(freed.practice)
        try:
            waits = in_order(self.waits.all_open(freed.practice))
            choices = self.providers.of(access, waits, freed.providers)
            span = freed.starts_at, freed.ends_at
            offers = self._offer_in(access, waits, choices, span)
            self.waits.forget(freed)
        except Failure as failure:
            # The time stays in the queue, so that the rest is asked in a minute.
            note_skipped(failure, freed.appointment)
            return 0
        return offers

    def _offer_in(
        self,
        access: Access,
        waits: Sequence[Wait],
        choices: WaitChoices,
        span: tuple[datetime, datetime],
    ) -> int:
        """Offer times that start in a span to all whom they suit, in order; count offers."""
        suited = [each for each in waits if choices.of(each)]
        if not suited:
            return 0
        offers, times = 0, self._times(access, choices)
        for wait in suited:
            try:
                offers += self._offer_first(access, wait, times, span)
            except (Conflict, NotFound):
                # The client, the time or the service is gone in the meantime: the next one's turn.
                continue
        return offers

    def _offer_first(
        self,
        access: Access,
        wait: Wait,
        times: SuitableTimes,
        span: tuple[datetime, datetime],
    ) -> int:
        current = self._current(access, wait)
        suitable = times.first(current, span)
        if suitable is None:
            return 0
        times.reread(suitable.provider)
        self._hold(access, current, suitable)
        return 1

    def _current(self, access: Access, wait: Wait) -> Wait:
        """Return the wait as the appointment that it replaces is now."""
        if wait.replaces is None:
            return wait
        try:
            replaced = self.slots.rows.without_names(access, wait.replaces)
        except NotFound:
            return wait.beside(None, self.now())
        return wait.beside(replaced, self.now())

    def _possible_times(self, access: Access, wait: Wait) -> SuitableTimes:
        """Return the times of all who can hold the visit, also those not wished for."""
        return self._times(access, self.providers.of(access, [replace(wait, providers=())]))

    def _times(self, access: Access, choices: WaitChoices) -> SuitableTimes:
        practice = self.practices.get(access.practice)
        return SuitableTimes(access, self.availability, practice, choices)

    def _hold(self, access: Access, wait: Wait, suitable: SuitableTime) -> Wait:
        appointment = AppointmentId(self.ids.id())
        offer = new_offer(
            appointment, suitable.provider, suitable.starts_at, suitable.terms, suitable.ends
        )
        after = wait.offered(offer, self.now())
        held = held_appointment(wait, offer, self._seats())

        def write(days: Sequence[ProviderDay]) -> Appointment:
            effects = WaitEffects(days, offer_notices(after))
            self.waits.change(access, wait, after, "offer a time", effects)
            return held

        self.slots.store(access, None, held, write)
        return replace(after, version=wait.version + 1)

    def _seats(self) -> Sequence[SeatId]:
        return [SeatId(self.ids.id()) for _ in range(2)]
