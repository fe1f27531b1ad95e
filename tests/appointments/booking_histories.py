"""Makes random histories of what clients and staff do with appointments."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chalicelib.appointments.domain.own_bookings import check_own_bookings
from chalicelib.appointments.domain.slots import busy_interval
from chalicelib.appointments.domain.status import HOLDING, AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import (
    Booking,
    Move,
    ProviderChange,
    ServiceBooking,
)
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, SlotTaken
from chalicelib.kernel.ids import AppointmentId
from tests.appointments.booking_invariants import DAY, BookingInvariants
from tests.appointments.booking_worlds import ZONE
from tests.appointments.domain.sample_appointments import an_appointment

QUARTER = timedelta(minutes=15)
QUARTERS = st.integers(1, 60)
"""Quarters of an hour from now on, so that the histories reach into the next UTC day."""
MINUTES = st.sampled_from([15, 30, 50, 90])
BUFFERS = st.sampled_from([0, 0, 10])
PROVIDERS = st.sampled_from([("sam",), ("kim",), ("sam", "kim")])
NUMBERS = count()
ALLOWED = st.sampled_from([False, False, True])
DATA = st.data()


class BookingHistory(BookingInvariants):
    """
    Books, answers, moves and ends visits of one client with two providers.

    The use cases run one after the other. Where two people act at one moment, the store is
    changed as the use cases do it, with another change before the first write. `knowing` has the
    ids of appointments whose time somebody took although it was taken. A subclass provides the
    people and use cases in `make_world`.
    """

    def at(self, quarters):
        """Return a time after the next full hour, so that it is never over."""
        now = self.world.now().replace(minute=0, second=0, microsecond=0)
        return now + (4 + quarters) * QUARTER

    def put(self, before, after, *, allowed=False, meanwhile=None):
        """Store a change as the use cases do; `meanwhile` runs before the first write."""
        rows, access, first = self.world.rows, self.world.sam, [meanwhile]

        def write(days):
            interruption = first.pop() if first else None
            if interruption:
                interruption()
            if before is None:
                return rows.add(access, after, (), None, days)
            return rows.change(access, before, after, (), days)

        try:
            new = self.world.slots.store(access, before, after, write, allow_overlap=allowed)
        except SlotTaken:
            return
        if before is None:
            self.ids.append(new.id)
        (self.knowing.add if allowed else self.knowing.discard)(new.id)

    def people(self, names):
        return tuple(getattr(self.world, name).person for name in names)

    def new(self, quarters, minutes, buffer, providers):
        return an_appointment(
            providers,
            (self.world.client.client,),
            id=AppointmentId(f"apt-{next(NUMBERS)}"),
            practice=self.world.sam.practice,
            starts_at=self.at(quarters),
            minutes=minutes,
            buffer_after=buffer,
        )

    def named(self, appointment):
        """Return an appointment with its names, which a change stores again."""
        return self.world.rows.get(self.world.sam, appointment.id, lambda _: None)

    def has_enough(self):
        """Return whether the client may ask for no more appointments."""
        now = self.world.now()
        ahead = [each for each in self.stored() if each.starts_at >= now]
        try:
            check_own_bookings(ahead)
        except Conflict:
            return True
        return False

    def ask(self, starts_at, provider=None):
        request = ServiceBooking(self.world.service, starts_at, ZONE, provider)
        view = self.world.client_bookings.book(self.world.client, request, None)
        self.ids.append(view.appointment.id)
        return view.appointment

    def is_refused(self, starts_at):
        """Check that the client can ask for no more, whether the time is free or not."""
        with suppress(Conflict):
            self.ask(starts_at)
            raise AssertionError

    @rule(data=DATA)
    def ask_for_an_offered_slot(self, data):
        slots, has_enough = self.slots(), self.has_enough()
        if slots:
            provider, starts_at = data.draw(st.sampled_from(slots))
            if has_enough:
                self.is_refused(starts_at)
                return
            assert self.ask(starts_at, provider).status is AppointmentStatus.REQUESTED

    @rule(quarters=QUARTERS)
    def ask_for_any_time(self, quarters):
        starts_at, offered = self.at(quarters), {at for _, at in self.slots()}
        if self.has_enough():
            self.is_refused(starts_at)
            return
        try:
            self.ask(starts_at)
        except SlotTaken as refusal:
            assert starts_at not in offered
            until = self.world.now() + DAY
            free = {datetime.fromisoformat(each["starts_at"]) for each in refusal.free}
            assert {each for each in free if each < until} <= offered
        else:
            assert starts_at in offered

    @rule(quarters=QUARTERS, minutes=st.sampled_from([15, 50, 90]), allowed=ALLOWED, data=DATA)
    def staff_book(self, quarters, minutes, allowed, data):
        who = data.draw(st.sampled_from([self.world.sam, self.world.kim]))
        client = self.world.client.client
        booking = Booking(client, self.at(quarters), minutes, ZONE, allow_overlap=allowed)
        try:
            view = self.world.bookings.book(who, booking, None)
        except SlotTaken as refusal:
            self.check_free_times(refusal, who, timedelta(minutes=minutes))
            return
        self.ids.append(view.appointment.id)
        if allowed:
            self.knowing.add(view.appointment.id)

    @rule(quarters=QUARTERS, minutes=MINUTES, buffer=BUFFERS, providers=PROVIDERS, allowed=ALLOWED)
    def book_for_several(self, quarters, minutes, buffer, providers, allowed):
        new = self.new(quarters, minutes, buffer, self.people(providers))
        self.put(None, new, allowed=allowed)

    @rule(quarters=QUARTERS, minutes=MINUTES, providers=PROVIDERS, depth=st.integers(1, 3))
    def book_at_once(self, quarters, minutes, providers, depth):
        """Begin several bookings of one time, each before the one around it is stored."""

        def nested(depth):
            inner = (lambda: nested(depth - 1)) if depth else None
            new = self.new(quarters, minutes, 0, self.people(providers))
            self.put(None, new, meanwhile=inner)

        nested(depth)

    @precondition(lambda self: self.holding())
    @rule(data=DATA, quarters=QUARTERS)
    def move_while_somebody_books(self, data, quarters):
        before = self.named(data.draw(st.sampled_from(self.holding())))
        after = replace(before, starts_at=self.at(quarters))
        other = self.new(quarters, 30, 0, before.providers)
        self.put(before, after, meanwhile=lambda: self.put(None, other))

    @precondition(lambda self: self.holding())
    @rule(data=DATA)
    def complete_at_any_time(self, data):
        """End a visit early; its provider's day is not written."""
        before = self.named(data.draw(st.sampled_from(self.holding())))
        self.world.rows.change(
            self.world.sam, before, before.completed(self.world.now(), self.world.sam), ()
        )

    def check_free_times(self, refusal, who, length):
        """Check that no appointment of the provider holds any of the free times."""
        busy = [busy_interval(each) for each in self.holding() if who.person in each.providers]
        for each in refusal.free:
            at = datetime.fromisoformat(each["starts_at"])
            assert not [one for one in busy if one.overlaps(at, at + length)]

    @precondition(lambda self: self.ids)
    @rule(data=DATA, quarters=QUARTERS, allowed=ALLOWED)
    def move(self, data, quarters, allowed):
        before = data.draw(st.sampled_from(self.stored()))
        move = Move(self.at(quarters), allow_overlap=allowed)
        with suppress(Conflict):
            view = self.world.bookings.reschedule(self.world.sam, before.id, before.version, move)
            if busy_interval(view.appointment) != busy_interval(before):
                (self.knowing.add if allowed else self.knowing.discard)(before.id)

    @precondition(lambda self: self.ids)
    @rule(data=DATA, name=st.sampled_from(["confirm", "decline", "arrive", "miss", "complete"]))
    def answer_or_attend(self, data, name):
        before = data.draw(st.sampled_from(self.stored()))
        with suppress(Conflict):
            getattr(self.world.attendance, name)(self.world.kim, before.id, before.version)
            # Who comes late has their time, even if somebody else was booked into it.
            if name == "arrive" and before.status not in HOLDING:
                self.knowing.add(before.id)

    @precondition(lambda self: self.ids)
    @rule(data=DATA, allowed=ALLOWED)
    def hand_over(self, data, allowed):
        before = data.draw(st.sampled_from(self.stored()))
        to = data.draw(st.sampled_from([self.world.sam, self.world.kim])).person
        former = data.draw(st.sampled_from(before.providers))
        change = ProviderChange(to, former, allow_overlap=allowed)
        with suppress(Conflict, Invalid):
            changes = self.world.provider_changes
            view = changes.hand_over(self.world.sam, before.id, before.version, change)
            others = set(before.providers) - {former}
            assert set(view.appointment.providers) == others | {to}
            if former != to:
                # Another provider may have been booked twice knowingly before.
                is_known = allowed or (others and before.id in self.knowing)
                (self.knowing.add if is_known else self.knowing.discard)(before.id)

    @rule()
    def settle(self):
        """Complete what took place; afterwards, what is left waits for staff."""
        before = {each.id: each for each in self.stored()}
        self.world.past_appointments.settle_all()
        for after in self.stored():
            if after.status is not before[after.id].status:
                assert before[after.id].status is AppointmentStatus.ARRIVED
                assert after.status is AppointmentStatus.COMPLETED

    @precondition(lambda self: self.ids)
    @rule(data=DATA, by_client=st.booleans())
    def cancel(self, data, by_client):
        before = data.draw(st.sampled_from(self.stored()))
        who = self.world.client if by_client else self.world.sam
        with suppress(Conflict, NotAllowed):
            self.world.bookings.cancel(who, before.id, before.version)

    @precondition(lambda self: self.ids)
    @rule(data=DATA)
    def end_early(self, data):
        before = data.draw(st.sampled_from(self.stored()))
        self.world.completion.complete(self.world.sam, before.id)

    @rule(minutes=st.sampled_from([1, 20, 60, 300]))
    def wait(self, minutes):
        self.world.advance(timedelta(minutes=minutes))
