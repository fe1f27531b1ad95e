"""Tests of restarts during a visit and of wrong clocks (docs/video.md#recovery)."""

from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed

from tests.visits.signaling.signaling_harness import restart_functions


def test_a_visit_goes_on_after_every_socket_and_process_ended(harness):
    """
    A visit goes on after every socket and every process has ended.

    Nobody has to wait in the lobby again, and no note is lost.
    """
    visit = harness.practice().visit(clients=2)
    pages = visit.all_in()
    pages[0].ask("note", text="before")
    harness.gateway.abort(as_stale=True)
    restart_functions()
    for page in pages:
        with pytest.raises(ConnectionClosed):
            page.next("nothing")
    back = [someone.opens(page.inst) for someone, page in zip(visit.people, pages, strict=True)]
    joined = [page.join(resume=True) for page in back]
    assert [each["t"] for each in joined] == ["joined"] * 3
    assert {each["notes"][0]["text"] for each in joined} == {"before"}
    assert {tuple(each["order"]) for each in joined} == {tuple(sorted(page.seat for page in pages))}
    back[2].signal(back[1])
    assert back[1].next("signal")["from"] == pages[2].seat


def test_any_process_may_handle_the_next_message(harness, visit):
    """
    Any process may handle the next message of a socket.

    The test restarts the functions between messages, so they cannot rely on data in memory.
    """
    pat, cleo = visit.all_in()
    for n in range(3):
        restart_functions()
        cleo.signal(pat, epoch=n)
        assert pat.next("signal")["epoch"] == n
        restart_functions()
        assert pat.ask("note", text=f"{n}")["note"]["n"] == n + 1


def test_a_process_whose_clock_is_behind_accepts_a_socket_opened_by_one_ahead(harness, visit):
    cleo = visit.people[1]
    pat = visit.people[0].joins()
    start = harness.clock.at
    harness.clock.at = start + timedelta(seconds=30)
    page = cleo.opens()
    harness.clock.at = start
    assert page.join()["t"] == "waiting"
    pat.say("admit", seat=cleo.seat)
    assert page.next("joined")["seat"] == cleo.seat


@pytest.mark.parametrize("seconds", [-2, 2, 30])
def test_a_later_page_takes_over_although_clocks_disagree(harness, visit, seconds):
    """
    Of two pages for a seat, the page that joins later gets the seat.

    This holds even if the clocks of two servers differ.
    """
    pat, first = visit.all_in()
    harness.clock.pass_seconds(5)
    harness.clock.at += timedelta(seconds=seconds)
    second = visit.people[1].joins()
    assert first.bye()["code"] == 4001
    harness.clock.at -= timedelta(seconds=seconds)
    second.signal(pat)
    assert pat.next("signal")["inst"] == second.inst
    pat.signal(second)
    assert second.next("signal")["from"] == pat.seat


def test_a_pong_carries_the_servers_time(harness, visit):
    """
    A pong contains the server's time.

    With this time, a page whose own clock is wrong can correct the times that it uses.
    """
    pat, _ = visit.all_in()
    pong = pat.ask("ping", c="x")
    assert pong["c"] == "x"
    assert pong["now"] == harness.clock.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
