"""Tests who gets a ticket to a room, when, and that it works only once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, ConnectionId, PersonId, PracticeId
from chalicelib.visits.domain.signal import Leave, Remove
from tests.billing.builders import ELSEWHERE
from tests.visits.room_harness import CLEO, PAT, PRACTICE, ROOM, Visit, an_access, an_appointment

SOCKET = ConnectionId("con=")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def visit():
    return Visit()


def issue(visit, seat=CLEO, **changes):
    return visit.tickets.issue(an_access(seat, **changes), ROOM)


def test_a_ticket_opens_its_requesters_seat_with_their_access(visit):
    connection = visit.tickets.redeem(issue(visit).secret, SOCKET)
    assert (connection.room, connection.seat, connection.access) == (ROOM, CLEO, an_access(CLEO))
    assert visit.connections.get(SOCKET) == connection


def test_a_ticket_is_redeemed_once_and_not_printed(visit):
    ticket = issue(visit)
    assert ticket.secret not in repr(ticket)
    assert visit.tickets.redeem(ticket.secret, SOCKET)
    assert visit.tickets.redeem(ticket.secret, SOCKET) is None


def test_a_ticket_lives_45_seconds(visit):
    newer, older = issue(visit), issue(visit, PAT)
    visit.clock.advance(seconds=44)
    assert visit.tickets.redeem(newer.secret, SOCKET)
    visit.clock.advance(seconds=1)
    assert visit.tickets.redeem(older.secret, SOCKET) is None


@pytest.mark.parametrize("is_moved", [False, True])
def test_with_each_ticket_the_room_takes_its_participants_present_names(visit, is_moved):
    """Each ticket updates the names in the room, so later notes have the new names."""
    issue(visit)
    row = visit.directory.clients.rows[PRACTICE, an_access(CLEO).client]
    present = replace(row, profile=replace(row.profile, legal_name="Cleo Married"))
    visit.directory.clients.rows[PRACTICE, present.id] = present
    if is_moved:
        visit.book(replace(visit.booked, version=2, starts_at=visit.booked.starts_at + MINUTE))
    pat, cleo = visit.two()
    cleo.write("Hello")
    assert pat.last("note")["note"]["name"] == "Cleo Married"


def test_a_ticket_with_names_that_did_not_change_writes_no_names(visit):
    issue(visit)
    before = visit.store.rooms[ROOM]
    issue(visit)
    assert visit.store.rooms[ROOM] is before


def test_two_tickets_that_rename_the_room_at_once_both_succeed(visit):
    issue(visit)
    visit.store.rooms[ROOM] = replace(visit.store.rooms[ROOM], names_tag="older")
    rename = visit.store.rename

    def after_another(snapshot, names):
        visit.store.rename = rename
        visit.store.rename(snapshot, names)
        return rename(snapshot, names)

    visit.store.rename = after_another
    assert issue(visit)


def test_a_ticket_of_an_ended_session_is_refused(visit):
    """
    S9, S12: a ticket is refused after its session has ended.

    The refused attempt uses up the ticket.
    """
    ticket = issue(visit)
    visit.live.ended.add("ses_cleo")
    assert visit.tickets.redeem(ticket.secret, SOCKET) is None
    assert visit.connections.open == {}
    visit.live.ended.clear()
    assert visit.tickets.redeem(ticket.secret, SOCKET) is None


def test_an_interrupted_handshake_uses_up_its_ticket_but_no_seat(visit):
    ticket = issue(visit)
    visit.connections.down.add("add")
    with pytest.raises(Exception, match="not responding"):
        visit.tickets.redeem(ticket.secret, SOCKET)
    visit.connections.down.clear()
    assert visit.tickets.redeem(ticket.secret, SOCKET) is None
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
def test_strangers_get_the_answer_of_a_room_that_does_not_exist(visit, changes):
    """
    S3: a stranger gets the response for a room that does not exist.

    Strangers cannot tell whether the room exists (docs/video.md#a10).
    """
    with pytest.raises(NotFound) as foreign:
        issue(visit, **changes)
    with pytest.raises(NotFound) as absent:
        visit.tickets.issue(an_access(CLEO), AppointmentId("01KNOBODY00000000000000000"))
    assert str(foreign.value) == str(absent.value)
    assert visit.connections.tickets == {}


def test_a_request_by_somebody_who_does_not_take_part_is_audited(visit):
    """
    S14: a ticket request by a person who does not take part is audited.

    This holds whether the person may see the appointment or not.
    """
    with pytest.raises(NotFound):
        issue(visit, role=Role.PROVIDER)
    assert visit.appointments.refused == [(an_access(CLEO).person, ROOM)]
    with pytest.raises(NotFound):
        issue(visit, role=Role.ADMIN, client=None)
    assert visit.audit.refusals() == ["call ticket"]


def test_before_the_room_opens_the_error_says_when(visit):
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
def test_the_error_says_why_a_room_is_not_open(visit, changes, words):
    visit.book(an_appointment(**changes))
    with pytest.raises(Conflict, match=words):
        issue(visit)


def test_a_removed_client_gets_no_ticket_and_is_told_why(visit):
    """
    A removed client gets an error instead of a ticket.

    The error says that the client was removed (docs/video.md#a5).
    """
    pat, _ = visit.two()
    pat.say(Remove(visit.id(), CLEO))
    with pytest.raises(Conflict, match="You were removed"):
        issue(visit)


def test_a_client_who_left_gets_a_ticket(visit):
    _, cleo = visit.two()
    cleo.say(Leave(visit.id()))
    assert issue(visit)


def test_the_first_ticket_creates_the_room_and_a_later_one_updates_it(visit):
    issue(visit)
    appointment = visit.booked
    starts_at = appointment.starts_at + timedelta(minutes=15)
    visit.book(replace(appointment, starts_at=starts_at, version=2))
    issue(visit, PAT)
    assert visit.room.starts_at == appointment.starts_at + timedelta(minutes=15)
    assert visit.store.calls["create"] == 1


def test_a_new_room_numbers_notes_after_the_last_one_on_record(visit):
    visit.store.last_notes[ROOM] = 41
    issue(visit)
    assert visit.room.n == 41
