"""Two acts that meet: joining and ending, letting in and a full buffer, moving and ending."""

from datetime import timedelta

import pytest

from chalicelib.visits.domain.room import RoomState, SeatState
from chalicelib.visits.domain.signal import Admit, End, Ping
from tests.visits.room_harness import CLEO, PAT, PIA, ROOM, Visit, an_appointment


@pytest.fixture
def visit():
    return Visit()


def test_whoever_joins_while_the_visit_ends_is_told_nothing_but_that(visit):
    """A5: no credentials, no names, and no socket that goes on behind the end."""
    pat, late = visit.joins(PAT), visit.opens(PIA)
    visit.store.meanwhile.append(lambda: pat.say(End(visit.id())))
    late.join()
    assert (late.kinds(), late.byes()) == (["bye"], [4010])
    assert late.socket in visit.sockets.closed
    assert PIA not in visit.relays.issued_to


def test_whoever_could_not_hear_that_he_is_in_hears_it_later(visit):
    """A browser whose buffer is full: it shows the lobby, so the seat is not in."""
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.sockets.busy.add(cleo.socket)
    pat.say(Admit(visit.id(), CLEO))
    assert visit.seat(CLEO).state is SeatState.ADMITTED
    visit.sockets.busy.clear()
    cleo.say(Ping(visit.id(), 1))
    assert (len(cleo.received("joined")), visit.seat(CLEO).state) == (1, SeatState.IN)
    assert pat.last("peer")["state"] == "here"


def test_a_visit_that_was_moved_while_it_went_on_meets_again_at_its_new_time(visit):
    """The host ends today's talk; next week's is another matter."""
    pat, cleo = visit.two()
    later = an_appointment(version=2, starts_at=an_appointment().starts_at + timedelta(days=7))
    visit.bookings.rows[ROOM] = later
    visit.rooms.update_room(later)
    pat.say(End(visit.id()))
    assert [each.byes() for each in (pat, cleo)] == [[4010], [4010]]
    assert (visit.room.state, visit.seat(CLEO).state) == (RoomState.CLOSED, SeatState.LEFT)
    visit.clock.advance(days=7)
    assert visit.joins(PAT).kinds() == ["joined"]


def test_a_room_that_ended_in_the_moment_its_appointment_was_moved_opens_again(visit):
    visit.two()
    visit.rooms.end(visit.store.rooms[ROOM])
    later = an_appointment(version=2, starts_at=an_appointment().starts_at + timedelta(days=7))
    visit.bookings.rows[ROOM] = later
    visit.rooms.update_room(later)
    visit.clock.advance(days=7)
    assert visit.joins(PAT).kinds() == ["joined"]
