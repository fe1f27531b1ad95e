"""Tests that a starting local cloud runs the overdue work of all schedules."""

from app import app
from localstack import warm_up


def test_every_scheduled_function_gets_an_event_of_its_schedule():
    names = {each.name.title().replace("_", "") for each in app.event_sources}
    assert set(warm_up.SCHEDULED) == names
    assert all(warm_up.event(name)["source"] == "aws.events" for name in names)
