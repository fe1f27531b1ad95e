"""
Tests of the socket functions.

The tests check tickets, the validation of messages, and that logs have no content.
"""

import json

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.wiring import visits as wiring_visits
from tests.visits.api.socket_harness import (
    SocketHarness,
    add_appointment,
    request_ticket,
    signed_in_browser,
)
from tests.visits.sample_sdp import FINGERPRINT

SDP = f"v=0\r\no=- 1 2 IN IP4 203.0.113.77\r\n{FINGERPRINT}\r\n"


@pytest.fixture
def visit(front, monkeypatch):
    return Visit(front, monkeypatch)


class Visit:
    """An appointment of a provider and a client; opens sockets as either of them."""

    def __init__(self, front, monkeypatch):
        self.front, self.harness = front, SocketHarness(front)
        monkeypatch.setattr(wiring_visits, "sockets", lambda: self.harness.sockets)
        self.provider = front.knows("pat@clocktree.test", Role.PROVIDER)
        self.client = front.knows("cleo@clocktree.test", Role.CLIENT)
        self.appointment = add_appointment(front, self.provider, self.client)
        self.browsers = {}

    def ticket(self, membership):
        self.browsers[membership.person] = browser = signed_in_browser(self.front, membership)
        return request_ticket(browser, self.appointment.id)

    def open_socket(self, membership):
        status, socket = self.harness.connect(self.ticket(membership).json["ticket"])
        assert status == 200
        return socket

    def join(self, membership, inst):
        socket = self.open_socket(membership)
        self.harness.say(
            socket, "join", inst=inst, after=0, caps={"sfu": False, "h264": True, "screen": True}
        )
        return socket

    def both_in(self):
        pat, cleo = self.join(self.provider, "instp"), self.join(self.client, "instc")
        self.harness.say(pat, "admit", all=True)
        return pat, cleo

    @property
    def seats(self):
        return [each.seat for each in self.appointment.participants]


def test_a_ticket_comes_with_the_whole_socket_address(visit):
    answer = visit.ticket(visit.provider)
    assert answer.status == 201
    assert answer.json["url"] == f"wss://clocktree.test/ws?ticket={answer.json['ticket']}"
    assert answer.json["expires_at"] == "2026-11-24T15:00:45Z"


def test_a_stranger_gets_the_answer_of_a_room_that_does_not_exist(visit):
    """
    S3: a stranger gets the response for a room that does not exist.

    Strangers cannot tell whether the room exists (docs/video.md#a10).
    """
    stranger = signed_in_browser(
        visit.front, visit.front.knows("sam@clocktree.test", Role.PROVIDER)
    )
    foreign, absent = (
        request_ticket(stranger, visit.appointment.id),
        request_ticket(stranger, RandomIdGenerator().id()),
    )
    assert (foreign.status, foreign.text) == (absent.status, absent.text)
    assert foreign.status == 404


def test_a_ticket_opens_one_socket(visit):
    """A used, unknown or missing ticket opens no socket (docs/video.md#a1)."""
    ticket = visit.ticket(visit.provider).json["ticket"]
    assert visit.harness.connect(ticket, origin="https://evil.example")[0] == 401
    assert visit.harness.connect(ticket)[0] == 200
    assert visit.harness.connect(ticket)[0] == 401
    assert visit.harness.connect("x" * 43)[0] == 401
    assert visit.harness.connect("")[0] == 401


def test_a_ticket_that_is_too_old_opens_nothing(visit):
    ticket = visit.ticket(visit.provider).json["ticket"]
    visit.front.store.clock.pass_seconds(45)
    assert visit.harness.connect(ticket)[0] == 401


def test_a_ticket_of_a_session_that_was_signed_out_opens_nothing(visit):
    """S12: sign-out ends the tickets of that session, but no other session's tickets."""
    ticket = visit.ticket(visit.provider).json["ticket"]
    visit.browsers[visit.provider.person].post("/auth/sign-out")
    assert visit.harness.connect(ticket)[0] == 401
    assert visit.open_socket(visit.provider)


def test_a_handshake_without_an_origin_is_accepted(visit):
    assert visit.harness.connect(visit.ticket(visit.provider).json["ticket"], origin="")[0] == 200


def test_two_people_meet_and_one_writes(visit):
    pat, cleo = visit.both_in()
    host, client = visit.seats
    assert visit.harness.sockets.last(cleo, "joined")["peers"][0]["name"] == "Wil Low"
    visit.harness.say(
        cleo,
        "signal",
        to=host,
        epoch=1,
        inst="instp",
        d={"desc": {"type": "offer", "sdp": SDP}, "cand": [None]},
    )
    signal = visit.harness.sockets.last(pat, "signal")
    assert (signal["from"], signal["d"]) == (
        client,
        {"desc": {"type": "offer", "sdp": SDP}, "cand": [None]},
    )
    visit.harness.say(pat, "note", text="Take it twice a day")
    assert [visit.harness.sockets.last(each, "note")["note"]["text"] for each in (pat, cleo)] == [
        "Take it twice a day"
    ] * 2


def _message(**facts):
    return json.dumps({"v": 1, "id": RandomIdGenerator().id()} | facts)


BAD = {
    "not JSON": "{",
    "not an object": "[]",
    "nothing": "",
    "deep": "[" * 20_000,
    "no action": _message(),
    "unknown action": _message(action="shout"),
    "an action that is not text": _message(action=["join"]),
    "another version": json.dumps(
        {"action": "ping", "v": 2, "id": RandomIdGenerator().id(), "c": 1}
    ),
    "no id": json.dumps({"action": "ping", "v": 1, "c": 1}),
    "a sender": _message(
        action="signal", **{"from": "x"}, to="y", epoch=1, inst="i", d={"cand": []}
    ),
    "an extra field": _message(action="ping", c=1, extra=1),
    "nothing to signal": _message(action="signal", to="y", epoch=1, inst="i", d={}),
    "a connection id as the receiver": _message(
        action="signal", to="con1=", epoch=1, inst="i", d={"cand": []}
    ),
    "an empty note": _message(action="note", text=" "),
    "a note that is too long": _message(action="note", text="x" * 4_001),
    "both ways of admitting": _message(action="admit", seat="x", all=True),
    "text where a number belongs": _message(action="join", inst="i", after="0"),
}


def test_a_malformed_message_is_answered_with_bad_message_only(visit):
    """
    A malformed message is answered with the error `bad-message` only.

    Nobody else gets the message, and the socket stays open (docs/video.md#a7).
    """
    pat, cleo = visit.both_in()
    before = len(visit.harness.sockets.of(pat))
    for case, body in BAD.items():
        visit.harness.sockets.received[cleo].clear()
        assert visit.harness.raw(cleo, body) == {"statusCode": 200}
        assert visit.harness.errors(cleo) == ["bad-message"], case
    assert len(visit.harness.sockets.of(pat)) == before
    assert cleo not in visit.harness.sockets.closed


def test_a_message_over_24_kb_is_refused_as_too_big(visit):
    pat, cleo = visit.both_in()
    body = _message(
        action="signal",
        to=visit.seats[0],
        epoch=1,
        inst="instp",
        d={"desc": {"type": "offer", "sdp": ""}},
    )
    visit.harness.raw(cleo, body[:-1] + " " * (24 * 1024 - len(body)) + "}")
    visit.harness.raw(cleo, body[:-1] + " " * (24 * 1024 - len(body) + 1) + "}")
    assert visit.harness.errors(cleo) == ["no-fingerprint", "too-big"]
    assert visit.harness.sockets.of(pat, "signal") == []


def test_no_content_of_a_message_is_logged(visit, printed):
    """S22: the log names the kind of a chat note or signal, never its content."""
    pat, cleo = visit.both_in()
    visit.harness.say(
        cleo,
        "signal",
        to=visit.seats[0],
        epoch=1,
        inst="instp",
        d={"desc": {"type": "offer", "sdp": SDP}},
    )
    visit.harness.say(cleo, "note", text="Canary of a note")
    visit.harness.raw(
        pat, _message(action="note", text="Canary of a note", extra="Canary of a field")
    )
    visit.harness.raw(pat, '{"action": "Canary of an action"')
    lines = printed()
    assert not [
        each
        for each in ("Canary", "203.0.113.77", "fingerprint", "Pat", "Cleo", cleo)
        if each in lines
    ]
    entries = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    assert [each["action"] for each in entries if each["handler"] == "message"][-4:] == [
        "signal",
        "write",
        "",
        "",
    ]


def test_an_unavailable_store_is_no_lambda_error(visit, monkeypatch):
    """
    If the store is unavailable, the sender receives the error code `later`.

    The socket stays open.
    """
    _, cleo = visit.both_in()

    def down(_room):
        raise Unavailable

    monkeypatch.setattr(
        type(wiring_visits.room_broadcaster().store), "snapshot", lambda _store, room: down(room)
    )
    assert visit.harness.say(cleo, "ping", c=1) == {"statusCode": 503}
    assert visit.harness.errors(cleo) == ["later"]


def test_a_defect_is_no_lambda_error_and_its_text_is_not_logged(visit, monkeypatch, printed):
    _, cleo = visit.both_in()

    def broken(_store, _room):
        raise RuntimeError("Canary of a defect")

    monkeypatch.setattr(type(wiring_visits.room_broadcaster().store), "snapshot", broken)
    assert visit.harness.say(cleo, "ping", c=1) == {"statusCode": 503}
    assert visit.harness.errors(cleo) == ["later"]
    assert "Canary" not in printed()


def test_signing_out_ends_the_socket_and_frees_the_seat(visit):
    """S9, S12: sign-out closes the socket at once, not at the next message."""
    pat, cleo = visit.both_in()
    visit.browsers[visit.client.person].post("/auth/sign-out")
    assert cleo in visit.harness.sockets.closed
    assert visit.harness.sockets.last(pat, "peer")["state"] == "left"
    visit.harness.say(cleo, "note", text="Still here?")
    assert visit.harness.sockets.of(pat, "note") == []


def test_the_others_are_told_that_a_socket_closed(visit):
    pat, cleo = visit.both_in()
    assert visit.harness.disconnect(cleo) == {"statusCode": 200}
    assert visit.harness.sockets.last(pat, "peer")["state"] == "away"
    assert visit.harness.disconnect(cleo) == {"statusCode": 200}


def test_a_warm_up_event_changes_nothing(visit):
    assert visit.harness.raw("warm", "")["statusCode"] == 200
    assert visit.harness.disconnect("warm")["statusCode"] == 200
    assert visit.harness.sockets.posts == 0
