"""Tests the routes that tell providers who waits for them."""

from datetime import timedelta

import pytest

from chalicelib.kernel.access import Role
from chalicelib.wiring import mail as wiring_mail
from chalicelib.wiring import visits as wiring_visits
from tests.platform.http.front import forget
from tests.visits.api.socket_harness import (
    SocketHarness,
    add_appointment,
    request_ticket,
    signed_in_browser,
)

ROOM_WAITING = "/appointments/{appointment_id}/waiting"
CAPS = {"sfu": False, "h264": True, "screen": True}


class Lobby:
    """A client who waits in a room; `pat` is the provider's browser."""

    def __init__(self, front, monkeypatch):
        self.front, self.harness = front, SocketHarness(front)
        monkeypatch.setattr(wiring_visits, "sockets", lambda: self.harness.sockets)
        self.provider = front.knows("pat@clocktree.test", Role.PROVIDER)
        client = front.knows("cleo@clocktree.test", Role.CLIENT)
        self.id = add_appointment(front, self.provider, client).id
        self.pat, self.cleo = (signed_in_browser(front, each) for each in (self.provider, client))
        ticket = request_ticket(self.cleo, self.id).json["ticket"]
        _, self.socket = self.harness.connect(ticket)
        self.harness.say(self.socket, "join", inst="instc", after=0, caps=CAPS)

    def show(self, browser):
        path = ROOM_WAITING.replace("{appointment_id}", self.id)
        return browser.post(path, resource=ROOM_WAITING)

    @property
    def host_knows(self):
        return self.harness.sockets.last(self.socket, "waiting")["host_knows"]


@pytest.fixture
def lobby(front, monkeypatch):
    yield Lobby(front, monkeypatch)
    forget(wiring_visits)


def test_a_provider_sees_who_waits_and_the_client_is_told_only_then(lobby):
    (waiting,) = lobby.pat.get("/waiting").json["items"]
    assert (waiting["appointment_id"], waiting["name"]) == (lobby.id, None)
    assert lobby.host_knows == "nothing"
    (shown,) = lobby.show(lobby.pat).json["items"]
    assert shown == waiting | {"name": "Wil Low"}
    assert lobby.host_knows == "seen"


def test_other_staff_learn_nothing_and_a_client_may_not_ask(lobby):
    """S2: for staff who take no part in an appointment, nobody waits."""
    front = lobby.front
    for role in (Role.PROVIDER, Role.ADMIN):
        browser = signed_in_browser(front, front.knows(f"{role.value}@clocktree.test", role))
        assert browser.get("/waiting").json == {"items": []}
        assert lobby.show(browser).status == 404
    assert [lobby.cleo.get("/waiting").status, lobby.show(lobby.cleo).status] == [403, 403]
    assert lobby.host_knows == "nothing"


def test_asking_who_waits_does_not_extend_the_session(lobby):
    """S12: pages ask who waits by themselves, so this does not count as activity."""
    for _ in range(4):
        lobby.front.store.clock.pass_seconds(8 * 60)
        statuses = [lobby.pat.get("/waiting").status, lobby.show(lobby.pat).status]
    assert statuses == [401, 401]
    assert lobby.pat.get("/me").json["error"] == "SessionIdle"


def test_after_a_minute_the_provider_gets_a_mail_without_anything_personal(lobby, monkeypatch):
    """S27: the mail names nobody; its link leads to the room."""
    sent = []

    class Mailbox:
        def send(self, to, subject, text):
            sent.append((to, subject, text))

    monkeypatch.setattr(wiring_mail, "mail", Mailbox)
    lobby.front.store.clock.pass_seconds(timedelta(minutes=1).seconds)
    for _ in range(2):
        wiring_visits.connection_sweeper().sweep()
    ((to, subject, text),) = sent
    assert (to, lobby.host_knows) == ("pat@clocktree.test", "mailed")
    assert text.endswith(f"/room/{lobby.id}\n")
    assert "Wil" not in f"{subject} {text}"
