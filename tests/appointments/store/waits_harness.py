"""Provides the stored waitlist under test: on the tables, and as a fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from chalicelib.appointments.domain.notices import offer_notices
from chalicelib.appointments.domain.offers import Offer
from chalicelib.appointments.domain.slots import BusyInterval
from chalicelib.appointments.domain.waitlist import DayPart, Wait, WaitStatus
from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.store.held_times import DynamoHeldTimes
from chalicelib.appointments.store.waitlist import DynamoWaits
from chalicelib.appointments.usecases.waitlist_ports import AcceptedOffer, WaitEffects
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PracticeId, ServiceId, WaitId
from chalicelib.platform.dynamodb import transactions
from tests.appointments.domain.sample_appointments import ADMIN, AVERY, KIM, SAM, an_appointment
from tests.appointments.fake_waits import FakeWaits
from tests.platform.record_store import Clock, a_store

NOW = Clock().at
AT = NOW + timedelta(days=1)
HELD = AppointmentId("apt-held")
OFFER = Offer(HELD, SAM, AT, 50, 5, 10, NOW + timedelta(hours=2))
KEY = IdempotencyKey("key-1", "hash")


@dataclass
class WaitsHarness:
    """Holds the waitlist under test, with the appointments beside it.

    `before_write` lets something else happen right before a new wait is stored.
    """

    waits: Any
    appointments: Any
    held: Any
    access: Access
    before_write: Any

    @property
    def practice(self):
        return self.access.practice

    def add(self, key=None, **changed):
        wait = Wait(
            WaitId("wait-1"),
            self.practice,
            AVERY,
            ServiceId("svc-1"),
            (SAM, KIM),
            date(2026, 12, 31),
            "America/New_York",
            NOW,
            frozenset({0, 4}),
            frozenset({DayPart.MORNING}),
            next_check=NOW,
        )
        return self.waits.add(self.access, replace(wait, **changed), key)

    def change(self, before, after, **effects):
        return self.waits.change(self.access, before, after, "test wait", WaitEffects(**effects))

    def end(self, wait, status=WaitStatus.WITHDRAWN, reason="", at=NOW):
        return self.change(wait, wait.over(status, at, reason))

    def accept_new(self, wait, number):
        """Accept an offer that the wait has, as the appointment of this number."""
        appointment = an_appointment(
            id=AppointmentId(f"apt-{number:03d}"), practice=self.practice, starts_at=AT
        )
        after = wait.over(WaitStatus.BOOKED, NOW)
        self.waits.accept(self.access, wait, after, AcceptedOffer(appointment, None, ()), ())

    def day(self):
        return self.appointments.provider_days(self.access, [SAM], [AT.date()])[0]

    def offer(self, wait):
        after = wait.offered(OFFER, NOW)
        days = [self.day().holding(BusyInterval(AT, AT + timedelta(minutes=50), HELD))]
        return self.change(wait, after, days=days, notices=offer_notices(after))

    def accept(self, wait, replaced=None):
        appointment = an_appointment(id=HELD, practice=self.practice, starts_at=AT)
        return self.waits.accept(
            self.access,
            wait,
            wait.over(WaitStatus.BOOKED, NOW),
            AcceptedOffer(appointment, replaced, ()),
            [self.day()],
        )


def _before_commit(patch, act):
    commit = transactions.commit

    def acting(rows):
        act("before")
        return commit(rows)

    patch.setattr(transactions, "commit", acting)


@contextmanager
def in_memory():
    waits = FakeWaits()
    waits.appointments.at = NOW
    access = Access(PracticeId("prc-1"), ADMIN.person, Role.ADMIN)
    yield WaitsHarness(
        waits,
        waits.appointments,
        waits.appointments,
        access,
        lambda _, act: setattr(waits, "boundary", act),
    )


@contextmanager
def on_tables():
    with a_store() as store:
        rows = DynamoAppointments(store.vault(), store.audit, store.clock)
        access = Access(store.practice, ADMIN.person, Role.ADMIN)
        yield WaitsHarness(
            DynamoWaits(rows.writes), rows, DynamoHeldTimes(), access, _before_commit
        )
