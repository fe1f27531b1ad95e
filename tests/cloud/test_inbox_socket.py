"""Tests the sockets on which open pages of the product hear of new messages."""

import json
import time
from dataclasses import dataclass, field

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from chalicelib.platform.id_generator import RandomIdGenerator
from localstack import warm_up
from localstack.demo import CLIENTS, JORDAN, PASSWORD, SAM

PATIENCE_SECONDS = 15
BAR_SECONDS = 2
QUIET_SECONDS = 1.5
RILEY = CLIENTS[2]


@dataclass
class Inbox:
    """Stands for a tab with an open inbox socket."""

    cloud: object
    caller: object
    socket: object = field(init=False)

    def __post_init__(self):
        self.open()

    def open(self):
        url = self.caller.post("/inbox/ticket")["url"]
        self.socket = connect(url, origin=self.cloud.url, open_timeout=PATIENCE_SECONDS)
        ask = {"action": "watch", "v": 1, "id": RandomIdGenerator().id()}
        self.socket.send(json.dumps(ask))
        answer = json.loads(self.socket.recv(timeout=PATIENCE_SECONDS))
        assert answer == {"t": "watching", "v": 1, "re": ask["id"]}

    def frames(self, seconds=QUIET_SECONDS):
        """Return what arrives within some seconds."""
        heard, until = [], time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                heard.append(json.loads(self.socket.recv(timeout=left)))
            except TimeoutError:
                break
        return heard

    def is_closed(self):
        try:
            while True:
                self.socket.recv(timeout=PATIENCE_SECONDS)
        except ConnectionClosed:
            return True


@pytest.fixture
def listen(cloud):
    """Provide a function that opens a caller's inbox; after the test all are closed."""
    inboxes = []

    def open_one(caller):
        inboxes.append(Inbox(cloud, caller))
        return inboxes[-1]

    yield open_one
    for each in inboxes:
        each.socket.close()


def test_both_sides_hear_of_a_message_within_two_seconds(practice, listen):
    """S22: the frame has the id of the thread and a number, and nothing else."""
    thread = practice.asked()
    jordan, avery = practice.signed_in(JORDAN, "provider"), practice.signed_in(CLIENTS[0])
    staff, client = listen(jordan), listen(avery)
    jordan.post(f"/threads/{thread}/messages", {"text": "Yes, of course."})
    frame = {"t": "thread", "v": 1, "id": thread, "n": 2}
    for inbox in (client, staff):
        assert json.loads(inbox.socket.recv(timeout=BAR_SECONDS)) == frame


def test_another_client_hears_nothing(practice, listen):
    """S2: not even that there is a message."""
    stranger = listen(practice.signed_in(CLIENTS[1]))
    practice.asked()
    assert stranger.frames() == []


def test_after_a_lost_connection_one_read_shows_what_was_missed(practice, listen):
    jordan = practice.signed_in(JORDAN, "provider")
    inbox = listen(jordan)
    inbox.socket.close()
    thread = practice.asked()
    inbox.open()
    assert thread in {each["thread_id"] for each in jordan.get("/threads/attention")["items"]}
    practice.signed_in(CLIENTS[0]).post(f"/threads/{thread}/messages", {"text": "Hello?"})
    assert thread in {each["id"] for each in inbox.frames(BAR_SECONDS)}


def test_a_provider_taken_off_the_client_hears_nothing(practice, listen):
    """S9: the socket stays open, and is told nothing from the next message on."""
    admin, sam = practice.signed_in(JORDAN, "admin"), practice.signed_in(SAM)
    riley, own = practice.client_ids[RILEY.email], sam.get("/me")["person"]["id"]
    profile = admin.get(f"/clients/{riley}")
    before = [each["id"] for each in profile["providers"]]

    def assign(people):
        version = admin.get(f"/clients/{riley}")["version"]
        admin.request("PATCH", f"/clients/{riley}", {"provider_ids": people, "version": version})

    assign(sorted({*before, own}))
    inbox = listen(sam)
    thread = practice.asked(RILEY)
    assert [each["id"] for each in inbox.frames(BAR_SECONDS)] == [thread]
    assign(sorted({*before} - {own}) or [admin.get("/me")["person"]["id"]])
    practice.asked(RILEY)
    assert inbox.frames() == []
    assign(before)


def test_signing_out_closes_the_socket(practice, listen):
    """S9, S13: the tab hears nothing after the sign-out."""
    avery = practice.signed_in(CLIENTS[0])
    inbox = listen(avery)
    avery.post("/auth/sign-out")
    assert inbox.is_closed()


def test_the_schedule_closes_the_socket_of_a_replaced_session(cloud, practice, listen):
    """S9: within a minute, whatever ended the session."""
    morgan = practice.signed_in(CLIENTS[1])
    inbox = listen(morgan)
    practice.builder.clients[CLIENTS[1].email].sign_in(CLIENTS[1].email, PASSWORD, None)
    assert cloud.invoke("CloseInboxes", warm_up.event("CloseInboxes"))["closed"]
    assert inbox.is_closed()


def test_a_ticket_works_once_and_on_our_own_page_only(cloud, practice):
    avery = practice.signed_in(CLIENTS[0])
    url = avery.post("/inbox/ticket")["url"]
    with connect(url, origin=cloud.url):
        pass
    for address, origin in (
        (url, cloud.url),
        (avery.post("/inbox/ticket")["url"], "https://x.example"),
    ):
        with pytest.raises(InvalidStatus):
            connect(address, origin=origin)
