"""Tests sockets of the running product, from the ticket to a stored chat note."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from chalicelib.platform.id_generator import RandomIdGenerator
from localstack import warm_up
from localstack.api_client import ApiRefused
from localstack.demo import CLIENTS, JORDAN, PASSWORD
from tests.cloud.other_practice import CLIENT_EMAIL
from tests.visits.sample_sdp import SDP

PATIENCE_SECONDS = 15


@dataclass
class Page:
    """Stands for a browser page with an open socket."""

    socket: object

    def say(self, action, **facts):
        self.socket.send(
            json.dumps({"action": action, "v": 1, "id": RandomIdGenerator().id()} | facts)
        )
        return self

    def join(self, inst):
        return self.say(
            "join", inst=inst, after=0, caps={"sfu": False, "h264": True, "screen": True}
        )

    def receive(self, kind):
        """Return the next message of that kind; skip messages of other kinds."""
        while True:
            message = json.loads(self.socket.recv(timeout=PATIENCE_SECONDS))
            if message["t"] == kind:
                return message

    def read_to_end(self):
        """Return the messages received until the socket closed."""
        messages = []
        try:
            while True:
                messages.append(json.loads(self.socket.recv(timeout=PATIENCE_SECONDS)))
        except ConnectionClosed:
            return messages


@pytest.fixture
def open_page(cloud):
    """Provide a function that opens a socket; after the test all are closed."""
    pages = []

    def open_one(url):
        page = Page(connect(url, origin=cloud.url, open_timeout=PATIENCE_SECONDS))
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.socket.close()


@pytest.fixture
def visit(other_practice):
    return Visit(other_practice)


class Visit:
    """
    Books a visit that begins in five minutes.

    The participants are the provider and the client of the other practice.
    """

    def __init__(self, other_practice):
        self.host, self.client = other_practice.staff, other_practice.client
        if self.host.get("/me")["role"] != "provider":
            self.host.switch_role("provider")
        starts = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
        booking = {
            "client_id": other_practice.client_id,
            "starts_at": starts,
            "minutes": 50,
            "zone": "America/New_York",
            "notify": False,
            "allow_overlap": True,
        }
        appointment = self.host.post("/appointments", booking)
        self.id, self.seats = (
            appointment["id"],
            {each["role"]: each["seat"] for each in appointment["participants"]},
        )

    def ticket(self, caller):
        return caller.post(f"/appointments/{self.id}/call-ticket")

    def both_in(self, open_page):
        pat, cleo = (
            open_page(self.ticket(self.host)["url"]).join("insth"),
            open_page(self.ticket(self.client)["url"]),
        )
        pat.receive("joined")
        cleo.join("instc").receive("waiting")
        assert pat.receive("peer")["state"] == "waiting"
        pat.say("admit", seat=self.seats["client"])
        cleo.receive("joined")
        assert pat.receive("peer")["state"] == "here"
        return pat, cleo


def test_two_people_join_and_write_a_note_that_is_stored(visit, open_page):
    pat, cleo = visit.both_in(open_page)
    cleo.say(
        "signal",
        to=visit.seats["provider"],
        epoch=1,
        inst="insth",
        d={"desc": {"type": "offer", "sdp": SDP}},
    )
    answer = pat.receive("signal")
    assert (answer["from"], answer["d"]["desc"]["sdp"]) == (visit.seats["client"], SDP)
    pat.say("note", text="Bring the diary next time")
    assert [each.receive("note")["note"]["n"] for each in (pat, cleo)] == [1, 1]
    pat.say("end")
    assert [each.read_to_end()[-1]["code"] for each in (pat, cleo)] == [4010, 4010]
    seen = visit.host.get(f"/appointments/{visit.id}/history")
    assert [each["text"] for each in seen["notes"]] == ["Bring the diary next time"]
    assert visit.host.get(f"/appointments/{visit.id}")["status"] == "completed"
    with pytest.raises(ApiRefused) as refusal:
        visit.ticket(visit.client)
    assert refusal.value.status == 409


def test_a_ticket_that_was_used_is_refused(visit, open_page):
    """
    A ticket that was already used opens no second socket.

    AWS rejects the handshake with our status 401, the emulator with 403.
    """
    url = visit.ticket(visit.client)["url"]
    open_page(url)
    with pytest.raises(InvalidStatus) as refusal:
        open_page(url)
    assert refusal.value.response.status_code in {401, 403}


def test_a_page_of_another_origin_cannot_use_a_ticket(visit):
    with pytest.raises(InvalidStatus) as refusal:
        connect(visit.ticket(visit.client)["url"], origin="https://evil.example")
    assert refusal.value.response.status_code in {401, 403}


def test_only_participants_get_a_ticket(visit, practice):
    """
    S3: only participants get a ticket; people of another practice get 404.

    For them the response is the same as for a room that does not exist.
    """
    for stranger in (practice.signed_in(JORDAN, "provider"), practice.signed_in(CLIENTS[1])):
        result = []
        for room in (visit.id, f"{visit.id[:-4]}ZZZZ"):
            with pytest.raises(ApiRefused) as refusal:
                stranger.post(f"/appointments/{room}/call-ticket")
            result.append((refusal.value.status, refusal.value.answer))
        assert result[0] == result[1]
        assert result[0][0] == 404


def test_signing_out_closes_the_socket_and_the_others_are_told(visit, open_page):
    """
    S9, S12, S13: after a sign-out, the socket closes and the others are told.

    The other person in the room receives a message that the person left.
    """
    pat, cleo = visit.both_in(open_page)
    visit.client.post("/auth/sign-out")
    visit.client.sign_in(CLIENT_EMAIL, PASSWORD)
    cleo.read_to_end()
    assert pat.receive("peer")["state"] == "left"


def test_the_sweep_closes_a_socket_whose_session_was_replaced(visit, open_page, cloud, eventually):
    """S9, S12: the socket closes within a minute, whatever ended its session."""
    _, cleo = visit.both_in(open_page)
    visit.client.sign_in(CLIENT_EMAIL, PASSWORD)
    assert eventually(lambda: cloud.invoke("Dismiss", warm_up.event("Dismiss"))["dismissed"])
    cleo.read_to_end()
