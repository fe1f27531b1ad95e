"""Appointments as a browser sees them."""

import pytest

from chalicelib.kernel.access import Role
from tests.practice.practice_api import AVERY, PracticeApi, read, send

APPOINTMENT = "/appointments/{appointment_id}"
AT = {
    "starts_at": "2026-11-25T10:00:00-05:00",
    "minutes": 50,
    "zone": "America/New_York",
    "location": "video",
}
NOBODYS = "01K00000000000000000000000"


@pytest.fixture
def office(front):
    made = PracticeApi(front)
    made.accept()
    return made


@pytest.fixture
def avery(office):
    """A client of Sam's who is signed in."""
    made = office.client(invite=True)
    browser = office.front.browser()
    ((to, _, text),) = office.front.mail.sent
    password = next(
        word for word in text.split() if office.front.identity.people[to].password == word
    )
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Horse-9"})
    office.front.mail.sent.clear()
    return browser, made["id"]


def booked(browser, client, **changed):
    answer = browser.post("/appointments", AT | {"client_id": client} | changed)
    assert answer.status == 201, answer.text
    return answer.json


def test_no_appointment_before_the_agreement(front):
    """S32: refused with a sentence that says who must do what."""
    office, client = PracticeApi(front), front.knows("avery@mail.example", Role.CLIENT).client
    me = office.sam.get("/me").json["person"]["id"]
    answer = office.admin.post("/appointments", AT | {"client_id": client, "provider_ids": [me]})
    assert (answer.status, answer.json["error"]) == (409, "Conflict")
    assert "Business Associate Agreement" in answer.json["message"]


def test_an_appointment_is_booked_read_and_listed(office, avery):
    browser, client = avery
    made = booked(office.sam, client)
    assert (made["local"], made["zone"], made["starts_at"]) == (
        "2026-11-25T10:00",
        "America/New_York",
        "2026-11-25T15:00:00Z",
    )
    assert (made["ends_at"], made["opens_at"]) == ("2026-11-25T15:50:00Z", "2026-11-25T14:00:00Z")
    assert [(each["role"], each["name"], each["me"]) for each in made["participants"]] == [
        ("provider", "Wil Low", True),
        ("client", "Avery Stone", False),
    ]
    assert (made["actions"], made["can_join"], made["version"]) == (
        ["reschedule", "cancel"],
        False,
        1,
    )
    assert made["room_path"] == f"/room/{made['id']}"
    for who in (office.sam, office.admin):
        assert read(who, APPOINTMENT, made["id"]).json["id"] == made["id"]
        assert [each["id"] for each in who.get("/appointments").json["items"]] == [made["id"]]
    seen = read(browser, APPOINTMENT, made["id"]).json
    assert (seen["actions"], [each["me"] for each in seen["participants"]]) == (
        ["cancel"],
        [False, True],
    )
    assert browser.get("/appointments").json == {"items": [seen], "next": None}


def test_the_client_is_told_without_a_word_about_it(office, avery):
    """S27."""
    made = booked(office.sam, avery[1])
    ((to, subject, text),) = office.front.mail.sent
    assert to == AVERY["email"]
    assert f"/room/{made['id']}" in text
    assert not [
        word
        for word in ("Avery", "Stone", "Wil", "Low", "10", "25", "Willow")
        if word in text.replace(made["id"], "") + subject
    ]


def test_an_appointment_of_another_providers_client_is_absent(office, avery):
    """S2: the same answer as for an id that never was."""
    made = booked(office.sam, avery[1])
    for name in (made["id"], NOBODYS):
        refused = (
            read(office.kim, APPOINTMENT, name),
            send(office.kim, "PATCH", APPOINTMENT, name, {"status": "cancelled", "version": 1}),
        )
        assert [each.status for each in refused] == [404, 404]
    assert office.kim.get("/appointments").json["items"] == []
    for client in (avery[1], NOBODYS):
        assert office.kim.get("/appointments", client=client).status == 404
        assert office.kim.post("/appointments", AT | {"client_id": client}).status == 404
    entries = [each for each in office.front.store.entries() if each.outcome == "refused"]
    assert len(entries) >= 4


def test_another_client_sees_nothing_of_it(office, avery):
    """S2."""
    made = booked(office.sam, avery[1])
    other = office.front.signed_in(Role.CLIENT)
    assert read(other, APPOINTMENT, made["id"]).status == 404
    assert other.get("/appointments").json["items"] == []
    assert other.get("/appointments", client=avery[1]).status == 404


def test_a_client_books_and_moves_nothing(office, avery):
    """S1."""
    browser, client = avery
    made = booked(office.sam, client)
    assert browser.post("/appointments", AT | {"client_id": client}).status == 403
    moved = send(browser, "PATCH", APPOINTMENT, made["id"], {"minutes": 25, "version": 1})
    assert moved.status == 403


def test_it_is_moved_and_keeps_its_room(office, avery):
    made = booked(office.sam, avery[1])
    change = {"starts_at": "2026-11-26T09:00:00-05:00", "version": 1}
    after = send(office.sam, "PATCH", APPOINTMENT, made["id"], change)
    assert (after.status, after.json["local"], after.json["version"]) == (
        200,
        "2026-11-26T09:00",
        2,
    )
    assert (after.json["room_path"], after.json["participants"]) == (
        made["room_path"],
        made["participants"],
    )
    late = send(office.admin, "PATCH", APPOINTMENT, made["id"], {"minutes": 25, "version": 1})
    assert (late.status, late.json["fresh"]["local"]) == (409, "2026-11-26T09:00")
    (row,) = office.sam.get(
        "/appointments", **{"from": "2026-11-26T00:00:00Z", "to": "2026-11-27T00:00:00Z"}
    ).json["items"]
    assert row["id"] == made["id"]


def test_its_room_moves_and_ends_with_it(office, avery):
    """One that is open already: the same room at its new time, and none once it is called off."""
    browser, client = avery
    made = booked(office.sam, client, starts_at="2026-11-24T10:30:00-05:00")
    enter = f"{APPOINTMENT}/call-ticket"
    assert send(browser, "POST", enter, made["id"], {}).status == 201
    later = {"starts_at": "2026-11-24T18:00:00-05:00", "version": 1}
    assert send(office.sam, "PATCH", APPOINTMENT, made["id"], later).json["can_join"] is False
    closed = send(browser, "POST", enter, made["id"], {})
    assert (closed.status, "17:00" in closed.json["message"]) == (409, True)
    back = {"starts_at": "2026-11-24T10:30:00-05:00", "version": 2}
    assert send(office.sam, "PATCH", APPOINTMENT, made["id"], back).json["can_join"] is True
    assert send(browser, "POST", enter, made["id"], {}).status == 201
    assert (
        send(
            office.sam, "PATCH", APPOINTMENT, made["id"], {"status": "cancelled", "version": 3}
        ).status
        == 200
    )
    assert send(browser, "POST", enter, made["id"], {}).status == 409


def test_a_client_cancels_and_the_provider_is_told(office, avery):
    browser, client = avery
    made = booked(office.sam, client, notify=False)
    after = send(
        browser, "PATCH", APPOINTMENT, made["id"], {"status": "cancelled", "version": 1}
    ).json
    assert (after["status"], after["cancelled_by"], after["actions"]) == ("cancelled", "client", [])
    ((to, _, text),) = office.front.mail.sent
    assert to.endswith("@clocktree.test")
    assert f"/provider/appointments/{made['id']}" in text
    again = send(
        office.sam, "PATCH", APPOINTMENT, made["id"], {"status": "cancelled", "version": 2}
    )
    assert (again.status, again.json["fresh"]["status"]) == (409, "cancelled")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("starts_at", "2026-11-25T10:00:00"),
        ("starts_at", "2026-11-25"),
        ("starts_at", "tomorrow"),
        ("starts_at", 1764086400),
        ("starts_at", "0001-01-01T00:00:00+05:00"),
        ("starts_at", "9999-12-31T23:59:59-05:00"),
        ("starts_at", "2026-11-24T09:00:00Z"),
        ("starts_at", "2036-11-24T09:00:00Z"),
        ("starts_at", None),
        ("minutes", 4),
        ("minutes", 481),
        ("minutes", 10**30),
        ("minutes", "50"),
        ("zone", "Eastern"),
        ("zone", "../etc/passwd"),
        ("zone", "4242 4242 4242 4242"),
        ("location", "office"),
        ("provider_ids", ["nobody"]),
        ("provider_ids", ["a", "b", "c", "d", "e"]),
        ("room", "mine"),
    ],
)
def test_what_cannot_be_booked_is_refused_by_its_field(office, avery, field, wrong):
    answer = office.sam.post("/appointments", AT | {"client_id": avery[1], field: wrong})
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


@pytest.mark.parametrize(
    "query", [{"from": "2026-11-25"}, {"to": "2026-11-25T10:00:00"}, {"from": "1764086400"}]
)
def test_a_list_is_bounded_by_instants_only(office, query):
    assert office.sam.get("/appointments", **query).status == 422


def test_a_list_that_ends_before_it_begins_is_refused(office):
    asked = {"from": "2026-11-25T10:00:00Z", "to": "2026-11-25T10:00:00Z"}
    assert list(office.sam.get("/appointments", **asked).json["fields"]) == ["to"]


@pytest.mark.parametrize(
    "change", [{"status": "cancelled", "minutes": 25}, {"status": "completed"}, {"client_id": "x"}]
)
def test_a_change_is_one_thing(office, avery, change):
    made = booked(office.sam, avery[1])
    assert send(office.sam, "PATCH", APPOINTMENT, made["id"], change | {"version": 1}).status == 422


def test_the_same_request_books_once(office, avery):
    asked = AT | {"client_id": avery[1]}
    first, again = (
        office.sam.post("/appointments", asked, **{"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert (first.status, first.json) == (again.status, again.json)
    assert len(office.front.mail.sent) == 1
    other = office.sam.post("/appointments", asked | {"minutes": 25}, **{"Idempotency-Key": "k1"})
    assert other.status == 422
    assert len(office.sam.get("/appointments").json["items"]) == 1
