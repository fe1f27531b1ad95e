"""Tests the route that hands an appointment over to another provider."""

import pytest

from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.appointments.api.test_booking_by_clients import me, offer
from tests.practice.practice_api import CLIENT, read, send

LATER = "2026-11-25T14:00:00-05:00"
__all__ = ["avery", "office"]


@pytest.fixture
def shared_client(office, avery):
    """Return the id of a client whose providers are Sam and Kim."""
    _, client = avery
    version = read(office.admin, CLIENT, client).json["version"]
    edit = {"provider_ids": [me(office.sam), me(office.kim)], "version": version}
    answer = send(office.admin, "PATCH", CLIENT, client, edit)
    assert answer.status == 200, answer.text
    return client


@pytest.fixture
def appointment(office, shared_client):
    return book(office.sam, shared_client)


def hand_over(office, appointment, by=None, **changed):
    body = {"to": me(office.kim), "version": 1} | changed
    return send(by or office.admin, "POST", f"{APPOINTMENT}/provider", appointment["id"], body)


def is_held_by(browser, appointment):
    stored = read(browser, APPOINTMENT, appointment["id"]).json
    return [each["me"] for each in stored["participants"] if each["role"] == "provider"] == [True]


@pytest.mark.parametrize("by", ["admin", "sam"])
def test_staff_hand_an_appointment_over_at_the_same_time_or_another(office, appointment, by):
    answer = hand_over(office, appointment, getattr(office, by))
    assert answer.status == 200, answer.text
    assert (answer.json["starts_at"], answer.json["version"]) == (appointment["starts_at"], 2)
    assert is_held_by(office.kim, appointment)
    back = hand_over(office, appointment, to=me(office.sam), starts_at=LATER, version=2)
    assert (back.status, back.json["local"]) == (200, "2026-11-25T14:00")
    assert is_held_by(office.sam, appointment)


def test_a_taken_time_is_refused_with_free_times_unless_it_may_overlap(office, appointment):
    taken = book(office.kim, office.client(office.kim, email="riley@mail.example")["id"])
    answer = hand_over(office, appointment)
    assert (answer.status, answer.json["error"]) == (409, "SlotTaken"), answer.text
    assert answer.json["free"]
    assert is_held_by(office.sam, appointment)
    answer = hand_over(office, appointment, allow_overlap=True)
    assert [each["appointment_id"] for each in answer.json["overlaps"]] == [taken["id"]]


def test_a_provider_who_does_not_offer_the_service_is_refused_at_the_field(office, shared_client):
    service = offer(office)
    answer = hand_over(office, book(office.sam, shared_client, service=service["id"]))
    assert (answer.status, list(answer.json["fields"])) == (422, ["to"])
    assert "service" in answer.json["fields"]["to"]


def test_a_provider_who_is_not_assigned_to_the_client_is_refused_at_the_field(office, avery):
    answer = hand_over(office, book(office.sam, avery[1]))
    assert (answer.status, list(answer.json["fields"])) == (422, ["to"])
    assert "assigned" in answer.json["fields"]["to"]


def test_clients_and_other_providers_hand_nothing_over(office, avery):
    """S2: an appointment of a client who is not theirs does not exist for a provider."""
    browser, client = avery
    appointment = book(office.sam, client)
    answers = [hand_over(office, appointment, by) for by in (browser, office.kim)]
    assert [each.status for each in answers] == [403, 404]
    assert is_held_by(office.sam, appointment)


def test_a_repeated_request_hands_over_once_and_an_outdated_one_is_refused(office, appointment):
    first, second = hand_over(office, appointment), hand_over(office, appointment)
    assert (second.status, second.json) == (200, first.json)
    outdated = hand_over(office, appointment, to=me(office.sam))
    assert (outdated.status, outdated.json["fresh"]) == (409, first.json)
