"""Makes random histories of bookings, for tests that no time is taken twice."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.appointments.domain.slots import busy_interval
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import SlotTaken
from chalicelib.kernel.ids import AppointmentId
from tests.appointments.domain.sample_appointments import KIM, NOON, SAM, an_appointment
from tests.appointments.fake_hours import FakeHours
from tests.appointments.overlap_checks import assert_no_overlap_but

QUARTER = timedelta(minutes=15)
STARTS = st.integers(0, 70)
"""Quarters of an hour from noon on, so that the histories reach into the next UTC day."""
MINUTES = st.sampled_from([15, 30, 50, 90])
BUFFERS = st.sampled_from([0, 0, 10])
PROVIDERS = st.sampled_from([(SAM,), (KIM,), (SAM, KIM)])
ALLOWED = st.sampled_from([False, False, False, True])


class SlotHistory(RuleBasedStateMachine):
    """
    Books, moves and calls off appointments, also in the middle of a booking.

    `knowing` has the ids of the appointments that were booked or moved with leave to
    overlap. A subclass provides the store as `harness`.
    """

    harness = None

    def __init__(self):
        super().__init__()
        self.stored, self.knowing, self.count = {}, set(), 0
        self.slots = Slots(self.harness.rows, WorkingHours(FakeHours(), None), lambda: NOON)

    def _put(self, before, after, *, allowed=False, meanwhile=None):
        """Store a change as the use cases do; `meanwhile` runs before the first write."""
        rows, access, first = self.harness.rows, self.harness.access, [meanwhile]

        def write(days):
            interruption = first.pop() if first else None
            if interruption:
                interruption()
            if before is None:
                return rows.add(access, after, (), None, days)
            return rows.change(access, before, after, (), days)

        try:
            new = self.slots.store(access, before, after, write, allow_overlap=allowed)
        except SlotTaken:
            return
        self.stored[new.id] = new
        moved = before is None or busy_interval(before) != busy_interval(new)
        if moved:
            (self.knowing.add if allowed else self.knowing.discard)(new.id)

    def _new(self, start, minutes, buffer, providers):
        self.count += 1
        return an_appointment(
            providers,
            id=AppointmentId(f"apt-{self.count}"),
            practice=self.harness.access.practice,
            starts_at=NOON + start * QUARTER,
            minutes=minutes,
            buffer_after=buffer,
        )

    def _holding(self):
        return [each for each in self.stored.values() if each.status in HOLDING]

    @rule(start=STARTS, minutes=MINUTES, buffer=BUFFERS, providers=PROVIDERS, allowed=ALLOWED)
    def book(self, start, minutes, buffer, providers, allowed):
        self._put(None, self._new(start, minutes, buffer, providers), allowed=allowed)

    @rule(start=STARTS, minutes=MINUTES, providers=PROVIDERS, count=st.integers(1, 3))
    def book_at_once(self, start, minutes, providers, count):
        """Begin several bookings of one time, each before the one around it is stored."""

        def nested(depth):
            inner = (lambda: nested(depth - 1)) if depth else None
            self._put(None, self._new(start, minutes, 0, providers), meanwhile=inner)

        nested(count)

    @precondition(lambda self: self._holding())
    @rule(data=st.data(), start=STARTS, minutes=MINUTES, allowed=ALLOWED)
    def move(self, data, start, minutes, allowed):
        before = data.draw(st.sampled_from(self._holding()))
        after = replace(before, starts_at=NOON + start * QUARTER, minutes=minutes)
        self._put(before, after, allowed=allowed)

    @precondition(lambda self: self._holding())
    @rule(data=st.data(), start=STARTS)
    def move_while_somebody_books(self, data, start):
        before = data.draw(st.sampled_from(self._holding()))
        after = replace(before, starts_at=NOON + start * QUARTER)
        other = self._new(start, 30, 0, before.providers)
        self._put(before, after, meanwhile=lambda: self._put(None, other))

    @precondition(lambda self: self._holding())
    @rule(data=st.data())
    def cancel(self, data):
        before = data.draw(st.sampled_from(self._holding()))
        self._put(before, before.cancelled(NOON, Role.ADMIN), allowed=True)

    @precondition(lambda self: self._holding())
    @rule(data=st.data())
    def complete(self, data):
        """End a visit early; its provider's day is not written."""
        before = data.draw(st.sampled_from(self._holding()))
        access = self.harness.access
        done = before.completed(before.starts_at, access)
        after = self.harness.rows.change(access, before, done, ())
        self.stored[after.id] = after

    @invariant()
    def no_two_appointments_share_a_provider_and_a_time_unless_one_was_booked_knowingly(self):
        assert_no_overlap_but(self._holding(), self.knowing)

    @invariant()
    def every_appointment_that_holds_its_time_is_in_its_providers_days(self):
        holding = self._holding()
        for who in (SAM, KIM):
            dates = [NOON.date(), NOON.date() + timedelta(days=1)]
            days = self.harness.rows.provider_days(self.harness.access, [who], dates)
            taken = {each for day in days for each in day.busy}
            own = {busy_interval(each) for each in holding if who in each.providers}
            assert own <= taken
            over = {each.id for each in self.stored.values()} - {each.id for each in holding}
            assert {each.appointment for each in taken - own} <= over
