"""Tests the routes of the waitlist."""

import json
from datetime import datetime, timedelta

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


def test_staff_withdraw_a_wait_with_a_reason_that_the_client_reads(office, avery, service):
    browser, client = avery
    wait = join(browser, service)
    offered(office, wait)
    answer = act(office.sam, wait, "withdraw", {"reason": "Asked by telephone."})
    assert answer.status == 204
    assert office.sam.get("/waitlist").json["items"] == []
    for reader in (browser, office.admin):
        (ended,) = ended_waits(reader, client).json["items"]
        assert (ended["status"], ended["reason"]) == ("withdrawn", "Asked by telephone.")
        assert (ended["offer"], ended["ended_at"] is None) == (None, False)
    assert act(office.sam, wait, "withdraw", {"reason": ""}).status == 422
    assert act(browser, wait, "withdraw", {"reason": "No."}).status == 403


def ended_waits(browser, client):
    return browser.get(f"/clients/{client}/ended-waits", "/clients/{client_id}/ended-waits")


def test_ended_waits_are_withheld_from_other_providers(office, avery, service):
    """S2: a provider without the client gets 404 for the client's ended waits."""
    browser, client = avery
    wait = join(browser, service)
    assert act(office.kim, wait, "withdraw", {"reason": "No."}).status == 404
    assert act(office.sam, wait, "withdraw", {"reason": "Moved."}).status == 204
    assert ended_waits(office.kim, client).status == 404
    assert ended_waits(browser, "01K0000000000000000000NONE").status == 404


def test_staff_read_which_free_times_suit(office, avery, service):
    browser, _ = avery
    wait = join(browser, service, weekdays=[2], parts=["morning"])
    period = {"from": "2026-11-25", "to": "2026-11-26", "zone": "America/New_York"}

    def times(reader, **changed):
        path = WAIT.replace("{wait_id}", wait["id"]) + "/times"
        return reader.get(path, f"{WAIT}/times", **(period | changed))

    answer = times(office.sam).json["times"]
    assert {each["provider"]["name"] for each in answer} == {"Wil Low"}
    suited = [each["starts_at"] for each in answer if each["suits"]]
    assert suited[0] == "2026-11-25T14:00:00Z"
    assert suited[-1] < "2026-11-25T17:00:00Z" < answer[-1]["starts_at"]
    assert times(office.kim).status == 404
    assert times(browser).status == 403
    assert times(office.sam, zone="Mars").status == 422
    assert times(office.sam, to="2027-11-25").status == 422


def test_a_client_chooses_providers_or_takes_anyone(office, avery, service):
    browser, _ = avery
    anyone = join(browser, service)
    assert (anyone["any_provider"], anyone["providers"], anyone["can_be_offered"]) == (
        True,
        [],
        True,
    )
    chosen = join(browser, service, provider_ids=[me(office.sam)])
    assert [each["name"] for each in chosen["providers"]] == ["Wil Low"]
    body = {"service": service, "until": "2026-12-31", "zone": "America/New_York"}
    answer = browser.post("/waitlist", body | {"provider_ids": [me(office.kim)]})
    assert (answer.status, list(answer.json["fields"])) == (422, ["provider_ids"])


def test_a_held_time_is_in_the_calendar(office, avery, service):
    browser, _ = avery
    offered(office, join(browser, service))
    period = {"from": "2026-11-25", "to": "2026-11-25", "zone": "America/New_York"}
    for reader in (office.sam, office.admin):
        calendar = reader.get("/calendar", **period).json
        (held,) = calendar["held"]
        assert (held["client"]["name"], held["service"]["name"]) == ("Avery Stone", "First visit")
        assert (held["starts_at"], held["ends_at"]) == (
            "2026-11-25T15:00:00Z",
            "2026-11-25T15:50:00Z",
        )
    (held,) = office.kim.get("/calendar", provider=me(office.sam), **period).json["held"]
    assert (held["client"], held["service"]) == (None, None)


def test_the_practice_says_how_long_an_offer_lasts(office, avery, service):
    browser, _ = avery
    settings = office.admin.get("/practice").json
    assert settings["offer_hours"] == 2
    body = {"offer_hours": 5, "version": settings["version"]}
    assert office.admin.call("PATCH", "/practice", json.dumps(body)).json["offer_hours"] == 5
    offer = offered(office, join(browser, service))["offer"]
    ends = datetime.fromisoformat(offer["ends_at"])
    assert ends == office.front.store.clock.at + timedelta(hours=5)
