"""Tests that sockets close when a person, session, room or appointment ends."""

from datetime import timedelta
from threading import Event

import pytest

from chalicelib.identity.domain.session import IDLE_SECONDS
from chalicelib.kernel.caller import Caller
from chalicelib.wiring import identity as wiring_identity
from chalicelib.wiring import visits as wiring_visits
from tests.visits.signaling.pages import OFFER, WAIT_SECONDS, Page, open_socket


def test_a_removed_client_is_told_and_gets_no_further_ticket(visit):
    """
    A removed client's socket closes, and the client gets no further ticket.

    The last message over the socket is `bye`, which tells the page not to reconnect
    (docs/video.md#a5).
    """
    pat, cleo = visit.all_in()
    pat.say("remove", seat=cleo.seat)
    last = cleo.bye()
    assert (last["code"], last["reconnect"]) == (4003, False)
    assert pat.next("peer", seat=cleo.seat)["state"] == "removed"
    assert visit.people[1].request_ticket().status == 409
    assert pat.refusal("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER) == "peer-away"


def test_the_next_message_of_a_removed_client_is_refused(harness, visit):
    """
    The next message of a removed client is refused.

    This holds even if neither `bye` nor the close reached the client (docs/video.md#a6).
    """
    pat, cleo = visit.all_in()
    harness.gateway.faults.refuse = lambda post: (
        500 if '"bye"' in post.text or post.method == "DELETE" else None
    )
    pat.say("remove", seat=cleo.seat)
    pat.next("peer", seat=cleo.seat, state="removed")
    harness.gateway.faults.clear()
    pat.news()
    cleo.signal(pat)
    assert cleo.bye()["code"] == 4003
    assert not pat.news()


def test_a_ticket_from_before_the_removal_opens_no_seat(visit):
    pat, cleo = visit.all_in()
    fresh = visit.people[1].opens()
    pat.say("remove", seat=cleo.seat)
    cleo.bye()
    fresh.say("join", inst=fresh.inst)
    assert fresh.bye()["code"] == 4003


@pytest.mark.parametrize("action", sorted(("admit", "end", "lock", "remove")))
def test_a_client_may_not_act_as_a_host(visit, action):
    pat, cleo = visit.all_in()
    fields = {
        "admit": {"all": True},
        "end": {},
        "lock": {"locked": True},
        "remove": {"seat": pat.seat},
    }[action]
    assert cleo.refusal(action, **fields) == "not-host"
    assert not pat.news()


def test_a_host_is_not_removed(harness):
    visit = harness.practice().visit(providers=2)
    pat, pia, _ = visit.all_in()
    assert pat.refusal("remove", seat=pia.seat) == "no-such-seat"
    assert not pia.news()


def test_ending_a_visit_closes_every_socket(visit):
    pat, cleo = visit.all_in()
    pat.say("end")
    for page in (cleo, pat):
        last = page.bye()
        assert (last["code"], last["reconnect"]) == (4010, False)
    assert [each.request_ticket().status for each in visit.people] == [409, 409]


def test_a_message_after_the_end_is_refused(harness, visit):
    pat, cleo = visit.all_in()
    refused = Event()

    def refuse(post):
        if '"bye"' in post.text or post.method == "DELETE":
            refused.set()
            return 500
        return None

    harness.gateway.faults.refuse = refuse
    pat.say("end")
    assert refused.wait(WAIT_SECONDS)
    harness.gateway.wait_until_idle()
    harness.gateway.faults.clear()
    assert cleo.refusal("note", text="too late") == "ended"
    assert cleo.bye()["code"] == 4010


def test_signing_out_ends_the_sockets_of_that_session(harness, visit):
    """
    S9: signing out closes the sockets of that session at once.

    The other people in the room are notified.
    """
    pat, cleo = visit.all_in()
    assert visit.people[1].browser.post("/auth/sign-out").status == 200
    cleo.end()
    assert pat.next("peer", seat=cleo.seat)["state"] in {"away", "left"}
    assert visit.people[1].request_ticket().status == 401


def test_an_idle_sessions_sockets_are_closed(harness, visit):
    """S12: pings do not keep a session alive, so the sweep closes the sockets."""
    pat, cleo = visit.all_in()
    for _ in range(IDLE_SECONDS // 240 + 1):
        harness.clock.pass_seconds(240)
        cleo.say("ping", c=1)
        pat.say("ping", c=1)
        assert visit.people[0].browser.post("/auth/touch").status == 200
    cleo.next("pong")
    wiring_visits.connection_sweeper().sweep()
    cleo.end()
    assert pat.next("peer", seat=cleo.seat)["state"] in {"away", "left"}
    assert pat.refusal("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER) == "peer-away"


def test_a_call_whose_session_is_touched_goes_on(harness, visit):
    """S12: the page touches the session each minute, so the session stays alive."""
    pat, cleo = visit.all_in()
    for _ in range(IDLE_SECONDS // 240 + 1):
        harness.clock.pass_seconds(240)
        for page, someone in zip((pat, cleo), visit.people, strict=True):
            page.news()
            assert someone.browser.post("/auth/touch").status == 200
        wiring_visits.connection_sweeper().sweep()
    pat.signal(cleo)
    assert cleo.next("signal")["from"] == pat.seat


def test_a_colleague_whose_sessions_ended_is_out_within_a_minute(harness):
    """S9: each minute the sweep closes the sockets of people whose session ended."""
    visit = harness.practice().visit(providers=2)
    pat, pia, cleo = visit.all_in()
    wiring_identity.memberships().end_sessions(
        visit.practice.access(), visit.people[1].access.person
    )
    wiring_visits.connection_sweeper().sweep()
    pia.end()
    assert cleo.next("peer", seat=pia.seat)["state"] in {"away", "left"}
    assert pat.next("peer", seat=pia.seat)["state"] in {"away", "left"}


def test_cancelling_an_appointment_ends_its_room(visit):
    pat, cleo = visit.all_in()
    host, room = visit.people[0], visit.room
    path, route = f"/appointments/{room}", "/appointments/{appointment_id}"
    version = host.browser.get(path, route).json["version"]
    answer = host.browser.call(
        "PATCH", path, f'{{"status": "cancelled", "version": {version}}}', resource=route
    )
    assert answer.status == 200, answer.text
    assert {page.bye()["code"] for page in (pat, cleo)} == {4010}
    assert host.request_ticket().status == 409


def test_a_message_after_closing_time_is_refused(harness, visit):
    pat, start = visit.people[0], harness.clock.at
    harness.clock.at = visit.appointment.closes_at - timedelta(minutes=1)
    signed_in = wiring_identity.sessions().open(pat.membership, Caller()).access
    secret = wiring_visits.tickets().issue(signed_in, visit.appointment.id).secret
    page = Page(open_socket(f"{harness.gateway.url}?ticket={secret}"), pat.seat, "i1")
    assert page.join()["t"] == "joined"
    harness.clock.at = visit.appointment.closes_at
    assert page.refusal("ping", c=1) == "ended"
    assert page.bye()["code"] == 4010
    harness.clock.at = start


def test_a_client_who_left_a_locked_room_waits_again(visit):
    pat, cleo = visit.all_in()
    pat.say("lock", locked=True)
    cleo.next("room")
    cleo.say("leave")
    assert pat.next("peer", seat=cleo.seat)["state"] == "left"
    assert visit.people[1].opens().join()["t"] == "waiting"
