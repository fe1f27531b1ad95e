"""
Tests random histories of requests, bookings, answers and visits.

No provider has two visits at one time unless somebody decided so, and no time is offered that
is taken. Thousands of histories run on fakes, and a smaller number on tables.
"""

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings

from tests.appointments.booking_histories import BookingHistory
from tests.appointments.booking_worlds import fake_world, table_world
from tests.notes.notes_worlds import TableWorld
from tests.platform.http.front import an_api

COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}


class BookingHistoryInMemory(BookingHistory):
    """Runs each history on fake stores of its own."""

    def make_world(self):
        return fake_world()


class BookingHistoryOnTables(BookingHistory):
    """Runs each history with new people, in tables that all of them share."""

    stack, tables = ExitStack(), None

    def make_world(self):
        if BookingHistoryOnTables.tables is None:
            api = self.stack.enter_context(an_api())
            BookingHistoryOnTables.tables = TableWorld(api)
        return table_world(BookingHistoryOnTables.tables)


TestBookingsInMemory = BookingHistoryInMemory.TestCase
TestBookingsInMemory.pytestmark = pytest.mark.no_cover
TestBookingsInMemory.settings = settings(max_examples=1500, stateful_step_count=25, **COMMON)
TestBookingsOnTables = BookingHistoryOnTables.TestCase
TestBookingsOnTables.settings = settings(max_examples=16, stateful_step_count=12, **COMMON)


def teardown_module():
    BookingHistoryOnTables.stack.close()
    BookingHistoryOnTables.tables = None
