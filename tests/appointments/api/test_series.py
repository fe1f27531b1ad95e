"""Tests series through the API."""

from tests.appointments.api.test_appointments import APPOINTMENT, AT, avery, office
from tests.practice.practice_api import read, send

__all__ = ["avery", "office"]
WEEKLY = {"repeat": {"rule": "FREQ=WEEKLY;BYDAY=WE;COUNT=4"}}
DATES = "/appointments/series-dates"


def body(client, **changed):
    return AT | {"client_id": client} | WEEKLY | changed


def all_of(browser, client):
    return browser.get("/appointments", client=client).json["items"]


def test_a_series_is_shown_booked_moved_and_cancelled(office, avery):
    """S14: each appointment of a series is read and changed with an audit entry."""
    browser, client = avery
    dates = office.sam.post(DATES, body(client)).json["items"]
    assert [each["local"] for each in dates] == [
        f"{day}T10:00" for day in ("2026-11-25", "2026-12-02", "2026-12-09", "2026-12-16")
    ]
    assert not any(each["is_taken"] or each["is_shifted"] for each in dates)
    booked = office.sam.post("/appointments", body(client))
    assert booked.status == 201, booked.text
    assert booked.json["series"]["rule"] == WEEKLY["repeat"]["rule"]
    items = all_of(office.sam, client)
    assert [each["local"] for each in items] == [each["local"] for each in dates]
    assert {each["series"]["id"] for each in items} == {booked.json["series"]["id"]}
    assert [subject for _, subject, _ in office.front.mail.sent] == ["You have new appointments"]
    one = {"starts_at": "2026-12-02T14:00:00-05:00", "version": 1}
    assert send(office.sam, "PATCH", APPOINTMENT, items[1]["id"], one).json["series"]["is_moved"]
    following = {"status": "cancelled", "version": 1, "scope": "following"}
    assert send(office.sam, "PATCH", APPOINTMENT, items[2]["id"], following).status == 200
    after = [each["status"] for each in all_of(browser, client)]
    assert after == ["booked", "booked", "cancelled", "cancelled"]
    assert read(browser, APPOINTMENT, items[0]["id"]).json["series"]["is_moved"] is False


def test_taken_dates_are_named(office, avery):
    client = avery[1]
    office.sam.post("/appointments", body(client, repeat=None))
    answer = office.sam.post("/appointments", body(client))
    assert (answer.status, answer.json["error"]) == (409, "SlotTaken")
    assert [each["local"] for each in answer.json["taken"]] == ["2026-11-25T10:00"]
    left_out = {"repeat": WEEKLY["repeat"] | {"skip": ["2026-11-25"]}}
    assert office.sam.post("/appointments", body(client, **left_out)).status == 201
    assert len(all_of(office.sam, client)) == 4
    assert office.sam.post("/appointments", body(client, allow_overlap=True)).status == 201


def test_a_wrong_rule_is_refused_at_its_field(office, avery):
    client = avery[1]
    for path in ("/appointments", DATES):
        for rule in ("FREQ=HOURLY;COUNT=3", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "x"):
            answer = office.sam.post(path, body(client, repeat={"rule": rule}))
            assert (answer.status, list(answer.json["fields"])) == (422, ["repeat.rule"]), rule
    missing = office.sam.post(DATES, body(client, repeat=None))
    assert (missing.status, list(missing.json["fields"])) == (422, ["repeat.rule"])
    assert all_of(office.sam, client) == []


def test_clients_neither_book_nor_change_a_series(office, avery):
    """S4: a client may cancel one appointment, and not the others of its series."""
    browser, client = avery
    booked = office.sam.post("/appointments", body(client)).json
    everything = {"status": "cancelled", "version": 1, "scope": "all"}
    assert send(browser, "PATCH", APPOINTMENT, booked["id"], everything).status == 403
    assert browser.post("/appointments", body(client)).status == 403
    assert browser.post(DATES, body(client)).status == 403
    one = {"status": "cancelled", "version": 1}
    assert send(browser, "PATCH", APPOINTMENT, booked["id"], one).status == 200
    assert [each["status"] for each in all_of(browser, client)].count("booked") == 3
