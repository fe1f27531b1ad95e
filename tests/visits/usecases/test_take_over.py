"""
One seat, several pages: the newest that asks for it has it, and none takes it back by itself.
"""

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.room import SeatState
from tests.visits.room_harness import CLEO, PAT, Visit


@pytest.fixture
def visit():
    return Visit()


def test_another_tab_takes_the_seat_and_the_first_one_stays_away(visit):
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


def test_a_last_word_that_got_lost_is_said_again_at_the_first_tabs_next_message(visit):
    """Killed between the take-over and its telling: no two tabs speak for one seat."""
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


def test_a_join_that_was_under_way_when_its_socket_was_given_up_takes_nothing(visit):
    """It arrives after the page came back on its next socket."""
    pat, cleo = visit.two()
    visit.clock.advance(seconds=5)
    second = visit.joins(CLEO, cleo.inst, resume=True)
    cleo.join(resume=True)
    assert (visit.seat(CLEO).conn, second.byes()) == (second.socket, [])
    assert pat.last("peer")["state"] == "here"


def test_a_join_of_a_socket_that_is_gone_by_then_leaves_the_seat_free(visit):
    pat, cleo = visit.two()
    page = visit.opens(CLEO, cleo.inst)
    page.go_stale()
    page.join(resume=True)
    assert (visit.seat(CLEO).conn, visit.seat(CLEO).state) == (None, SeatState.AWAY)
    assert pat.last("peer")["state"] == "away"


def test_a_page_renews_its_socket_without_leaving(visit):
    """
    At 110 minutes: another ticket, the same inst; no fact, and nothing that would end its media.
    """
    pat, cleo = visit.two()
    facts = visit.store.kinds()
    visit.clock.advance(minutes=110)
    second = visit.joins(CLEO, cleo.inst, resume=True)
    assert (second.kinds(), cleo.byes()) == (["joined"], [4001])
    told = pat.last("peer")
    assert (told["state"], told["inst"], told["resume"]) == ("here", cleo.inst, True)
    cleo.drop()
    assert visit.store.kinds() == facts
    assert second.last("joined")["renew_at"] == "2026-11-24T15:40:00.000Z"


def test_a_join_that_is_heard_late_does_not_send_the_newer_socket_away(visit):
    """
    The gateway keeps no order: the first socket broke, its join was still under way when the second
    one opened.
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
