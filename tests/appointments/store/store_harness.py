"""Provides appointment stores to test: the fake, and the one on tables."""

from contextlib import contextmanager
from datetime import timedelta

from chalicelib.appointments.domain.notices import booked_notices
from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId, PracticeId
from tests.appointments.domain.sample_appointments import ADMIN, NOON, an_appointment
from tests.appointments.fake_appointments import FakeAppointments
from tests.platform.record_store import a_store


def everything(appointments):
    """Select all appointments of a page, as for a caller who may see them all."""
    return appointments


class StoreHarness:
    """Writes, reads and lists appointments in a store with one practice."""

    def __init__(self, rows, practice):
        self.rows, self.access = rows, Access(practice, ADMIN.person, Role.ADMIN)

    def put(self, number=1, days=0, key=None, **changed):
        starts = NOON + timedelta(days=days)
        appointment = an_appointment(
            id=AppointmentId(f"apt-{number}"),
            practice=self.access.practice,
            starts_at=starts,
            **changed,
        )
        return self.rows.add(
            self.access, appointment, booked_notices(appointment, self.access), key
        )

    def get(self, appointment):
        return self.rows.get(self.access, appointment.id, lambda _: None)

    def numbers_without_names(self, **filters):
        page, cursor = self.rows.page_without_names(self.access, AppointmentFilter(**filters))
        assert not any(each.names for each in page)
        rest = self.numbers_without_names(**filters | {"cursor": cursor}) if cursor else []
        return [int(each.id[4:]) for each in page] + rest

    def list_numbers(self, **filters):
        return [
            int(each.id[4:])
            for each in self.rows.page(self.access, AppointmentFilter(**filters), everything)[0]
        ]


@contextmanager
def in_memory():
    yield StoreHarness(FakeAppointments(), PracticeId("prc-1"))


@contextmanager
def on_tables():
    with a_store() as store:
        yield StoreHarness(
            DynamoAppointments(store.vault(), store.audit, store.clock), store.practice
        )
