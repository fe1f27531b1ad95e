"""Tickets: for whom, when, and once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, ConnectionId, PersonId, PracticeId
from chalicelib.visits.domain.signal import Leave, Remove
from tests.billing.builders import ELSEWHERE
from tests.visits.room_harness import CLEO, PAT, ROOM, Visit, an_access, an_appointment

SOCKET = ConnectionId("con=")


@pytest.fixture
def visit():
    return Visit()


def issue(visit, seat=CLEO, **changes):
    return visit.tickets.issue(an_access(seat, **changes), ROOM)


def test_a_ticket_opens_the_seat_of_the_one_who_asked_as_he_is_signed_in(visit):
    connection = visit.tickets.redeem(issue(visit).secret, SOCKET)
    assert (connection.room, connection.seat, connection.access) == (ROOM, CLEO, an_access(CLEO))
    assert visit.connections.get(SOCKET) == connection


def test_a_ticket_is_kept_and_told_once(visit):
    issued = issue(visit)
    assert issued.secret not in repr(issued)
    assert visit.tickets.redeem(issued.secret, SOCKET)
    assert visit.tickets.redeem(issued.secret, SOCKET) is None


def test_a_ticket_lives_45_seconds(visit):
    young, old = issue(visit), issue(visit, PAT)
    visit.clock.advance(seconds=44)
    assert visit.tickets.redeem(young.secret, SOCKET)
    visit.clock.advance(seconds=1)
    assert visit.tickets.redeem(old.secret, SOCKET) is None


def test_a_ticket_asked_for_before_the_session_ended_opens_nothing_after_it(visit):
    """S9, S12: and it is burned."""
    issued = issue(visit)
    visit.live.ended.add("ses_cleo")
    assert visit.tickets.redeem(issued.secret, SOCKET) is None
    assert visit.connections.open == {}
    visit.live.ended.clear()
    assert visit.tickets.redeem(issued.secret, SOCKET) is None


def test_a_handshake_that_breaks_off_burns_its_ticket_and_no_seat(visit):
    issued = issue(visit)
    visit.connections.down.add("add")
    with pytest.raises(Exception, match="Something on our side"):
        visit.tickets.redeem(issued.secret, SOCKET)
    visit.connections.down.clear()
    assert visit.tickets.redeem(issued.secret, SOCKET) is None
    assert visit.joins(CLEO).kinds() == ["waiting"]


@pytest.mark.parametrize(
    "changes",
    [
        {"person": PersonId("per_else"), "client": ClientId("cli_else")},
        {"role": Role.PROVIDER},
        {"role": Role.ADMIN, "client": None},
        {"practice": PracticeId(ELSEWHERE)},
    ],
    ids=["somebody else", "another role", "an admin", "another practice"],
)
def test_nobody_else_gets_one_and_all_of_them_hear_the_same(visit, changes):
    """S3: A1, A10."""
    with pytest.raises(NotFound) as theirs:
        issue(visit, **changes)
    with pytest.raises(NotFound) as nobodys:
        visit.tickets.issue(an_access(CLEO), AppointmentId("01KNOBODY00000000000000000"))
    assert str(theirs.value) == str(nobodys.value)
    assert visit.connections.tickets == {}


def test_whoever_tries_without_taking_part_is_written_down(visit):
    """S14."""
    with pytest.raises(NotFound):
        issue(visit, role=Role.PROVIDER)
    assert visit.audit.refusals() == ["call ticket"]


def test_the_room_says_when_it_opens(visit):
    visit.clock.advance(hours=-1)
    with pytest.raises(Conflict, match=r"^The room opens at 06:10 \(America/New_York\)\.$"):
        issue(visit)
    visit.clock.advance(days=-1)
    with pytest.raises(Conflict, match="at 06:10 on 2026-11-24"):
        issue(visit)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": AppointmentStatus.CANCELLED}, "This appointment was cancelled."),
        ({"status": AppointmentStatus.COMPLETED}, "This visit has ended."),
        ({"minutes": -180}, "This visit has ended."),
    ],
    ids=["cancelled", "completed", "over"],
)
def test_a_room_that_is_not_open_says_why(visit, changes, words):
    visit.bookings.rows[ROOM] = an_appointment(**changes)
    with pytest.raises(Conflict, match=words):
        issue(visit)


def test_whoever_was_removed_gets_none_and_hears_why(visit):
    """A5."""
    pat, _ = visit.two()
    pat.say(Remove(visit.id(), CLEO))
    with pytest.raises(Conflict, match="You were removed"):
        issue(visit)


def test_whoever_left_may_come_back(visit):
    _, cleo = visit.two()
    cleo.say(Leave(visit.id()))
    assert issue(visit)


def test_the_first_ticket_makes_the_room_and_a_later_one_brings_it_up_to_date(visit):
    issue(visit)
    booked = visit.bookings.rows[ROOM]
    visit.bookings.rows[ROOM] = replace(
        booked, starts_at=booked.starts_at + timedelta(minutes=15), version=2
    )
    issue(visit, PAT)
    assert visit.room.starts_at == booked.starts_at + timedelta(minutes=15)
    assert visit.store.calls["create"] == 1


def test_a_room_made_anew_goes_on_after_the_last_note_on_record(visit):
    visit.store.last_notes[ROOM] = 41
    issue(visit)
    assert visit.room.n == 41
