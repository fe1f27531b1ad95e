"""Provides an office with notes in memory, and one with notes in the tables."""

import pytest

from tests.notes.notes_worlds import WORLDS, office_in, on_tables


@pytest.fixture(params=WORLDS.values(), ids=WORLDS)
def office(request):
    """Provide an office on fakes, and one on tables: each test runs on both."""
    with request.param() as world:
        yield office_in(world)


@pytest.fixture
def stored():
    """Provide an office whose notes are in the tables."""
    with on_tables() as world:
        yield office_in(world)
