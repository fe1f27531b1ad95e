"""Tests the routes of services, hours, free times, requests and calendars."""

from collections import Counter

import pytest

from tests.appointments.api.test_appointments import APPOINTMENT, AT, avery, book, office
from tests.practice.practice_api import read, send

HOURS = "/providers/{person_id}/hours"
HOLIDAYS, SERVICES = "/practice/holidays", "/visit-services/{service_id}"
WEEK = [{"weekday": day, "from": "09:00", "to": "17:00"} for day in range(5)]
VISIT = {"minutes": 50, "buffer_after": 10, "bookable": "request"}
PERIOD = {"from": "2026-11-25", "to": "2026-11-25"}
__all__ = ["avery", "office"]


def me(browser):
    return browser.get("/me").json["person"]["id"]


def work(office):
    body = {"zone": "America/New_York", "weekly": WEEK, "version": 0}
    answer = send(office.sam, "PUT", HOURS, me(office.sam), body)
    assert answer.status == 200, answer.text
    return answer.json


def offer(office, **changed):
    visit = VISIT | {"price": {"minor": 12_500, "currency": "USD"}}
    body = {"name": "First visit", "visit": visit, "provider_ids": [me(office.sam)]} | changed
    answer = office.admin.post("/visit-services", body)
    assert answer.status == 201, answer.text
    return answer.json


def test_hours_are_saved_and_read_as_they_were_written(office):
    saved = work(office)
    assert (saved["weekly"], saved["version"]) == (WEEK, 1)
    assert read(office.admin, HOURS, me(office.sam)).json == saved
    assert read(office.kim, HOURS, me(office.sam)).status == 404
    late = send(office.sam, "PUT", HOURS, me(office.sam), saved | {"version": 0})
    assert (late.status, late.json["fresh"]) == (409, saved)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"zone": "Mars"}, "zone"),
        ({"weekly": [{"weekday": 7, "from": "09:00", "to": "17:00"}]}, "weekly.0.weekday"),
        ({"weekly": [{"weekday": 1, "from": "9", "to": "17:00"}]}, "weekly.0.from"),
        ({"weekly": [{"weekday": 1, "from": "17:00", "to": "09:00"}]}, "weekly.0.to"),
        ({"exceptions": [{"day": "2026-02-30", "hours": []}]}, "exceptions.0.day"),
        ({"time_off": [{"from": "2026-12-02", "to": "2026-12-01"}]}, "time_off.0.to"),
    ],
)
def test_impossible_hours_are_refused_and_their_field_named(office, change, field):
    body = {"zone": "America/New_York", "weekly": WEEK, "version": 0} | change
    answer = send(office.sam, "PUT", HOURS, me(office.sam), body)
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


def test_an_admin_names_the_holidays_and_a_provider_reads_them(office):
    body = {"items": [{"day": "2026-11-25", "name": "Harvest"}], "version": 0}
    assert send(office.sam, "PUT", HOLIDAYS, "", body).status == 403
    assert send(office.admin, "PUT", HOLIDAYS, "", body).json["version"] == 1
    assert office.sam.get(HOLIDAYS).json == body | {"version": 1}


def test_an_admin_creates_and_edits_a_visit_service(office):
    service = offer(office)
    assert service["kind"] == "visit"
    assert service["visit"]["price"] == {"minor": 12_500, "currency": "USD"}
    edit = {
        "name": "Check-up",
        "visit": VISIT | {"minutes": 25},
        "provider_ids": [],
        "version": service["version"],
    }
    saved = send(office.admin, "PUT", SERVICES, service["id"], edit)
    assert (saved.status, saved.json["name"], saved.json["visit"]["minutes"]) == (
        200,
        "Check-up",
        25,
    )
    assert send(office.admin, "PUT", SERVICES, service["id"], edit).status == 409
    assert send(office.sam, "PUT", SERVICES, service["id"], edit).status == 403
    assert send(office.admin, "PUT", SERVICES, "client-billing", edit).status == 404


@pytest.mark.parametrize(
    ("visit", "field"),
    [
        ({"minutes": 4}, "visit.minutes"),
        ({"minutes": 50, "buffer_before": 121}, "visit.buffer_before"),
        ({"minutes": 50, "minimum_notice": 86_401}, "visit.minimum_notice"),
        ({"minutes": 50, "price": {"minor": 1, "currency": "EUR"}}, "visit.price"),
        ({"minutes": 50, "bookable": "maybe"}, "visit.bookable"),
    ],
)
def test_impossible_terms_are_refused_and_their_field_named(office, visit, field):
    body = {"name": "First visit", "visit": visit}
    answer = office.admin.post("/visit-services", body)
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


def test_a_client_asks_for_a_free_time_and_the_provider_confirms_it(office, avery):
    browser, client = avery
    work(office)
    service = offer(office)["id"]
    (choice,) = browser.get("/bookable-services").json["items"]
    assert (choice["id"], choice["bookable"], choice["providers"]) == (
        service,
        "request",
        [{"id": me(office.sam), "name": "Wil Low"}],
    )
    zone = {"zone": "America/New_York"}
    slots = browser.get("/availability", service=service, **PERIOD, **zone).json["slots"]
    assert (slots[0]["starts_at"], slots[0]["local"]) == (
        "2026-11-25T14:00:00Z",
        "2026-11-25T09:00",
    )
    body = {"service": service, "starts_at": slots[0]["starts_at"], **zone}
    answer = browser.post("/appointments", body)
    assert (answer.status, answer.json["status"]) == (201, "requested"), answer.text
    assert (answer.json["service"]["name"], answer.json["client"]["id"]) == ("First visit", client)
    refused = browser.post("/appointments", body)
    assert (refused.status, refused.json["error"]) == (409, "SlotTaken")
    assert refused.json["free"][0]["local"] == "2026-11-25T10:00"
    confirm = f"{APPOINTMENT}/confirm"
    assert send(browser, "POST", confirm, answer.json["id"], {}).status == 403
    after = send(office.sam, "POST", confirm, answer.json["id"], {})
    assert (after.status, after.json["status"]) == (200, "confirmed")


def test_staff_list_the_requests_that_wait_for_an_answer(office, avery):
    browser, client = avery
    work(office)
    body = {"service": offer(office)["id"], "starts_at": AT["starts_at"], "zone": AT["zone"]}
    asked = browser.post("/appointments", body).json
    book(office.sam, client, starts_at="2026-11-26T15:00:00Z")
    for staff, listed in ((office.sam, 1), (office.admin, 1), (office.kim, 0)):
        items = staff.get("/appointments", status="requested").json["items"]
        assert [each["id"] for each in items] == [asked["id"]] * listed
    send(office.sam, "POST", f"{APPOINTMENT}/confirm", asked["id"], {})
    assert office.sam.get("/appointments", status="requested").json["items"] == []
    assert office.sam.get("/appointments", status="maybe").status in {400, 422}


def test_the_mails_about_a_request_say_nothing_about_it(office, avery):
    """S27: no mail about a request names a person, a service or a time."""
    browser, _ = avery
    work(office)
    body = {"service": offer(office)["id"], "starts_at": AT["starts_at"], "zone": AT["zone"]}
    asked = browser.post("/appointments", body).json
    decline = {"reason": "Fully booked"}
    send(office.sam, "POST", f"{APPOINTMENT}/decline", asked["id"], decline)
    assert len(office.front.mail.sent) == 2
    for _, subject, text in office.front.mail.sent:
        clear = text.replace(asked["id"], "") + subject
        assert not [word for word in ("Avery", "First", "10:", "Fully", "25") if word in clear]
    assert read(browser, APPOINTMENT, asked["id"]).json["reason"] == "Fully booked"


def test_a_client_books_nothing_but_a_service_for_themselves(office, avery):
    """S1: what only staff may decide is refused to a client."""
    browser, client = avery
    work(office)
    body = {"service": offer(office)["id"], "starts_at": AT["starts_at"], "zone": AT["zone"]}
    assert browser.post("/appointments", body | {"allow_overlap": True}).status == 403
    assert browser.post("/appointments", body | {"participant_ids": [client]}).status == 403
    assert browser.post("/appointments", body | {"client_id": "x"}).status == 404
    assert browser.post("/appointments", body | {"client_id": client}).status == 201


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "2026-11-25", "to": "2026-11-24"}, 422),
        ({"from": "2026-11-25", "to": "2027-03-25"}, 422),
        ({"from": "tomorrow", "to": "2026-11-25"}, 422),
        ({"from": "2026-02-30", "to": "2026-11-25"}, 422),
        ({"from": "2026-11-25", "to": "2026-11-25", "zone": "Mars"}, 422),
        ({"from": "2026-11-25T00:00:00Z", "to": "2026-11-26"}, 200),
    ],
)
def test_the_period_of_a_calendar_is_checked(office, query, status):
    assert office.sam.get("/calendar", **query).status == status
    service = offer(office)["id"]
    assert office.sam.get("/availability", service=service, **query).status == status


def test_the_calendar_shows_appointments_providers_and_hours(office, avery):
    work(office)
    appointment = book(office.sam, avery[1])
    calendar = office.sam.get("/calendar", **PERIOD).json
    (item,) = calendar["items"]
    assert (item["id"], item["client"]["name"], item["provider_ids"]) == (
        appointment["id"],
        "Avery Stone",
        [me(office.sam)],
    )
    assert "confirm" in item["actions"]
    assert calendar["providers"] == [{"id": me(office.sam), "name": "Wil Low"}]
    assert [each["starts_at"] for each in calendar["open"]] == ["2026-11-25T14:00:00Z"]
    assert office.admin.get("/calendar", **PERIOD).json["items"][0]["id"] == appointment["id"]
    assert office.kim.get("/calendar", **PERIOD).json["items"] == []


def test_the_calendar_opens_names_under_one_audit_entry(office, avery):
    """S14: one audit entry names every record that a calendar opens."""
    for hour in range(3):
        book(office.sam, avery[1], starts_at=f"2026-11-25T1{hour}:00:00-05:00")
    before = Counter(each.purpose for each in office.front.store.entries())
    office.admin.get("/calendar", **PERIOD)
    after = Counter(each.purpose for each in office.front.store.entries())
    assert after - before == Counter(["calendar"])


def test_a_taken_time_is_refused_with_the_next_free_times(office, avery):
    book(office.sam, avery[1])
    answer = office.sam.post("/appointments", AT | {"client_id": avery[1]})
    assert (answer.status, answer.json["error"]) == (409, "SlotTaken")
    assert answer.json["free"][:2] == [
        {"starts_at": "2026-11-25T16:00:00Z", "local": "2026-11-25T11:00"},
        {"starts_at": "2026-11-25T16:15:00Z", "local": "2026-11-25T11:15"},
    ]
    second = book(office.sam, avery[1], starts_at=answer.json["free"][0]["starts_at"])
    back = {"starts_at": AT["starts_at"], "version": 1}
    refused = send(office.sam, "PATCH", APPOINTMENT, second["id"], back)
    assert (refused.status, refused.json["error"]) == (409, "SlotTaken")
    knowing = back | {"allow_overlap": True}
    assert send(office.sam, "PATCH", APPOINTMENT, second["id"], knowing).status == 200
