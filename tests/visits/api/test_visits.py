"""Tests of a visit's history and shared files, through the API."""

import pytest

from chalicelib.kernel.access import Role, system
from chalicelib.platform.dynamodb import connection
from chalicelib.wiring import appointments as wiring_appointments
from tests.platform.aws_faults import Fault, faults
from tests.visits.api.visit_harness import (
    COMPLETE,
    FILE,
    FILES,
    HISTORY,
    OFFER,
    open_visit,
)

ABSENT = "01K00000000000000000000000"
NAME = "Avery's intake.pdf"


@pytest.fixture
def visit(front):
    return open_visit(front)


@pytest.fixture
def inside(visit):
    """A visit with Sam and Avery in its room."""
    visit.let_in()
    return visit


def purposes(visit, **fields):
    entries = [
        each
        for each in visit.store.entries()
        if all(getattr(each, name) == value for name, value in fields.items())
    ]
    return [each.purpose for each in entries]


def hold(visit):
    """Store a past visit of twenty booked minutes, ten of them spent together."""
    visit.add_facts("joined", "admitted", "media_up")
    visit.store.clock.pass_seconds(600)
    visit.add_facts("ended")
    wiring_appointments.completing().complete(system(visit.store.practice), visit.id)


def test_before_the_visit_its_history_is_empty(visit):
    history = visit.history(visit.office.sam).json
    shown = [history[name] for name in ("notes", "files", "fact_sheet", "fee")]
    assert shown == [[], [], None, None]
    assert history["appointment"]["id"] == visit.id


def test_staff_see_notes_files_and_the_fact_sheet(inside):
    host, client = inside.seats
    file = inside.share()
    inside.add_note(1, host, "How are you?")
    inside.add_note(2, client, file=file["id"])
    inside.add_facts("joined")
    inside.add_note(3, client, "Better")
    history = inside.history(inside.office.sam).json
    assert [
        (each["n"], each["text"], each["file"] and each["file"]["name"])
        for each in history["notes"]
    ] == [
        (1, "How are you?", None),
        (2, None, NAME),
        (3, "Better", None),
    ]
    assert history["files"] == [file]
    assert (history["fact_sheet"]["live"], history["fee"]) == (True, None)


def test_the_fee_is_proposed_when_the_visit_is_over(visit):
    hold(visit)
    history = visit.history(visit.office.admin).json
    host = next(each for each in history["fact_sheet"]["seats"] if each["seat"] == visit.seats[0])
    assert (host["joined_at"], host["left_at"], host["role"]) == (
        "2026-11-24T15:00:00Z",
        "2026-11-24T15:10:00Z",
        "provider",
    )
    assert (history["fact_sheet"]["live"], history["fact_sheet"]["together"]) == (False, 600)
    why = "10 of 20 booked minutes together: 50% of the fee."
    assert history["fee"] == {
        "proposal": "prorated",
        "minutes": 10,
        "booked_minutes": 20,
        "share": 50,
        "why": why,
    }


def test_a_client_sees_notes_and_files_but_neither_facts_nor_fee(inside):
    inside.add_note(1, inside.seats[0], "How are you?")
    hold(inside)
    history = inside.history(inside.avery).json
    assert [each["text"] for each in history["notes"]] == ["How are you?"]
    assert (history["fact_sheet"], history["fee"]) == (None, None)


def test_reading_a_history_writes_one_audit_entry_about_that_client(inside):
    """S14: reading a visit's history writes one audit entry about the client."""
    file = inside.share()
    inside.add_note(1, inside.seats[0], "How are you?", file["id"])
    inside.history(inside.office.sam)
    (entry,) = [each for each in inside.store.entries() if each.purpose == "visit history"]
    assert (len(entry.records), entry.client, entry.action) == (
        2,
        inside.appointment["client"]["id"],
        "read",
    )


def test_without_an_audit_entry_nothing_of_a_visit_is_shown(inside):
    """S15: if no audit entry can be written, no history and no file URL is returned."""
    file = inside.share()
    with faults(connection.client(), lambda call: Fault.UNREACHABLE if call == "PutItem" else None):
        for pattern in (HISTORY, FILE):
            answer = inside.ask(inside.office.sam, pattern, file["id"])
            assert (answer.status, answer.json["error"]) == (503, "Unavailable")
            assert NAME not in answer.text


@pytest.mark.parametrize("who", ["kim", "other"])
def test_a_stranger_gets_404_for_the_history_and_for_files(inside, who):
    """
    S2: a stranger gets the response for an unknown appointment.

    This holds for the visit's history and its files. The attempt is audited.
    """
    file = inside.share()["id"]
    caller = inside.office.kim if who == "kim" else inside.office.front.signed_in(Role.CLIENT)
    for pattern, body in ((HISTORY, None), (FILE, None), (FILES, OFFER), (COMPLETE, {})):
        answers = [inside.ask(caller, pattern, file, body, of) for of in (inside.id, ABSENT)]
        foreign, absent = answers
        assert (foreign.status, foreign.text) == (404, absent.text)
    assert purposes(inside, outcome="refused")


def test_a_history_with_a_missing_chat_note_is_unreadable(inside):
    """S21: if a chat note is missing, reading the history fails with an alarm."""
    inside.add_note(1, inside.seats[0], "One")
    inside.add_note(3, inside.seats[0], "Three")
    answer = inside.history(inside.office.sam)
    assert (answer.status, answer.json["error"]) == (503, "Unreadable")
    assert inside.store.alarms
