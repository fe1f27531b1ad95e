"""
Tests what a client may read and share in a visit.

The tests cover the time before, during and after the client's stay in the room.
"""

import pytest

from chalicelib.platform.files.uploads import MAX_OPEN_UPLOADS
from chalicelib.visits.domain.seat import SeatState
from chalicelib.wiring import visits as wiring_visits
from tests.visits.api.visit_harness import COMPLETE, FILE, FILES, OFFER, open_visit


@pytest.fixture
def visit(front):
    return open_visit(front)


def texts(answer):
    return [each["text"] for each in answer.json["notes"]]


def end(visit):
    rooms = wiring_visits.rooms()
    rooms.end(rooms.broadcaster.reload(visit.id))


def share_by(visit, who):
    return visit.ask(who, FILES, body=OFFER).status


@pytest.mark.parametrize("state", [SeatState.WAITING, SeatState.INVITED, SeatState.LEFT])
def test_a_client_who_was_not_let_in_reads_and_shares_nothing(visit, state):
    """
    S2: a client whom no host let in can neither read nor share anything.

    The API refuses the client, as the room does (docs/video.md#v3).
    """
    visit.let_in(SeatState.WAITING, admitted=False)
    file = visit.share(visit.office.sam)
    visit.add_note(1, visit.seats[0], "About Avery")
    visit.add_facts("joined")
    if state is not SeatState.WAITING:
        visit.let_in(state, admitted=False)
    for answer in (visit.history(visit.avery), visit.ask(visit.avery, FILE, file["id"])):
        assert (answer.status, "About" in answer.text) == (403, False)
        assert "let you in" in answer.json["message"]
    assert share_by(visit, visit.avery) == 403
    assert texts(visit.history(visit.office.sam)) == ["About Avery"]
    refused = [each for each in visit.store.entries() if each.outcome == "refused"]
    assert {each.purpose for each in refused} >= {"visit history", "visit file"}, "S14"


def test_a_removed_client_reads_only_what_was_there_before(visit):
    visit.let_in()
    visit.add_note(1, visit.seats[0], "Before")
    early = visit.share(visit.office.sam)
    visit.store.clock.pass_seconds(60)
    visit.let_in(SeatState.REMOVED)
    visit.store.clock.pass_seconds(60)
    visit.add_note(2, visit.seats[0], "After")
    late = visit.share(visit.office.sam)
    history = visit.history(visit.avery)
    assert (texts(history), [each["id"] for each in history.json["files"]]) == (
        ["Before"],
        [early["id"]],
    )
    assert visit.ask(visit.avery, FILE, early["id"]).status == 200
    assert visit.ask(visit.avery, FILE, late["id"]).status == 404
    assert share_by(visit, visit.avery) == 409
    assert texts(visit.history(visit.office.sam)) == ["Before", "After"]


def test_a_client_who_waits_again_reads_nothing_while_the_visit_goes_on(visit):
    visit.let_in()
    visit.add_note(1, visit.seats[0], "Before")
    visit.let_in(SeatState.WAITING)
    assert visit.history(visit.avery).status == 403
    end(visit)
    assert texts(visit.history(visit.avery)) == ["Before"]


@pytest.mark.parametrize("switch", ["chat", "sharing"])
def test_a_client_shares_no_file_while_a_host_has_switched_it_off(visit, switch):
    visit.let_in()
    reserved = visit.reserve()
    visit.send(reserved)
    visit.let_in(**{switch: False})
    assert share_by(visit, visit.avery) == 403
    answer = visit.ask(visit.avery, COMPLETE, reserved["id"], {})
    assert (answer.status, "switched off" in answer.json["message"]) == (403, True)
    assert share_by(visit, visit.office.sam) == 201
    visit.let_in(**{switch: True})
    assert visit.ask(visit.avery, COMPLETE, reserved["id"], {}).status == 200


@pytest.mark.parametrize("who", ["sam", "avery"])
def test_nobody_shares_a_file_after_the_end_of_the_visit(visit, who):
    person = visit.office.sam if who == "sam" else visit.avery
    visit.let_in()
    reserved = visit.reserve(person)
    visit.send(reserved)
    end(visit)
    assert share_by(visit, person) == 409
    assert visit.ask(person, COMPLETE, reserved["id"], {}).status == 409
    assert visit.history(visit.office.sam).json["files"] == []


def test_a_person_has_a_limited_number_of_open_uploads(visit):
    """
    Each person can have only a limited number of open uploads.

    A reservation counts until its upload is completed or the reservation expires, because
    each reservation may become a file of 25 MB.
    """
    visit.let_in()
    reserved = [visit.reserve() for _ in range(MAX_OPEN_UPLOADS)]
    answer = visit.ask(visit.avery, FILES, body=OFFER)
    assert (answer.status, f"{MAX_OPEN_UPLOADS} files" in answer.json["message"]) == (409, True)
    assert share_by(visit, visit.office.sam) == 201, "each person has a limit of their own"
    visit.send(reserved[0])
    assert visit.ask(visit.avery, COMPLETE, reserved[0]["id"], {}).status == 200
    assert share_by(visit, visit.avery) == 201
    assert share_by(visit, visit.avery) == 409
    visit.store.clock.pass_seconds(20 * 60)
    assert share_by(visit, visit.avery) == 201, "an announcement expires"
