"""Tests that of several pages for one seat, the newest has the seat."""

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.seat import SeatState
from tests.visits.room_harness import CLEO, PAT, Visit


@pytest.fixture
def visit():
    return Visit()


def test_another_tab_takes_over_the_seat_and_the_first_cannot_resume_it(visit):
    pat, cleo = visit.two()
    visit.clock.advance(seconds=5)
    tab = visit.joins(CLEO)
    assert cleo.byes() == [4001]
    assert (tab.kinds(), pat.last("peer")["inst"]) == (["joined"], tab.inst)
    assert visit.store.kinds(CLEO) == ["joined", "admitted", "back"]
    cleo.drop()
    assert visit.seat(CLEO).conn == tab.socket
    again = visit.joins(CLEO, cleo.inst, resume=True)
    assert (again.byes(), again.last("bye")["reconnect"]) == ([4001], False)
    assert visit.seat(CLEO).conn == tab.socket
    assert tab.byes() == []


def test_a_lost_bye_is_sent_again_at_the_replaced_tabs_next_message(visit):
    """
    A `bye` that was lost is sent again at the replaced tab's next message.

    The function ended after the take-over, before it told the first tab.
    """
    pat, cleo = visit.two()
    visit.clock.advance(seconds=5)
    tab = visit.opens(CLEO)
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        tab.join()
    assert cleo.byes() == []
    cleo.signal(PAT, pat.inst)
    assert (cleo.byes(), pat.received("signal")) == ([4001], [])
    assert visit.seat(CLEO).conn == tab.socket
    tab.join()
    assert tab.kinds() == ["error", "joined"]
    assert pat.last("peer")["inst"] == tab.inst


def test_a_late_join_of_an_abandoned_socket_does_not_take_the_seat(visit):
    """
    A late join from an abandoned socket does not take the seat.

    The join arrives after the page has already returned on its next socket.
    """
    pat, cleo = visit.two()
    visit.clock.advance(seconds=5)
    second = visit.joins(CLEO, cleo.inst, resume=True)
    cleo.join(resume=True)
    assert (visit.seat(CLEO).conn, second.byes()) == (second.socket, [])
    assert pat.last("peer")["state"] == "here"


def test_a_join_of_a_stale_connection_leaves_the_seat_free(visit):
    pat, cleo = visit.two()
    page = visit.opens(CLEO, cleo.inst)
    page.go_stale()
    page.join(resume=True)
    assert (visit.seat(CLEO).conn, visit.seat(CLEO).state) == (None, SeatState.AWAY)
    assert pat.last("peer")["state"] == "away"


def test_a_page_renews_its_socket_without_leaving(visit):
    """
    A page can renew its socket without leaving the room.

    After 110 minutes the page joins on a second socket, and the room records no fact.
    """
    pat, cleo = visit.two()
    facts = visit.store.kinds()
    visit.clock.advance(minutes=110)
    second = visit.joins(CLEO, cleo.inst, resume=True)
    assert (second.kinds(), cleo.byes()) == (["joined"], [4001])
    peer = pat.last("peer")
    assert (peer["state"], peer["inst"], peer["resume"]) == ("here", cleo.inst, True)
    cleo.drop()
    assert visit.store.kinds() == facts
    assert second.last("joined")["renew_at"] == "2026-11-24T15:40:00.000Z"


def test_a_late_join_of_an_older_socket_does_not_replace_the_newer_one(visit):
    """
    A late join from an older socket does not replace the newer socket.

    The gateway does not keep the order of messages, so the first socket's join may be late.
    """
    first = visit.opens(PAT, "one")
    visit.clock.advance(seconds=1)
    second = visit.opens(PAT, "one")
    visit.clock.advance(seconds=1)
    first.join()
    second.join(resume=True)
    assert (second.kinds(), first.byes()) == (["joined"], [4001])
    first.join(resume=True)
    assert (visit.seat(PAT).conn, second.byes()) == (second.socket, [])
