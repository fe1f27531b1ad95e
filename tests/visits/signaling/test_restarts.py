"""Functions restart during a visit, and their clocks differ (docs/video.md#recovery)."""

from datetime import timedelta

import pytest
from websockets.exceptions import ConnectionClosed

from tests.visits.signaling.signaling_harness import restart_functions


def test_when_every_socket_and_every_process_ends_the_visit_goes_on(harness):
    """Nobody goes through the lobby again, and the notes are there."""
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


def test_between_two_messages_every_process_may_be_another(harness, visit):
    """Nothing that a message needs is remembered by the process that heard the one before."""
    pat, cleo = visit.all_in()
    for n in range(3):
        restart_functions()
        cleo.signal(pat, epoch=n)
        assert pat.next("signal")["epoch"] == n
        restart_functions()
        assert pat.ask("note", text=f"{n}")["note"]["n"] == n + 1


def test_a_process_whose_clock_is_behind_takes_what_one_ahead_has_given(harness, visit):
    cleo = visit.people[1]
    pat = visit.people[0].joins()
    kept = harness.clock.at
    harness.clock.at = kept + timedelta(seconds=30)
    url_page = cleo.opens()
    harness.clock.at = kept
    assert url_page.join()["t"] == "waiting"
    pat.say("admit", seat=cleo.seat)
    assert url_page.next("joined")["seat"] == cleo.seat


@pytest.mark.parametrize("seconds", [-2, 2, 30])
def test_a_seat_changes_hands_though_the_clocks_disagree(harness, visit, seconds):
    """A clock may be behind by less than the first page has stayed; the later socket wins."""
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


def test_the_server_says_what_time_it_is(harness, visit):
    """A page with a wrong clock reckons with this one."""
    pat, _ = visit.all_in()
    said = pat.ask("ping", c="x")
    assert said["c"] == "x"
    assert said["now"] == harness.clock.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
