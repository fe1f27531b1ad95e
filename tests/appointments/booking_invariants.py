"""Checks what is true of appointments after each step of a random history."""

from datetime import timedelta

from hypothesis.stateful import RuleBasedStateMachine, invariant

from chalicelib.appointments.domain.slots import busy_interval
from chalicelib.appointments.domain.status import HOLDING, AppointmentStatus
from tests.appointments.booking_worlds import TERMS
from tests.appointments.overlap_checks import assert_no_overlap_but

DAY = timedelta(days=1)


class BookingInvariants(RuleBasedStateMachine):
    """
    Checks the appointments of one client with two providers.

    `ids` are the appointments that were stored, and `knowing` those whose time somebody took
    although it was taken. A subclass provides the people and use cases in `make_world`.
    """

    def __init__(self):
        super().__init__()
        self.world = self.make_world()
        self.ids, self.knowing = [], set()

    def make_world(self):
        raise NotImplementedError

    def stored(self):
        """Return the appointments as the store has them now."""
        return [self.world.rows.without_names(self.world.sam, each) for each in self.ids]

    def holding(self):
        return [each for each in self.stored() if each.status in HOLDING]

    def slots(self):
        """Return the provider and the start of each slot of the next day."""
        now = self.world.now()
        offered = self.world.availability.slots(
            self.world.client, self.world.service, None, now, now + DAY
        )
        return [(who, each.starts_at) for each in offered for who in each.providers]

    @invariant()
    def no_provider_has_two_visits_at_a_time_unless_somebody_decided_so(self):
        assert_no_overlap_but(self.holding(), self.knowing)

    @invariant()
    def every_appointment_that_holds_its_time_is_in_its_providers_days(self):
        stored = self.stored()
        holding = [each for each in stored if each.status in HOLDING]
        over = {each.id for each in stored if each.status not in HOLDING}
        dates = sorted({each.starts_at.date() + n * DAY for each in stored for n in (0, 1)})
        for who in (self.world.sam.person, self.world.kim.person):
            days = self.world.rows.provider_days(self.world.sam, [who], dates)
            taken = {each for day in days for each in day.busy}
            own = {busy_interval(each) for each in holding if who in each.providers}
            assert own <= taken
            assert {each.appointment for each in taken - own} <= over

    @invariant()
    def staff_can_say_of_every_past_appointment_whether_it_took_place(self):
        now, completed = self.world.now(), AppointmentStatus.COMPLETED
        for each in self.stored():
            if each.is_undecided(now):
                assert each.marked(completed, now, self.world.sam).status is completed

    @invariant()
    def no_offered_slot_is_taken(self):
        length = timedelta(minutes=TERMS.minutes + TERMS.buffer_after)
        busy = [(who, busy_interval(each)) for each in self.holding() for who in each.providers]
        for provider, at in self.slots():
            taken = [one for who, one in busy if who == provider]
            assert not [one for one in taken if one.overlaps(at, at + length)]
