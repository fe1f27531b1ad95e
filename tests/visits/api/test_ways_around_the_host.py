"""
Tests that a client finds no way around the host's decisions through the API.

In these tests, a client was removed from the room or was not let in, or a provider is no
longer assigned to the client.
"""

import pytest

from chalicelib.kernel.ids import AppointmentId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.store import keys
from chalicelib.visits.store.rooms import KINDS
from chalicelib.wiring import visits as wiring_visits
from tests.practice.practice_api import CLIENT, read, send
from tests.visits.api.visit_harness import APPOINTMENT, COMPLETE, FILE, FILES, OFFER, open_visit

TICKET = f"{APPOINTMENT}/call-ticket"


@pytest.fixture
def visit(front):
    return open_visit(front)


def texts(answer):
    return [each["text"] for each in answer.json["notes"]]


def uploaded(visit, who):
    """Reserve a file as `who` and upload its bytes, without completing it."""
    reserved = visit.reserve(who)
    visit.send(reserved)
    return reserved["id"]


def forget_room(visit):
    """Delete the room's rows, as if they had expired."""
    partition = keys.room_partition(AppointmentId(visit.id))
    for row in queries.partition(EphemeralItem, partition, KINDS):
        row.delete()


def take_off_sam(visit):
    """As an Admin, assign the client to Kim instead of Sam."""
    office = visit.office
    client = read(office.admin, CLIENT, visit.appointment["client"]["id"]).json
    kim = office.kim.get("/me").json["person"]["id"]
    body = {"provider_ids": [kim], "version": client["version"]}
    assert send(office.admin, "PATCH", CLIENT, client["id"], body).status == 200


def removed(visit):
    """Let Avery in, store a chat note, remove Avery, and store another chat note."""
    visit.let_in()
    visit.add_note(1, visit.seats[0], "Before")
    visit.store.clock.pass_seconds(60)
    visit.let_in(SeatState.REMOVED)
    visit.store.clock.pass_seconds(60)
    visit.add_note(2, visit.seats[0], "After")


def test_a_removed_client_gets_no_ticket_and_no_later_record(visit):
    removed(visit)
    for _ in range(2):
        answer = visit.ask(visit.avery, TICKET, body={})
        assert (answer.status, "removed" in answer.json["message"]) == (409, True)
        assert texts(visit.history(visit.avery)) == ["Before"]


def test_the_end_of_the_visit_shows_a_removed_client_nothing_more(visit):
    removed(visit)
    late = visit.share(visit.office.sam)
    rooms = wiring_visits.rooms()
    rooms.end(rooms.broadcaster.reload(visit.id))
    assert texts(visit.history(visit.avery)) == ["Before"]
    assert visit.ask(visit.avery, FILE, late["id"]).status == 404
    assert texts(visit.history(visit.office.sam)) == ["Before", "After"]


def test_an_expired_room_does_not_bring_a_removed_client_back(visit):
    removed(visit)
    forget_room(visit)
    assert texts(visit.history(visit.avery)) == ["Before"]
    assert visit.ask(visit.avery, FILES, body=OFFER).status == 403


@pytest.mark.parametrize(
    ("state", "status"),
    [(SeatState.REMOVED, 409), (SeatState.LEFT, 403), (SeatState.WAITING, 403)],
)
def test_a_file_announced_inside_is_not_completed_outside(visit, state, status):
    visit.let_in()
    file = uploaded(visit, visit.avery)
    visit.store.clock.pass_seconds(1)
    visit.let_in(state)
    assert visit.ask(visit.avery, COMPLETE, file, {}).status == status
    assert visit.ask(visit.office.sam, FILE, file).status == 404
    assert visit.history(visit.office.sam).json["files"] == []


def test_a_client_who_was_let_in_again_reads_everything(visit):
    removed(visit)
    visit.store.clock.pass_seconds(60)
    visit.let_in()
    assert texts(visit.history(visit.avery)) == ["Before", "After"]


def test_a_client_sees_nothing_that_a_host_prepared_before_they_were_let_in(visit):
    """
    S2: a client cannot see a shared file before a host lets them into the room.

    The host shares the file before anybody has joined. Once the client has been let in, the
    client sees the file too.
    """
    early = visit.share(visit.office.sam)
    assert visit.history(visit.avery).json["files"] == []
    assert visit.ask(visit.avery, FILE, early["id"]).status == 404
    visit.store.clock.pass_seconds(1)
    visit.let_in()
    assert [each["id"] for each in visit.history(visit.avery).json["files"]] == [early["id"]]


def test_a_client_who_left_a_room_that_is_locked_now_waits_for_the_host(visit):
    visit.let_in()
    visit.add_note(1, visit.seats[0], "Before")
    visit.let_in(SeatState.LEFT)
    assert texts(visit.history(visit.avery)) == ["Before"]
    visit.let_in(SeatState.LEFT, locked=True)
    assert visit.history(visit.avery).status == 403
    rooms = wiring_visits.rooms()
    rooms.end(rooms.broadcaster.reload(visit.id))
    assert texts(visit.history(visit.avery)) == ["Before"]


def test_a_cancelled_appointment_opens_nothing_to_a_client_who_only_waited(visit):
    visit.let_in(SeatState.WAITING, admitted=False)
    visit.add_facts("joined")
    visit.add_note(1, visit.seats[0], "About Avery")
    path = f"/appointments/{visit.id}"
    body = '{"status":"cancelled","version":1}'
    assert visit.office.sam.call("PATCH", path, body, resource=APPOINTMENT).status == 200
    answer = visit.history(visit.avery)
    assert (answer.status, "not let into" in answer.json["message"]) == (403, True)
    assert visit.ask(visit.avery, TICKET, body={}).json["message"] == (
        "This appointment was cancelled."
    )
    assert visit.ask(visit.avery, FILES, body=OFFER).status == 409


def test_a_provider_who_was_taken_off_reaches_nothing_of_the_visit(visit):
    """S2: a provider who is no longer assigned gets no ticket, history or file."""
    visit.let_in()
    shared, file = visit.share(), uploaded(visit, visit.office.sam)
    take_off_sam(visit)
    answers = [
        visit.history(visit.office.sam),
        visit.ask(visit.office.sam, FILE, shared["id"]),
        visit.ask(visit.office.sam, FILES, body=OFFER),
        visit.ask(visit.office.sam, COMPLETE, file, {}),
        visit.ask(visit.office.sam, TICKET, body={}),
    ]
    assert [each.status for each in answers] == [404] * 5
