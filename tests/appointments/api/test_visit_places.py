"""Tests visits at the office and by phone, through the API."""

import pytest

from tests.appointments.api.test_appointments import APPOINTMENT, avery, book, office
from tests.appointments.api.test_booking_by_clients import SERVICES, VISIT, offer
from tests.practice.practice_api import read, send

PLACE, HISTORY = f"{APPOINTMENT}/place", f"{APPOINTMENT}/history"
CLIENT = "/clients/{client_id}"
ELM = "4 Elm Street\nRing at Suite 2."
NUMBER = "+1 555 010 0001"
WORDS = {
    "office": "This visit takes place at the office, so it has no room to enter.",
    "phone": "This visit takes place by phone, so it has no room to enter.",
}
FILE = {"name": "intake.pdf", "media_type": "application/pdf", "size": 8}
__all__ = ["avery", "office"]


def offer_at(office, location, **changed):
    visit = VISIT | {"location": location, "bookable": "online"} | changed
    return offer(office, visit=visit)


def add_number(office, client):
    stored = read(office.sam, CLIENT, client).json
    edit = {"phone": NUMBER, "version": stored["version"]}
    assert send(office.sam, "PATCH", CLIENT, client, edit).status == 200


def soon(office, client, **changed):
    """Book a visit that begins in five minutes."""
    starts = office.front.store.clock().replace(minute=5).isoformat()
    return book(office.sam, client, starts_at=starts, **changed)


def test_an_admin_says_where_a_service_takes_place(office):
    service = offer_at(office, "office", directions=ELM)
    assert (service["visit"]["location"], service["visit"]["directions"]) == ("office", ELM)
    edit = {"name": "Call", "visit": VISIT | {"location": "phone"}, "version": service["version"]}
    saved = send(office.admin, "PUT", SERVICES, service["id"], edit).json["visit"]
    assert (saved["location"], saved["directions"]) == ("phone", ELM)


@pytest.mark.parametrize(
    ("visit", "field"),
    [
        ({"location": "moon"}, "visit.location"),
        ({"location": None}, "visit.location"),
        ({"directions": "x" * 301}, "visit.directions"),
        ({"directions": "Pay with 4242 4242 4242 4242."}, "visit.directions"),
    ],
)
def test_an_unknown_location_is_refused_and_its_field_named(office, visit, field):
    body = {"name": "First visit", "visit": VISIT | visit}
    answer = office.admin.post("/visit-services", body)
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


def test_a_client_reads_before_and_after_booking_where_to_come(office, avery):
    browser, client = avery
    offered = offer_at(office, "office", directions=ELM)
    (choice,) = browser.get("/bookable-services").json["items"]
    assert (choice["location"], choice["directions"]) == ("office", ELM)
    booked = book(office.sam, client, service=offered["id"], minutes=None)
    assert (booked["location"], booked["room_path"], booked["can_join"]) == ("office", None, False)
    (entry,) = office.sam.get("/calendar", **{"from": "2026-11-25", "to": "2026-11-25"}).json[
        "items"
    ]
    assert (entry["location"], entry["room_path"]) == ("office", None)
    place = read(browser, PLACE, booked["id"]).json
    assert place == {"location": "office", "address": ELM, "calls": []}


def test_a_client_reads_at_which_number_they_are_called(office, avery):
    browser, client = avery
    service = offer_at(office, "phone")
    chosen = {"chosen": service["id"]}
    assert browser.get("/bookable-services", **chosen).json["phone"] is None
    add_number(office, client)
    assert browser.get("/bookable-services").json["phone"] is None
    assert browser.get("/bookable-services", **chosen).json["phone"] == NUMBER
    assert office.sam.get("/bookable-services", **chosen).json["phone"] is None
    booked = book(office.sam, client, service=service["id"], minutes=None)
    calls = [{"client": {"id": client, "name": "Avery Stone"}, "phone": NUMBER}]
    for who in (browser, office.sam, office.admin):
        place = read(who, PLACE, booked["id"]).json
        assert place == {"location": "phone", "address": None, "calls": calls}
    assert read(office.kim, PLACE, booked["id"]).status == 404


@pytest.mark.parametrize("location", ["office", "phone"])
def test_the_room_of_a_visit_that_is_not_by_video_is_refused_in_clear_words(
    office, avery, location
):
    booked = soon(office, avery[1], location=location)
    assert "join" not in booked["actions"]
    for path, body in (("call-ticket", {}), ("files", FILE), ("waiting", {})):
        pattern = f"{APPOINTMENT}/{path}"
        answer = send(office.sam, "POST", pattern, booked["id"], body)
        assert (answer.status, answer.json["message"]) == (409, WORDS[location]), path
    pattern = f"{APPOINTMENT}/call-ticket"
    assert send(avery[0], "POST", pattern, booked["id"], {}).status == 409


def test_staff_mark_an_office_visit_by_hand_and_its_fee_follows(office, avery):
    booked = soon(office, avery[1], location="office")
    arrived = send(office.sam, "POST", f"{APPOINTMENT}/arrived", booked["id"], {}).json
    assert arrived["status"] == "arrived"
    assert read(office.sam, HISTORY, booked["id"]).json["fee"] is None
    office.front.store.clock.pass_seconds(600)
    done = send(office.sam, "POST", f"{APPOINTMENT}/completed", booked["id"], {}).json
    assert [each["status"] for each in done["marks"]] == ["arrived", "completed"]
    history = read(office.sam, HISTORY, booked["id"]).json
    assert (history["fact_sheet"], history["fee"]["proposal"], history["fee"]["share"]) == (
        None,
        "full",
        100,
    )


@pytest.mark.parametrize("location", ["video", "office", "phone"])
def test_mails_say_the_same_of_each_appointment_wherever_it_is(office, avery, location):
    """S27: a mail says neither where a visit takes place nor how."""
    booked = book(office.sam, avery[1], location=location)
    ((_, subject, text),) = office.front.mail.sent
    words = "You have an appointment. Sign in for details."
    assert (subject, text.split("\n\n")[0]) == ("You have an appointment", words)
    assert text.rstrip().endswith(f"/client/appointments/{booked['id']}")


def test_a_feed_says_nothing_of_where_a_visit_is(office, avery):
    """S29: the event of an office visit has the same words as any other."""
    book(office.sam, avery[1], location="office")
    secret = office.sam.post("/me/calendar-feed").json["url"].rsplit("/", 1)[1]
    headers = {"Clocktree-Feed": secret.removesuffix(".ics")}
    feed = office.front.browser().call(
        "GET", "/feeds/calendar", headers=headers, resource="/feeds/calendar"
    )
    assert "SUMMARY:Appointment" in feed.text
    assert "office" not in feed.text.lower()


def test_the_place_of_an_unknown_appointment_is_not_found(office):
    assert read(office.sam, PLACE, "01K00000000000000000000000").status == 404
