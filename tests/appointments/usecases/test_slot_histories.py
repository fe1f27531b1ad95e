"""Tests over random histories that no provider's time is taken twice unknowingly."""

import pytest
from hypothesis import HealthCheck, settings

from tests.appointments.slot_histories import SlotHistory
from tests.appointments.store.store_harness import in_memory, on_tables

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class HistoryInMemory(SlotHistory):
    """Runs each history on a fake store of its own."""

    def __init__(self):
        self._store = in_memory()
        self.harness = self._store.__enter__()
        super().__init__()


class HistoryOnTables(SlotHistory):
    """Runs each history on tables of its own."""

    def __init__(self):
        self._store = on_tables()
        self.harness = self._store.__enter__()
        super().__init__()

    def teardown(self):
        self._store.__exit__(None, None, None)


TestInMemory = HistoryInMemory.TestCase
TestInMemory.pytestmark = pytest.mark.no_cover
TestInMemory.settings = settings(
    max_examples=1500, stateful_step_count=30, deadline=None, suppress_health_check=SLOW
)
TestOnTables = HistoryOnTables.TestCase
TestOnTables.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=SLOW
)
