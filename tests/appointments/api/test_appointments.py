"""Tests the appointment routes."""

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
    api = PracticeApi(front)
    api.accept()
    return api


@pytest.fixture
def avery(office):
    """Return a signed-in client's browser and id; the client's provider is Sam."""
    client = office.client(invite=True)
    browser = office.front.browser()
    ((to, _, text),) = office.front.mail.sent
    password = next(
        word for word in text.split() if office.front.identity.people[to].password == word
    )
    browser.post("/auth/sign-in", {"email": to, "password": password})
    browser.post("/auth/first-password", {"password": "Another-Kettle-9"})
    office.front.mail.sent.clear()
    return browser, client["id"]


def book(browser, client, **changed):
    answer = browser.post("/appointments", AT | {"client_id": client} | changed)
    assert answer.status == 201, answer.text
    return answer.json


def test_no_appointment_can_be_booked_before_the_agreement(front):
    """
    S32: a booking before the agreement is refused, and the response says why.

    The response says that the Business Associate Agreement must be accepted.
    """
    office, client = PracticeApi(front), front.knows("avery@mail.example", Role.CLIENT).client
    me = office.sam.get("/me").json["person"]["id"]
    answer = office.admin.post("/appointments", AT | {"client_id": client, "provider_ids": [me]})
    assert (answer.status, answer.json["error"]) == (409, "Conflict")
    assert "Business Associate Agreement" in answer.json["message"]


def test_an_appointment_is_booked_read_and_listed(office, avery):
    browser, client = avery
    appointment = book(office.sam, client)
    assert (appointment["local"], appointment["zone"], appointment["starts_at"]) == (
        "2026-11-25T10:00",
        "America/New_York",
        "2026-11-25T15:00:00Z",
    )
    assert (appointment["ends_at"], appointment["opens_at"]) == (
        "2026-11-25T15:50:00Z",
        "2026-11-25T14:00:00Z",
    )
    assert [(each["role"], each["name"], each["me"]) for each in appointment["participants"]] == [
        ("provider", "Wil Low", True),
        ("client", "Avery Stone", False),
    ]
    assert (appointment["actions"], appointment["can_join"], appointment["version"]) == (
        ["reschedule", "hand_over", "cancel", "confirm"],
        False,
        1,
    )
    assert appointment["room_path"] == f"/room/{appointment['id']}"
    for who in (office.sam, office.admin):
        assert read(who, APPOINTMENT, appointment["id"]).json["id"] == appointment["id"]
        assert [each["id"] for each in who.get("/appointments").json["items"]] == [
            appointment["id"]
        ]
    own = read(browser, APPOINTMENT, appointment["id"]).json
    assert (own["actions"], [each["me"] for each in own["participants"]]) == (
        ["cancel", "confirm"],
        [False, True],
    )
    assert browser.get("/appointments").json == {"items": [own], "next": None}


def test_the_mail_to_the_client_says_nothing_about_the_appointment(office, avery):
    """S27: the e-mail has a link to the appointment, but no name, date or time."""
    appointment = book(office.sam, avery[1])
    ((to, subject, text),) = office.front.mail.sent
    assert to == AVERY["email"]
    assert f"/client/appointments/{appointment['id']}" in text
    assert not [
        word
        for word in ("Avery", "Stone", "Wil", "Low", "10", "25", "Willow")
        if word in text.replace(appointment["id"], "") + subject
    ]


def test_an_appointment_of_another_providers_client_is_absent(office, avery):
    """S2: another provider's appointment gives the same response as an unknown id."""
    appointment = book(office.sam, avery[1])
    for name in (appointment["id"], NOBODYS):
        answers = (
            read(office.kim, APPOINTMENT, name),
            send(office.kim, "PATCH", APPOINTMENT, name, {"status": "cancelled", "version": 1}),
        )
        assert [each.status for each in answers] == [404, 404]
    assert office.kim.get("/appointments").json["items"] == []
    for client in (avery[1], NOBODYS):
        assert office.kim.get("/appointments", client=client).status == 404
        assert office.kim.post("/appointments", AT | {"client_id": client}).status == 404
    entries = [each for each in office.front.store.entries() if each.outcome == "refused"]
    assert len(entries) >= 4


def test_another_client_cannot_see_an_appointment(office, avery):
    """S2: clients cannot open or list appointments in which they do not take part."""
    appointment = book(office.sam, avery[1])
    other = office.front.signed_in(Role.CLIENT)
    assert read(other, APPOINTMENT, appointment["id"]).status == 404
    assert other.get("/appointments").json["items"] == []
    assert other.get("/appointments", client=avery[1]).status == 404


def test_a_client_can_neither_book_nor_move_an_appointment(office, avery):
    """S1: the routes to book and move an appointment return 403 to a client."""
    browser, client = avery
    appointment = book(office.sam, client)
    assert browser.post("/appointments", AT | {"client_id": client}).status == 403
    moved = send(browser, "PATCH", APPOINTMENT, appointment["id"], {"minutes": 25, "version": 1})
    assert moved.status == 403


def test_a_moved_appointment_keeps_its_room(office, avery):
    appointment = book(office.sam, avery[1])
    change = {"starts_at": "2026-11-26T09:00:00-05:00", "version": 1}
    after = send(office.sam, "PATCH", APPOINTMENT, appointment["id"], change)
    assert (after.status, after.json["local"], after.json["version"]) == (
        200,
        "2026-11-26T09:00",
        2,
    )
    assert (after.json["room_path"], after.json["participants"]) == (
        appointment["room_path"],
        appointment["participants"],
    )
    late = send(
        office.admin, "PATCH", APPOINTMENT, appointment["id"], {"minutes": 25, "version": 1}
    )
    assert (late.status, late.json["fresh"]["local"]) == (409, "2026-11-26T09:00")
    (row,) = office.sam.get(
        "/appointments", **{"from": "2026-11-26T00:00:00Z", "to": "2026-11-27T00:00:00Z"}
    ).json["items"]
    assert row["id"] == appointment["id"]


def test_an_open_room_moves_and_ends_with_its_appointment(office, avery):
    """
    When an appointment is moved, the same video room opens at the new time.

    When the appointment is cancelled, the room closes.
    """
    browser, client = avery
    appointment = book(office.sam, client, starts_at="2026-11-24T10:30:00-05:00")
    enter = f"{APPOINTMENT}/call-ticket"
    assert send(browser, "POST", enter, appointment["id"], {}).status == 201
    later = {"starts_at": "2026-11-24T18:00:00-05:00", "version": 1}
    assert (
        send(office.sam, "PATCH", APPOINTMENT, appointment["id"], later).json["can_join"] is False
    )
    closed = send(browser, "POST", enter, appointment["id"], {})
    assert (closed.status, "17:00" in closed.json["message"]) == (409, True)
    back = {"starts_at": "2026-11-24T10:30:00-05:00", "version": 2}
    assert send(office.sam, "PATCH", APPOINTMENT, appointment["id"], back).json["can_join"] is True
    assert send(browser, "POST", enter, appointment["id"], {}).status == 201
    assert (
        send(
            office.sam,
            "PATCH",
            APPOINTMENT,
            appointment["id"],
            {"status": "cancelled", "version": 3},
        ).status
        == 200
    )
    assert send(browser, "POST", enter, appointment["id"], {}).status == 409


def test_a_client_cancels_and_the_provider_gets_a_notice(office, avery):
    browser, client = avery
    appointment = book(office.sam, client, notify=False)
    after = send(
        browser, "PATCH", APPOINTMENT, appointment["id"], {"status": "cancelled", "version": 1}
    ).json
    assert (after["status"], after["cancelled_by"], after["actions"]) == ("cancelled", "client", [])
    ((to, _, text),) = office.front.mail.sent
    assert to.endswith("@clocktree.test")
    assert f"/provider/appointments/{appointment['id']}" in text
    again = send(
        office.sam, "PATCH", APPOINTMENT, appointment["id"], {"status": "cancelled", "version": 2}
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
        ("location", "moon"),
        ("provider_ids", ["nobody"]),
        ("provider_ids", ["a", "b", "c", "d", "e"]),
        ("room", "mine"),
    ],
)
def test_an_invalid_booking_is_refused_and_its_field_named(office, avery, field, wrong):
    answer = office.sam.post("/appointments", AT | {"client_id": avery[1], field: wrong})
    assert (answer.status, list(answer.json["fields"])) == (422, [field]), answer.text


@pytest.mark.parametrize(
    "query", [{"from": "2026-11-25"}, {"to": "2026-11-25T10:00:00"}, {"from": "1764086400"}]
)
def test_the_bounds_of_a_list_must_be_instants(office, query):
    assert office.sam.get("/appointments", **query).status == 422


def test_a_list_that_ends_before_it_begins_is_refused(office):
    query = {"from": "2026-11-25T10:00:00Z", "to": "2026-11-25T10:00:00Z"}
    assert list(office.sam.get("/appointments", **query).json["fields"]) == ["to"]


@pytest.mark.parametrize(
    "change", [{"status": "cancelled", "minutes": 25}, {"status": "completed"}, {"client_id": "x"}]
)
def test_a_request_either_moves_or_cancels_and_changes_nothing_else(office, avery, change):
    appointment = book(office.sam, avery[1])
    assert (
        send(office.sam, "PATCH", APPOINTMENT, appointment["id"], change | {"version": 1}).status
        == 422
    )


def test_the_same_request_books_once(office, avery):
    body = AT | {"client_id": avery[1]}
    first, again = (
        office.sam.post("/appointments", body, **{"Idempotency-Key": "k1"}) for _ in range(2)
    )
    assert (first.status, first.json) == (again.status, again.json)
    assert len(office.front.mail.sent) == 1
    other = office.sam.post("/appointments", body | {"minutes": 25}, **{"Idempotency-Key": "k1"})
    assert other.status == 422
    assert len(office.sam.get("/appointments").json["items"]) == 1


def test_a_double_booking_is_reported_before_and_after_it_is_made(office, avery):
    first = book(office.sam, avery[1])
    me = office.sam.get("/me").json["person"]["id"]
    question = {"client_id": avery[1], "starts_at": AT["starts_at"], "minutes": 30}
    times = {name: first[name] for name in ("starts_at", "ends_at")}
    busy = [
        {"provider_id": me, "client_id": None, "me": True, "appointment_id": first["id"], **times},
        {
            "provider_id": None,
            "client_id": avery[1],
            "me": False,
            "appointment_id": first["id"],
            **times,
        },
    ]
    assert office.sam.post("/appointments/overlaps", question).json == {"items": busy}
    assert book(office.sam, avery[1], allow_overlap=True)["overlaps"] == busy
    assert read(office.sam, APPOINTMENT, first["id"]).json["overlaps"] == []
    assert office.sam.post("/appointments/overlaps", question | {"minutes": 0}).status == 422
