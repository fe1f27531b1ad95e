"""Tests the routes by which people sign in while they are in a visit elsewhere."""

import pytest

from chalicelib.kernel.access import Role
from chalicelib.wiring import visits as wiring_visits
from tests.platform.http.front import PASSWORD
from tests.visits.api.socket_harness import (
    SocketHarness,
    add_appointment,
    request_ticket,
    signed_in_browser,
)

EMAIL = "cleo@clocktree.test"


@pytest.fixture
def in_visit(front, monkeypatch):
    """Return the browser of a client whose socket in a room is open."""
    harness = SocketHarness(front)
    monkeypatch.setattr(wiring_visits, "sockets", lambda: harness.sockets)
    host = front.knows("pat@clocktree.test", Role.PROVIDER)
    client = front.knows(EMAIL, Role.CLIENT)
    appointment = add_appointment(front, host, client)
    browser = signed_in_browser(front, client)
    ticket = request_ticket(browser, appointment.id).json["ticket"]
    assert harness.connect(ticket)[0] == 200
    return browser


def begin(front, **how):
    browser = front.browser()
    return browser, browser.post("/auth/sign-in", {"email": EMAIL, "password": PASSWORD, **how})


def test_a_second_browser_asks_and_the_first_is_told(front, in_visit):
    second, answer = begin(front, ask_first=True)
    assert answer.json == {"next": "in_visit"}
    assert (second.get("/me").status, in_visit.get("/me").status) == (401, 200)
    assert second.post("/auth/confirm").json == {"next": "done"}
    assert second.get("/me").status == 200
    ended = in_visit.get("/me")
    assert (ended.status, ended.json["error"]) == (401, "SignedInElsewhere")
    assert ended.json["message"] == (
        "You signed in on another computer or browser, so you were signed out here."
    )


def test_a_browser_that_does_not_ask_signs_in_as_before(front, in_visit):
    assert begin(front)[1].json == {"next": "done"}
    assert in_visit.get("/me").status == 401


def test_nothing_is_confirmed_without_an_open_question(front):
    assert front.browser().post("/auth/confirm").status == 401
