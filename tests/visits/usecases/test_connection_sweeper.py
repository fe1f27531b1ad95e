"""Tests of the sweep that closes sockets of ended sessions and ends rooms."""

import pytest

from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.visits.domain.room import RoomState
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.domain.signal import Leave, Ping
from tests.visits.room_harness import CLEO, PAT, PIA, ROOM, Visit, an_access


@pytest.fixture
def visit():
    return Visit()


def test_signing_out_closes_the_sessions_sockets_at_once(visit):
    """
    S9, S12: signing out closes the session's socket at once.

    The other people in the room are notified that the person left.
    """
    pat, cleo = visit.two()
    visit.sweeper.try_close_session(an_access(CLEO))
    assert (cleo.socket in visit.sockets.closed, visit.connections.get(cleo.socket)) == (True, None)
    assert (pat.last("peer")["state"], visit.seat(CLEO).state) == ("left", SeatState.LEFT)
    assert visit.store.kinds(CLEO)[-1] == "left"
    assert pat.socket not in visit.sockets.closed


def test_another_session_of_the_same_person_goes_on(visit):
    _, cleo = visit.two()
    visit.sweeper.try_close_session(an_access(CLEO, session="ses_other"))
    assert cleo.socket not in visit.sockets.closed


def test_signing_out_succeeds_when_the_socket_store_is_unavailable(visit):
    """
    Signing out succeeds even if the store of sockets is unavailable.

    The next sweep closes the sockets that the sign-out could not find.
    """
    pat, cleo = visit.two()
    visit.connections.down.add("of_person")
    visit.sweeper.try_close_session(an_access(CLEO))
    with pytest.raises(Unavailable):
        visit.sweeper.close_session(an_access(CLEO))
    visit.connections.down.clear()
    visit.live.ended.add("ses_cleo")
    assert visit.sweeper.sweep() == {"dismissed": 1, "ended": 0, "gone": 0}
    assert (cleo.socket in visit.sockets.closed, pat.last("peer")["state"]) == (True, "left")


def test_the_sweep_closes_sockets_of_ended_sessions(visit):
    """
    S9, S12: each minute the sweep closes sockets whose session has ended.

    It does not matter what ended the session.
    """
    pat, cleo = visit.two()
    assert visit.sweeper.sweep() == {"dismissed": 0, "ended": 0, "gone": 0}
    visit.live.ended.add("ses_cleo")
    assert visit.sweeper.sweep() == {"dismissed": 1, "ended": 0, "gone": 0}
    assert visit.sweeper.sweep() == {"dismissed": 0, "ended": 0, "gone": 0}
    cleo.write("Still here?")
    assert pat.received("note") == []


def test_the_sweep_removes_a_host_who_was_taken_off_the_client(visit):
    """S2: the sweep removes a provider who is no longer assigned to the client."""
    pat, cleo = visit.two()
    pia = visit.joins(PIA)
    visit.assign(PAT)
    assert visit.sweeper.sweep() == {"dismissed": 1, "ended": 0, "gone": 0}
    assert (pia.socket in visit.sockets.closed, visit.seat(PIA).state) == (True, SeatState.LEFT)
    assert pat.socket not in visit.sockets.closed
    assert cleo.last("peer")["state"] == "left"
    with pytest.raises(NotFound):
        visit.opens(PIA)


def test_the_sweep_removes_a_host_whose_session_ended(visit):
    pat, cleo = visit.two()
    visit.live.ended.add("ses_pat")
    visit.sweeper.sweep()
    assert cleo.last("peer")["state"] == "left"
    assert pat.socket in visit.sockets.closed


def test_the_sweep_ends_a_visit_past_its_time(visit):
    pat, cleo = visit.two()
    visit.clock.advance(hours=3)
    assert visit.sweeper.sweep() == {"dismissed": 0, "ended": 1, "gone": 0}
    assert [each.byes()[0] for each in (pat, cleo)] == [4010, 4010]
    assert visit.room.state is RoomState.ENDED
    assert visit.connections.open == {}
    assert (visit.past_appointments.settle_all(), visit.completed) == (1, [ROOM])


@pytest.mark.parametrize("is_swept_first", [True, False])
def test_a_visit_that_both_people_left_is_completed_after_its_time(visit, is_swept_first):
    pat, cleo = visit.two()
    visit.clock.advance(minutes=40)
    for page in (cleo, pat):
        page.say(Leave(visit.id()))
        page.drop()
    assert visit.past_appointments.settle_all() == 0
    visit.clock.advance(hours=3)
    if is_swept_first:
        visit.sweeper.sweep()
    assert visit.past_appointments.settle_all() == 1
    assert (visit.room.state, visit.completed) == (RoomState.ENDED, [ROOM])
    assert visit.past_appointments.settle_all() == 0


@pytest.mark.parametrize("who", [PAT, CLEO])
def test_a_room_in_which_nobody_met_completes_no_appointment(visit, who):
    page = visit.joins(who)
    visit.clock.advance(hours=3)
    visit.sweeper.sweep()
    assert visit.past_appointments.settle_all() == 0
    assert (page.byes()[0], visit.completed) == (4010, [])


def test_people_who_were_there_one_after_the_other_have_not_met(visit):
    pat = visit.joins(PAT)
    pat.say(Leave(visit.id()))
    pat.drop()
    visit.joins(CLEO)
    visit.clock.advance(hours=3)
    assert (visit.past_appointments.settle_all(), visit.completed) == (0, [])


def test_an_appointment_is_completed_later_if_its_facts_could_not_be_read(visit):
    visit.two()
    visit.clock.advance(hours=3)
    visit.store.down.add("facts_of")
    assert (visit.past_appointments.settle_all(), visit.completed) == (0, [])
    visit.store.down.clear()
    assert (visit.past_appointments.settle_all(), visit.completed) == (1, [ROOM])


def test_the_sweep_closes_sockets_left_open_when_ending_a_room_failed(visit):
    pat, _ = visit.two()
    page = visit.opens(PAT)
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        visit.rooms.end(visit.store.rooms[ROOM])
    assert visit.sweeper.sweep() == {"dismissed": 0, "ended": 1, "gone": 0}
    assert {pat.socket, page.socket} <= set(visit.sockets.closed)


def test_a_room_that_cannot_be_ended_does_not_stop_the_sweep(visit):
    """
    S9, S12: a room that cannot be ended does not stop the sweep.

    The sweep does the rest of its work first, and then raises the error.
    """
    pat, cleo = visit.two()
    visit.live.ended |= {"ses_pat", "ses_cleo"}
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        visit.sweeper.sweep()
    assert {pat.socket, cleo.socket} & set(visit.sockets.closed)
    visit.sweeper.sweep()
    assert {pat.socket, cleo.socket} <= set(visit.sockets.closed)


def test_the_sweep_finds_a_stale_connection_and_tells_the_others(visit):
    """
    The sweep finds a stale connection and tells the other people in the room.

    The sweep asks the gateway about a socket that sent nothing for six minutes.
    """
    pat, cleo = visit.two()
    cleo.go_stale()
    visit.clock.advance(minutes=5, seconds=59)
    pat.say(Ping(visit.id(), 1))
    assert visit.sweeper.sweep() == {"dismissed": 0, "ended": 0, "gone": 0}
    visit.clock.advance(seconds=1)
    assert visit.sweeper.sweep() == {"dismissed": 0, "ended": 0, "gone": 1}
    assert (pat.last("peer")["state"], visit.seat(CLEO).state, visit.seat(CLEO).conn) == (
        "away",
        SeatState.AWAY,
        None,
    )
    assert (visit.store.facts[-1].why, visit.connections.get(cleo.socket)) == ("gone", None)
    assert visit.sockets.checked == [cleo.socket]


def test_a_quiet_open_socket_keeps_its_seat_and_is_checked_rarely(visit):
    _, cleo = visit.two()
    visit.clock.advance(minutes=6)
    for _ in range(5):
        assert visit.sweeper.sweep()["gone"] == 0
        visit.clock.advance(minutes=1)
    assert visit.sockets.checked.count(cleo.socket) == 1
    assert visit.seat(CLEO).state is SeatState.IN


def test_a_stale_connection_that_never_joined_is_deleted(visit):
    """
    The sweep deletes the row of a stale connection that never joined.

    If this row remained, the host would seem to be in another call.
    """
    _, _ = visit.two()
    page = visit.opens(PIA)
    page.go_stale()
    visit.clock.advance(minutes=6)
    assert visit.sweeper.sweep()["gone"] == 1
    assert visit.connections.get(page.socket) is None


def test_a_slow_gateway_does_not_use_up_the_sweeps_time(visit):
    """
    If the gateway is slow, the sweep leaves the remaining checks to the next sweep.

    Each sweep always handles ended sessions and rooms first.
    """
    pat, cleo = visit.two()
    for each in (pat, cleo):
        each.go_stale()
    visit.clock.advance(minutes=6)
    alive = visit.sockets.alive
    visit.sockets.alive = lambda socket: visit.clock.advance(seconds=15) or alive(socket)
    assert visit.sweeper.sweep()["gone"] == 1
    assert visit.sweeper.sweep()["gone"] == 1
    assert visit.connections.open == {}


def test_one_stale_connection_that_cannot_be_cleared_stops_no_other(visit):
    pat, cleo = visit.two()
    for each in (pat, cleo):
        each.go_stale()
    visit.clock.advance(minutes=6)
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        visit.sweeper.sweep()
    assert [visit.seat(each).conn for each in (PAT, CLEO)] == [None, None]
