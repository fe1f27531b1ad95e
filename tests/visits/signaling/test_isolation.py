"""Tests of who reaches which room and seat (docs/video.md#who-may-reach-what)."""

import json

import pytest

from tests.visits.gateway.gateway_faults import Post
from tests.visits.sample_sdp import SDP
from tests.visits.signaling.pages import OFFER

NOT_WHILE_WAITING = {
    "admit": {"all": True},
    "end": {},
    "ice": {"why": "restart"},
    "lock": {"locked": True},
    "note": {"text": "let me in"},
    "remove": {"seat": "01KSEAT0000000000000000001"},
    "signal": {"to": "01KSEAT0000000000000000001", "epoch": 1, "inst": "x", "d": OFFER},
    "state": {"mic": True},
}
ABSENT = "01KAPPOINTMENT000000000000"


def _texts(*pages):
    return "\n".join(json.dumps(page.received) for page in pages)


def test_a_signal_reaches_its_receiver_and_the_server_adds_the_sender(visit):
    pat, cleo = visit.all_in()
    cleo.signal(pat, epoch=7)
    signal = pat.next("signal")
    assert (signal["from"], signal["inst"], signal["epoch"], signal["d"]) == (
        cleo.seat,
        cleo.inst,
        7,
        OFFER,
    )
    assert not cleo.news()


def test_of_three_only_the_receiver_gets_a_signal(harness):
    pat, cleo, carl = harness.practice().visit(clients=2).all_in()
    cleo.signal(pat)
    pat.next("signal")
    assert not carl.news()


def test_a_seat_of_another_room_is_refused(harness):
    """S3: neither a signal nor a host's action reaches a seat of another room."""
    pat, _ = harness.practice().visit().all_in()
    other_host, other_client = harness.practice().visit().all_in()
    for action, fields in (
        ("signal", {"to": other_client.seat, "epoch": 1, "inst": other_client.inst, "d": OFFER}),
        ("remove", {"seat": other_client.seat}),
        ("admit", {"seat": other_client.seat}),
        ("state", {"net": "lost", "about": other_client.seat}),
    ):
        assert pat.refusal(action, **fields) == "no-such-seat"
    assert not other_client.news()
    assert not other_host.news()


@pytest.mark.parametrize("seat", ["01KSEAT0000000000000000001", "META", "nobody"])
def test_an_unknown_seat_is_refused(visit, seat):
    _, cleo = visit.all_in()
    assert cleo.refusal("signal", to=seat, epoch=1, inst="x", d=OFFER) == "no-such-seat"


def test_nobody_signals_to_their_own_seat(visit):
    _, cleo = visit.all_in()
    assert cleo.refusal("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER) == "no-such-seat"
    assert not cleo.of("signal")


def test_a_signal_for_an_older_page_load_is_stale(visit):
    pat, cleo = visit.all_in()
    assert cleo.refusal("signal", to=pat.seat, epoch=1, inst="another", d=OFFER) == "stale-peer"
    assert not pat.news()


def test_a_message_that_names_its_sender_is_refused(visit):
    """
    A message that names its own sender is refused.

    Only the server says who sent a signal (docs/video.md#a3).
    """
    pat, cleo = visit.all_in()
    fields = {"to": pat.seat, "epoch": 1, "inst": pat.inst, "d": OFFER, "from": pat.seat}
    assert cleo.refusal("signal", **fields) == "bad-message"
    assert not pat.news()


@pytest.mark.parametrize("action", sorted(NOT_WHILE_WAITING))
def test_nobody_may_do_anything_before_joining(visit, action):
    pat = visit.people[0].joins()
    cleo = visit.people[1].opens()
    assert cleo.refusal(action, **NOT_WHILE_WAITING[action]) == "not-admitted"
    assert not pat.news()


@pytest.mark.parametrize("action", sorted(NOT_WHILE_WAITING))
def test_a_waiting_client_may_do_nothing_in_the_room(visit, action):
    """
    A waiting client gets an error for every action in the room.

    Nobody else is notified of the action (docs/video.md#a4).
    """
    pat, cleo = visit.people[0].joins(), visit.people[1].joins()
    pat.next("peer", state="waiting")
    assert cleo.refusal(action, **NOT_WHILE_WAITING[action]) == "not-admitted"
    assert not pat.news()


def test_a_waiting_client_receives_nothing_of_the_room(harness):
    """No signal, relay, name, seat or note reaches the lobby (docs/video.md#a4)."""
    visit = harness.practice().visit(clients=2)
    pat, cleo, carl = (each.joins() for each in visit.people)
    pat.say("admit", seat=cleo.seat)
    cleo.next("joined")
    cleo.signal(pat, d={"desc": {"type": "offer", "sdp": f"{SDP}a=x-canary:CANARY\r\n"}})
    pat.say("note", text="canary of a note")
    cleo.say("state", mic=False, cam=True)
    cleo.next("note")
    pat.next("state")
    carl.news()
    assert {each["t"] for each in carl.received} <= {"waiting", "pong"}
    text = _texts(carl)
    for secret in (
        "fingerprint",
        "canary",
        "turn:",
        visit.people[0].name,
        visit.people[1].name,
        pat.seat,
        cleo.seat,
        pat.inst,
        cleo.inst,
    ):
        assert secret not in text


def test_connection_ids_never_leave_the_server(harness):
    """No browser receives the gateway's id of a socket (docs/video.md#a2)."""
    posts = []
    harness.gateway.faults.refuse = posts.append
    visit = harness.practice().visit(clients=2)
    pages = visit.all_in()
    pages[1].signal(pages[0])
    pages[0].say("note", text="hello")
    pages[2].say(
        "device",
        result=dict.fromkeys(("camera", "microphone", "speaker", "network"), "ok")
        | {"browser": "Firefox"},
    )
    pages[1].refusal("signal", to="nobody", epoch=1, inst="x", d=OFFER)
    ids = {post.connection.rstrip("=") for post in posts if isinstance(post, Post)}
    assert len(ids) >= 3
    assert not [each for each in ids if each in _texts(*pages)]


@pytest.mark.parametrize("field", sorted(("connection", "connectionId", "conn", "socket")))
def test_no_connection_id_is_accepted(harness, visit, field):
    """A message may name another person by their seat only (docs/video.md#a2)."""
    pat, cleo = visit.all_in()
    fields = {
        "to": pat.seat,
        "epoch": 1,
        "inst": pat.inst,
        "d": OFFER,
        field: harness.gateway.open[0],
    }
    assert cleo.refusal("signal", **fields) == "bad-message"
    assert cleo.refusal("signal", **(fields | {"to": harness.gateway.open[0]})) == "bad-message"


def test_for_another_practice_the_room_does_not_exist(harness):
    """S3: people of another practice get the response for a room that does not exist."""
    visit, other_visit = harness.practice().visit(), harness.other_practice().visit()
    for stranger in other_visit.people:
        foreign, absent = stranger.request_ticket(visit.room), stranger.request_ticket(ABSENT)
        assert foreign.status == 404
        assert (foreign.status, foreign.text, foreign.headers, foreign.cookies) == (
            absent.status,
            absent.text,
            absent.headers,
            absent.cookies,
        )


def test_for_a_stranger_of_the_same_practice_the_room_does_not_exist(harness):
    """S2: providers and clients who do not take part cannot tell if the room exists."""
    visit, other_visit = harness.practice().visit(), harness.practice().visit()
    for stranger in other_visit.people:
        foreign, absent = stranger.request_ticket(visit.room), stranger.request_ticket(ABSENT)
        assert (foreign.status, foreign.text, foreign.headers) == (
            absent.status,
            absent.text,
            absent.headers,
        )
        assert foreign.status == 404


def test_ids_of_another_practice_reach_nothing_of_it(harness):
    """S3: messages with ids of the other practice's visit do not reach that visit."""
    (pat, cleo), (pia, carl) = (
        harness.practice().visit().all_in(),
        harness.other_practice().visit().all_in(),
    )
    note = pia.ask("note", text="theirs")["note"]
    carl.next("note")
    pia.news()
    for seat, inst in ((pia.seat, pia.inst), (carl.seat, carl.inst)):
        for page in (pat, cleo):
            assert page.refusal("signal", to=seat, epoch=1, inst=inst, d=OFFER) == "no-such-seat"
            assert page.refusal("state", net="lost", about=seat) == "no-such-seat"
            assert page.refusal("note", file=seat) == "bad-message"
        for action in ("admit", "remove"):
            assert pat.refusal(action, seat=seat) == "no-such-seat"
    assert pat.ask("note", text="ours", id=note["id"])["note"]["n"] == 1
    assert not pia.news()
    assert not carl.news()
    again = pia.join(resume=True)
    assert [each["text"] for each in again["notes"]] == ["theirs"]
