"""Tests that a seat has one live socket: take-over, return and renewal."""

import threading
from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed

from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.wiring import visits as wiring_visits
from tests.visits.signaling.pages import OFFER

ABOUT_FOUR_MINUTES = 4 * 60


def _states(page, seat):
    return [each["state"] for each in page.of("peer") if each["seat"] == seat]


def test_a_second_tab_takes_over_the_seat_and_the_first_may_not_reconnect(visit):
    pat, first = visit.all_in()
    second = visit.people[1].joins()
    assert second.of("joined")[0]["seat"] == first.seat
    last = first.bye()
    assert (last["code"], last["reconnect"]) == (4001, False)
    peer = pat.next("peer", seat=first.seat)
    assert (peer["state"], peer["inst"]) == ("here", second.inst)
    second.signal(pat)
    assert pat.next("signal")["inst"] == second.inst
    assert "away" not in _states(pat, first.seat)


def test_a_late_disconnect_of_the_replaced_tab_changes_nothing(harness, visit):
    pat, first = visit.all_in()
    harness.gateway.faults.holds_disconnects = True
    second = visit.people[1].joins()
    first.bye()
    harness.gateway.wait_until_idle()
    pat.news()
    harness.gateway.deliver_disconnects()
    assert not pat.news()
    pat.signal(second)
    assert second.next("signal")["from"] == pat.seat


def test_a_lost_bye_does_not_make_two_tabs_compete_for_the_seat(harness, visit):
    """
    A page that reconnects never takes the seat from a page that was loaded later.

    This holds even if the older page did not receive `bye`, which says that it lost the seat.
    """
    _, first = visit.all_in()
    harness.gateway.faults.refuse = lambda post: 500 if '"bye"' in post.text else None
    second = visit.people[1].joins()
    first.end()
    assert not first.of("bye")
    harness.gateway.faults.clear()
    again = visit.people[1].opens(first.inst)
    again.say("join", inst=first.inst, resume=True, after=0)
    assert again.bye()["code"] == 4001
    assert second.news() == []


def test_the_first_tab_can_take_the_seat_back_by_joining_anew(visit):
    _, first = visit.all_in()
    second = visit.people[1].joins()
    first.bye()
    visit.people[1].joins(first.inst)
    assert second.bye()["code"] == 4001


def test_a_replaced_socket_may_send_nothing_more(harness, visit):
    """
    A page whose socket was replaced can send nothing more.

    This holds even if neither `bye` nor the close reached the page (docs/video.md#a6).
    """
    pat, first = visit.all_in()
    harness.gateway.faults.refuse = lambda post: (
        500 if '"bye"' in post.text or post.method == "DELETE" else None
    )
    visit.people[1].joins()
    pat.news()
    harness.gateway.faults.clear()
    first.say("signal", to=pat.seat, epoch=1, inst=pat.inst, d=OFFER)
    assert first.bye()["code"] == 4001
    assert not [each for each in pat.news() if each["t"] == "signal"]


def test_a_seat_whose_socket_was_cut_is_away_and_returns_without_the_lobby(harness, visit):
    pat, cleo = visit.all_in()
    harness.gateway.abort([harness.gateway.open[-1]])
    with pytest.raises(ConnectionClosed):
        cleo.next("nothing")
    assert pat.next("peer", seat=cleo.seat)["state"] == "away"
    back = visit.people[1].opens(cleo.inst)
    assert back.join(resume=True)["t"] == "joined"
    assert pat.next("peer", seat=cleo.seat)["state"] == "here"


def test_a_waiting_seat_whose_socket_was_cut_goes_on_waiting(harness, visit):
    pat, cleo = visit.people[0].joins(), visit.people[1].joins()
    pat.next("peer", state="waiting")
    harness.gateway.abort([harness.gateway.open[-1]])
    with pytest.raises(ConnectionClosed):
        cleo.next("nothing")
    back = visit.people[1].opens(cleo.inst)
    assert back.join(resume=True)["t"] == "waiting"
    pat.say("admit", seat=cleo.seat)
    assert back.next("joined")["seat"] == cleo.seat


def test_a_client_admitted_while_cut_off_is_in_on_return(harness, visit):
    pat, cleo = visit.people[0].joins(), visit.people[1].joins()
    pat.next("peer", state="waiting")
    harness.gateway.abort([harness.gateway.open[-1]], as_stale=True)
    pat.say("admit", seat=cleo.seat)
    pat.news()
    back = visit.people[1].opens(cleo.inst)
    assert back.join(resume=True)["t"] == "joined"


def test_a_socket_is_renewed_before_the_gateway_cuts_it(harness, visit):
    """
    A page renews its socket before the gateway cuts the old one.

    At `renew_at` the page opens a second socket, so its seat is never away.
    """
    pat, cleo = visit.all_in()
    renew_at = cleo.of("joined")[0]["renew_at"]
    start = harness.clock.at
    while (harness.clock.at - start).total_seconds() < 110 * 60:
        harness.clock.pass_seconds(ABOUT_FOUR_MINUTES)
        for page, someone in zip((pat, cleo), visit.people, strict=True):
            page.news()
            assert someone.browser.post("/auth/touch").status == 200
        harness.gateway.cut_overdue()
    assert renew_at <= harness.clock.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    pages = [
        _renew(harness, someone, page)
        for someone, page in zip(visit.people, (pat, cleo), strict=True)
    ]
    harness.clock.pass_seconds(9 * 60)
    harness.gateway.cut_overdue()
    harness.gateway.wait_until_idle()
    pages[0].signal(pages[1])
    assert pages[1].next("signal")["from"] == pat.seat
    for page in (pat, cleo, *pages):
        assert not [each for each in page.of("peer") if each["state"] in {"away", "left"}]


def _renew(harness, someone, page):
    fresh = someone.opens(page.inst)
    assert fresh.join(resume=True)["t"] == "joined"
    assert page.bye()["code"] == 4001
    harness.gateway.wait_until_idle()
    return fresh


def test_a_socket_not_renewed_is_cut_at_two_hours_and_the_page_comes_back(harness, visit):
    pat, cleo = visit.all_in()
    start = harness.clock.at
    while (harness.clock.at - start).total_seconds() < 120 * 60:
        harness.clock.pass_seconds(ABOUT_FOUR_MINUTES)
        pat.say("ping", c=1)
        cleo.say("ping", c=1)
        assert visit.people[1].browser.post("/auth/touch").status == 200
    pat.next("pong")
    cleo.next("pong")
    harness.gateway.cut_overdue()
    cleo.end()
    assert cleo.socket.close_code == 1001
    back = visit.people[1].opens(cleo.inst)
    assert back.join(resume=True)["t"] == "joined"


def test_a_stale_connection_is_found_by_the_next_signal_to_it(harness, visit):
    """
    S9: a stale connection is found when the next signal is sent to it.

    The seat becomes away, although the gateway did not report that the socket closed.
    """
    pat, cleo = visit.all_in()
    harness.gateway.abort([harness.gateway.open[-1]], as_stale=True)
    assert pat.refusal("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER) == "peer-away"
    assert _states(pat, cleo.seat)[-1] == "away"
    assert pat.refusal("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER) == "peer-away"


def test_everybody_is_told_of_a_stale_connection(harness):
    visit = harness.practice().visit(clients=2)
    pat, cleo, carl = visit.all_in()
    _make_stale(harness, visit, 1)
    pat.signal(cleo)
    assert pat.next("peer", seat=cleo.seat)["state"] == "away"
    assert carl.next("peer", seat=cleo.seat)["state"] == "away"


def test_a_stale_connection_that_gets_no_messages_is_found_by_the_sweep(harness, visit):
    """The seat is marked `away`; a quiet page with an open socket keeps its seat."""
    pat, cleo = visit.all_in()
    _make_stale(harness, visit, 1)
    start = harness.clock.at
    harness.clock.at = start + timedelta(minutes=6)
    assert wiring_visits.connection_sweeper().sweep()["gone"] == 1
    assert pat.next("peer", seat=cleo.seat)["state"] == "away"
    assert wiring_visits.connection_sweeper().sweep()["gone"] == 0
    harness.clock.at = start


def _make_stale(harness, visit, number):
    """
    Close one person's socket without telling the functions.

    `number` counts people from 0.
    """
    sockets = harness.gateway.open[-len(visit.people) :]
    harness.gateway.abort([sockets[number]], as_stale=True)


def test_a_410_clears_its_own_socket_only(harness, visit):
    """
    Status 410 for a socket clears that socket only, and no newer one.

    The page reconnects while a message is on its way to the page's old socket.
    """
    pat, cleo = visit.all_in()
    old = harness.gateway.open[-1]
    harness.gateway.abort([old], as_stale=True)
    back = []

    def comes_back_first(post):
        if post.connection == old and not back:
            back.append(visit.people[1].opens(cleo.inst))
            back[0].join(resume=True)

    harness.gateway.faults.refuse = comes_back_first
    pat.say("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER)
    pat.next("peer", seat=cleo.seat, state="here")
    pat.next("error", code="peer-away")
    assert "away" not in _states(pat, cleo.seat)
    pat.signal(back[0])
    assert back[0].next("signal")["from"] == pat.seat


def test_a_busy_socket_is_not_treated_as_closed(harness, visit):
    """
    Status 429 does not free the seat of a socket.

    The status means that a buffer is full or the account's limit is reached. The socket is
    still open.
    """
    pat, cleo = visit.all_in()
    busy = harness.gateway.open[-1]
    harness.gateway.faults.refuse = lambda post: 429 if post.connection == busy else None
    assert pat.refusal("signal", to=cleo.seat, epoch=1, inst=cleo.inst, d=OFFER) == "later"
    harness.gateway.faults.clear()
    assert "away" not in _states(pat, cleo.seat)
    pat.signal(cleo)
    assert cleo.next("signal")["from"] == pat.seat


def test_of_many_tabs_that_join_at_once_one_gets_the_seat(visit):
    pat, _ = visit.all_in()
    tabs = [visit.people[1].opens(RandomIdGenerator().id()) for _ in range(5)]
    threads = [threading.Thread(target=_join, args=(tab,)) for tab in tabs]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    pat.news()
    holders = [
        each["inst"]
        for each in pat.of("peer")
        if each["seat"] == tabs[0].seat and each["state"] == "here"
    ]
    holder = next(tab for tab in tabs if tab.inst == max(_versions(pat, tabs[0].seat))[1])
    assert holders
    pat.signal(holder)
    assert holder.next("signal")["from"] == pat.seat
    for tab in tabs:
        if tab is not holder:
            tab.end()
            assert [each["code"] for each in tab.of("bye")] == [4001]


def _versions(page, seat):
    """Return which page loads held the seat, each with the seat's version `s`."""
    return [
        (each["s"], each["inst"])
        for each in page.of("peer")
        if each["seat"] == seat and each.get("inst")
    ]


def _join(tab):
    try:
        tab.join()
    except ConnectionClosed:
        return
