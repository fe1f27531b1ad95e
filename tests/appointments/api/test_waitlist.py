"""Tests the routes of the waitlist."""

import json

import pytest

from chalicelib.wiring import waitlist as wiring_waitlist
from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.appointments.api.test_booking_by_clients import me, offer, work
from tests.practice.practice_api import send

WAIT = "/waitlist/{wait_id}"
AT = "2026-11-25T10:00:00-05:00"
__all__ = ["avery", "office"]


@pytest.fixture
def service(office):
    """Return the id of a visit that Sam offers in working hours."""
    work(office)
    return offer(office, visit={"minutes": 50, "bookable": "online"})["id"]


def join(browser, service, **changed):
    body = {"service": service, "until": "2026-12-31", "zone": "America/New_York"} | changed
    answer = browser.post("/waitlist", body)
    assert answer.status == 201, answer.text
    return answer.json


def act(browser, wait, what, body=None):
    return send(browser, "POST", f"{WAIT}/{what}", wait["id"], body or {})


def offered(office, wait):
    body = {"provider_id": me(office.sam), "starts_at": AT}
    answer = act(office.sam, wait, "offer", body)
    assert answer.status == 200, answer.text
    return answer.json


def test_a_client_waits_is_offered_a_time_and_accepts(office, avery, service):
    browser, client = avery
    old = book(office.sam, client, starts_at="2026-12-02T10:00:00-05:00")
    wait = join(browser, service, weekdays=[2], parts=["morning"], replaces=old["id"])
    assert (wait["status"], wait["offer"], wait["client"]["name"]) == (
        "waiting",
        None,
        "Avery Stone",
    )
    assert wiring_waitlist.waitlist_offers().run_due() == 1
    (listed,) = browser.get("/waitlist").json["items"]
    assert listed["replaced_starts_at"] == "2026-12-02T15:00:00Z"
    assert listed["offer"] | {"provider": None, "ends_at": None} == {
        "provider": None,
        "starts_at": "2026-11-25T14:00:00Z",
        "local": "2026-11-25T09:00",
        "minutes": 50,
        "ends_at": None,
    }
    accepted = act(browser, wait, "accept")
    assert (accepted.status, accepted.json["status"]) == (200, "booked")
    assert browser.get("/waitlist").json["items"] == []
    statuses = {each["status"] for each in browser.get("/appointments").json["items"]}
    assert statuses == {"booked", "cancelled"}
    assert act(browser, wait, "accept").json["id"] == accepted.json["id"]


def test_an_appointment_that_was_cancelled_is_not_announced_as_replaced(office, avery, service):
    browser, client = avery
    old = book(office.sam, client, starts_at="2026-12-02T10:00:00-05:00")
    wait = join(browser, service, replaces=old["id"])
    assert wait["replaced_starts_at"] == "2026-12-02T15:00:00Z"
    body = {"status": "cancelled", "version": old["version"]}
    assert send(office.sam, "PATCH", APPOINTMENT, old["id"], body).status == 200
    (listed,) = browser.get("/waitlist").json["items"]
    assert listed["replaced_starts_at"] is None


def test_a_time_after_the_replaced_appointment_is_refused_at_its_field(office, avery, service):
    browser, client = avery
    old = book(office.sam, client, starts_at="2026-12-02T10:00:00-05:00")
    wait = join(browser, service, replaces=old["id"])
    body = {"provider_id": me(office.sam), "starts_at": "2026-12-03T10:00:00-05:00"}
    answer = act(office.sam, wait, "offer", body)
    assert (answer.status, list(answer.json["fields"])) == (422, ["starts_at"])


def test_a_declined_time_is_free_again(office, avery, service):
    browser, _ = avery
    wait = join(browser, service)
    assert offered(office, wait)["offer"]["starts_at"] == "2026-11-25T15:00:00Z"
    assert act(browser, wait, "decline").json["status"] == "waiting"
    assert act(browser, wait, "decline").status == 409
    assert act(browser, wait, "accept").status == 409
    assert send(browser, "DELETE", WAIT, wait["id"], {}).status == 204
    assert office.sam.get("/waitlist").json["items"] == []


def test_a_cancelled_appointment_sets_its_time_free(office, avery, service):
    browser, client = avery
    taken = book(office.sam, client)
    body = {"status": "cancelled", "version": taken["version"]}
    assert send(office.sam, "PATCH", APPOINTMENT, taken["id"], body).status == 200
    join(browser, service)
    assert wiring_waitlist.waitlist_offers().run_due() == 1


def test_waits_are_withheld_from_other_providers(office, avery, service):
    """S2: a provider without the client gets 404, and sees nobody waiting."""
    browser, client = avery
    wait = join(browser, service)
    assert office.kim.get("/waitlist").json["items"] == []
    assert office.kim.get("/waitlist", client=client).status == 404
    for what in ("accept", "decline"):
        assert act(office.kim, wait, what).status == 404
    assert len(office.admin.get("/waitlist", provider=me(office.sam)).json["items"]) == 1
    assert act(browser, wait, "offer", {"provider_id": "x", "starts_at": AT}).status == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": "2026-02-30"}, "until"),
        ({"until": "2026-11-01"}, "until"),
        ({"weekdays": [7]}, "weekdays.0"),
        ({"parts": ["night"]}, "parts.0"),
        ({"zone": "Mars"}, "zone"),
    ],
)
def test_an_impossible_wait_is_refused_and_its_field_named(office, avery, service, changed, field):
    browser, _ = avery
    body = {"service": service, "until": "2026-12-31", "zone": "America/New_York"} | changed
    answer = browser.post("/waitlist", body)
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


def test_nothing_in_a_stored_wait_names_a_person(office, avery, service):
    browser, _ = avery
    offered(office, join(browser, service))
    database = office.front.store.dynamodb
    items = database.scan(TableName="test-core")["Items"]
    rows = [each for each in items if "#WAIT" in each["pk"]["S"] or each["sk"]["S"] == "HELD"]
    assert len(rows) == 2
    words = ("Avery", "Stone", "First visit", "avery@")
    assert not [word for word in words if word in json.dumps(rows)]
