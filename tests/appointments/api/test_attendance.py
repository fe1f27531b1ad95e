"""Tests the routes with which staff say whether an appointment took place."""

import pytest

from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.practice.practice_api import send

__all__ = ["avery", "office"]


@pytest.fixture
def booked(office, avery):
    """Return the id of an appointment whose room is open."""
    _, client = avery
    return book(office.sam, client, starts_at=office.front.store.clock().isoformat())["id"]


@pytest.mark.parametrize(
    "marks",
    [
        ("arrived", "completed", "no-show", "completed"),
        ("no-show", "arrived", "no-show"),
        ("completed", "completed", "no-show", "no-show"),
    ],
)
def test_staff_mark_an_appointment_and_correct_the_mark(office, booked, marks):
    for mark in marks:
        answer = send(office.sam, "POST", f"{APPOINTMENT}/{mark}", booked, {})
        assert (answer.status, answer.json["status"]) == (200, mark.replace("-", "_"))
