"""Sockets at the edge: tickets, what may be said, and that nothing said is ever written down."""

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

SDP = "v=0\r\no=- 1 2 IN IP4 203.0.113.77\r\na=fingerprint:sha-256 AA:BB\r\n"


@pytest.fixture
def visit(front, monkeypatch):
    return Visit(front, monkeypatch)


class Visit:
    """A provider and a client with an open appointment."""

    def __init__(self, front, monkeypatch):
        self.front, self.gate = front, SocketHarness(front)
        monkeypatch.setattr(wiring_visits, "sockets", lambda: self.gate.sockets)
        self.provider = front.knows("pat@clocktree.test", Role.PROVIDER)
        self.client = front.knows("cleo@clocktree.test", Role.CLIENT)
        self.appointment = add_appointment(front, self.provider, self.client)
        self.browsers = {}

    def ticket(self, membership):
        self.browsers[membership.person] = browser = signed_in_browser(self.front, membership)
        return request_ticket(browser, self.appointment.id)

    def opened(self, membership):
        status, socket = self.gate.knock(self.ticket(membership).json["ticket"])
        assert status == 200
        return socket

    def joined(self, membership, inst):
        socket = self.opened(membership)
        self.gate.say(
            socket, "join", inst=inst, after=0, caps={"sfu": False, "h264": True, "screen": True}
        )
        return socket

    def both_in(self):
        pat, cleo = self.joined(self.provider, "instp"), self.joined(self.client, "instc")
        self.gate.say(pat, "admit", all=True)
        return pat, cleo

    @property
    def seats(self):
        return [each.seat for each in self.appointment.participants]


def test_a_ticket_is_answered_once_with_the_whole_address(visit):
    said = visit.ticket(visit.provider)
    assert said.status == 201
    assert said.json["url"] == f"wss://clocktree.test/ws?ticket={said.json['ticket']}"
    assert said.json["expires_at"] == "2026-11-24T15:00:45Z"


def test_whoever_does_not_take_part_gets_the_answer_of_a_room_that_nobody_has(visit):
    """S3: A1, A10."""
    stranger = signed_in_browser(
        visit.front, visit.front.knows("sam@clocktree.test", Role.PROVIDER)
    )
    theirs, nobodys = (
        request_ticket(stranger, visit.appointment.id),
        request_ticket(stranger, RandomIdGenerator().id()),
    )
    assert (theirs.status, theirs.text) == (nobodys.status, nobodys.text)
    assert theirs.status == 404


def test_a_ticket_opens_one_socket(visit):
    """A1: reused, unknown, missing, and from a page that is not ours."""
    ticket = visit.ticket(visit.provider).json["ticket"]
    assert visit.gate.knock(ticket, origin="https://evil.example")[0] == 401
    assert visit.gate.knock(ticket)[0] == 200
    assert visit.gate.knock(ticket)[0] == 401
    assert visit.gate.knock("x" * 43)[0] == 401
    assert visit.gate.knock("")[0] == 401


def test_a_ticket_that_is_too_old_opens_nothing(visit):
    ticket = visit.ticket(visit.provider).json["ticket"]
    visit.front.store.clock.pass_seconds(45)
    assert visit.gate.knock(ticket)[0] == 401


def test_a_ticket_of_a_session_that_was_signed_out_opens_nothing(visit):
    """S12: after sign-out an older ticket opens nothing; another session's ticket still does."""
    ticket = visit.ticket(visit.provider).json["ticket"]
    visit.browsers[visit.provider.person].post("/auth/sign-out")
    assert visit.gate.knock(ticket)[0] == 401
    assert visit.opened(visit.provider)


def test_what_is_no_browser_names_no_origin_and_comes_in(visit):
    assert visit.gate.knock(visit.ticket(visit.provider).json["ticket"], origin="")[0] == 200


def test_two_people_meet_and_one_writes(visit):
    pat, cleo = visit.both_in()
    host, client = visit.seats
    assert visit.gate.sockets.last(cleo, "joined")["peers"][0]["name"] == "Pat Provider"
    visit.gate.say(
        cleo,
        "signal",
        to=host,
        epoch=1,
        inst="instp",
        d={"desc": {"type": "offer", "sdp": SDP}, "cand": [None]},
    )
    heard = visit.gate.sockets.last(pat, "signal")
    assert (heard["from"], heard["d"]) == (
        client,
        {"desc": {"type": "offer", "sdp": SDP}, "cand": [None]},
    )
    visit.gate.say(pat, "note", text="Take it twice a day")
    assert [visit.gate.sockets.last(each, "note")["note"]["text"] for each in (pat, cleo)] == [
        "Take it twice a day"
    ] * 2


def _said(**facts):
    return json.dumps({"v": 1, "id": RandomIdGenerator().id()} | facts)


BAD = {
    "no JSON": "{",
    "no object": "[]",
    "nothing": "",
    "deep": "[" * 20_000,
    "no action": _said(),
    "unknown action": _said(action="shout"),
    "an action that is none": _said(action=["join"]),
    "another version": json.dumps(
        {"action": "ping", "v": 2, "id": RandomIdGenerator().id(), "c": 1}
    ),
    "no id": json.dumps({"action": "ping", "v": 1, "c": 1}),
    "a sender": _said(action="signal", **{"from": "x"}, to="y", epoch=1, inst="i", d={"cand": []}),
    "more than it may": _said(action="ping", c=1, extra=1),
    "nothing to signal": _said(action="signal", to="y", epoch=1, inst="i", d={}),
    "a socket's name": _said(action="signal", to="con1=", epoch=1, inst="i", d={"cand": []}),
    "an empty note": _said(action="note", text=" "),
    "a note that is too long": _said(action="note", text="x" * 4_001),
    "both ways of admitting": _said(action="admit", seat="x", all=True),
    "text for a number": _said(action="join", inst="i", after="0"),
}


def test_what_is_malformed_is_answered_with_a_word_and_nothing_else(visit):
    """A3, A7: nothing is relayed, and the socket stays open."""
    pat, cleo = visit.both_in()
    before = len(visit.gate.sockets.of(pat))
    for what, body in BAD.items():
        visit.gate.sockets.heard[cleo].clear()
        assert visit.gate.raw(cleo, body) == {"statusCode": 200}
        assert visit.gate.errors(cleo) == ["bad-message"], what
    assert len(visit.gate.sockets.of(pat)) == before
    assert cleo not in visit.gate.sockets.closed


def test_what_is_too_big_is_said_to_be(visit):
    pat, cleo = visit.both_in()
    body = _said(
        action="signal",
        to=visit.seats[0],
        epoch=1,
        inst="instp",
        d={"desc": {"type": "offer", "sdp": ""}},
    )
    visit.gate.raw(cleo, body[:-1] + " " * (24 * 1024 - len(body)) + "}")
    visit.gate.raw(cleo, body[:-1] + " " * (24 * 1024 - len(body) + 1) + "}")
    assert visit.gate.errors(cleo) == ["no-fingerprint", "too-big"]
    assert visit.gate.sockets.of(pat, "signal") == []


def test_nothing_that_was_said_is_in_any_log_line(visit, printed):
    """S22: chat notes and SDP pass through here and leave no trace but their kind."""
    pat, cleo = visit.both_in()
    visit.gate.say(
        cleo,
        "signal",
        to=visit.seats[0],
        epoch=1,
        inst="instp",
        d={"desc": {"type": "offer", "sdp": SDP}},
    )
    visit.gate.say(cleo, "note", text="Canary of a note")
    visit.gate.raw(pat, _said(action="note", text="Canary of a note", extra="Canary of a field"))
    visit.gate.raw(pat, '{"action": "Canary of an action"')
    lines = printed()
    assert not [
        each
        for each in ("Canary", "203.0.113.77", "fingerprint", "Pat", "Cleo", cleo)
        if each in lines
    ]
    said = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    assert [each["action"] for each in said if each["handler"] == "message"][-4:] == [
        "signal",
        "write",
        "",
        "",
    ]


def test_a_store_that_does_not_answer_is_no_lambda_error(visit, monkeypatch):
    """The speaker hears `later`, and the socket stays."""
    _, cleo = visit.both_in()

    def down(_room):
        raise Unavailable

    monkeypatch.setattr(
        type(wiring_visits.room_broadcaster().store), "snapshot", lambda _store, room: down(room)
    )
    assert visit.gate.say(cleo, "ping", c=1) == {"statusCode": 503}
    assert visit.gate.errors(cleo) == ["later"]


def test_a_defect_is_no_lambda_error_and_says_nothing(visit, monkeypatch, printed):
    _, cleo = visit.both_in()

    def broken(_store, _room):
        raise RuntimeError("Canary of a defect")

    monkeypatch.setattr(type(wiring_visits.room_broadcaster().store), "snapshot", broken)
    assert visit.gate.say(cleo, "ping", c=1) == {"statusCode": 503}
    assert visit.gate.errors(cleo) == ["later"]
    assert "Canary" not in printed()


def test_signing_out_ends_the_socket_and_leaves_the_seat(visit):
    """S9, S12: at once, not at the next message."""
    pat, cleo = visit.both_in()
    visit.browsers[visit.client.person].post("/auth/sign-out")
    assert cleo in visit.gate.sockets.closed
    assert visit.gate.sockets.last(pat, "peer")["state"] == "left"
    visit.gate.say(cleo, "note", text="Still here?")
    assert visit.gate.sockets.of(pat, "note") == []


def test_a_socket_that_goes_is_told_to_the_others(visit):
    pat, cleo = visit.both_in()
    assert visit.gate.disconnect(cleo) == {"statusCode": 200}
    assert visit.gate.sockets.last(pat, "peer")["state"] == "away"
    assert visit.gate.disconnect(cleo) == {"statusCode": 200}


def test_an_event_that_only_wakes_a_worker_touches_nothing(visit):
    assert visit.gate.raw("warm", "")["statusCode"] == 200
    assert visit.gate.disconnect("warm")["statusCode"] == 200
    assert visit.gate.sockets.posts == 0
