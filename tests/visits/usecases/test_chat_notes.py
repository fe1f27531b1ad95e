"""Tests that no chat note is lost or doubled (docs/video.md#v5)."""

import json
from dataclasses import replace

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import AppointmentId, FileId
from chalicelib.visits.domain.signal import Lock, Write
from chalicelib.visits.domain.visit import MAX_NOTES, VisitFile
from tests.billing.builders import NOW
from tests.visits.room_harness import CARL, CLEO, PAT, ROOM, Visit

NOTE_ID = "01KNTE00000000000000000001"


@pytest.fixture
def visit():
    return Visit()


def texts(page):
    return [(each["note"]["n"], each["note"]["text"]) for each in page.received("note")]


def test_a_note_is_stored_and_then_sent_to_all_with_its_writer(visit):
    pat, cleo = visit.two()
    cleo.write("Good morning", NOTE_ID)
    assert texts(pat) == texts(cleo) == [(1, "Good morning")]
    own = cleo.last("note")
    assert (own["re"], own["s"], own["note"]["name"]) == (NOTE_ID, 1, "Cleo Client")
    assert "re" not in pat.last("note")


def test_the_same_id_again_is_answered_with_the_stored_note(visit):
    pat, cleo = visit.two()
    cleo.write("First", NOTE_ID)
    cleo.write("Second", NOTE_ID)
    assert texts(cleo) == [(1, "First"), (1, "First")]
    assert len(visit.records.notes[ROOM]) == 1
    pat.write("Mine", NOTE_ID)
    assert texts(pat)[-1] == (2, "Mine")


def test_a_note_that_could_not_be_stored_is_sent_to_nobody(visit):
    pat, cleo = visit.two()
    visit.records.down.add("add_note")
    with pytest.raises(Unavailable):
        cleo.write("Lost?", NOTE_ID)
    assert (texts(pat), cleo.errors()) == ([], ["later"])
    visit.records.down.clear()
    cleo.write("Lost?", NOTE_ID)
    assert texts(pat) == [(1, "Lost?")]


def test_a_note_sent_again_after_a_lost_answer_is_stored_once(visit):
    """
    A note that is sent again after a lost response is stored once.

    The function stored the note, but ended before it told anybody.
    """
    pat, cleo = visit.two()
    visit.records.lost.add("add_note")
    with pytest.raises(Unavailable):
        cleo.write("Kept", NOTE_ID)
    assert texts(pat) == []
    cleo.write("Kept", NOTE_ID)
    assert texts(pat) == texts(cleo) == [(1, "Kept")]


def test_a_stored_note_that_reached_nobody_comes_with_the_next_join(visit):
    pat, cleo = visit.two()
    visit.records.lost.add("add_note")
    with pytest.raises(Unavailable):
        cleo.write("Kept", NOTE_ID)
    again = visit.joins(PAT, pat.inst, resume=True)
    assert [each["text"] for each in again.last("joined")["notes"]] == ["Kept"]


def test_a_page_that_returns_gets_the_notes_it_missed(visit):
    pat, cleo = visit.two()
    for text in ("one", "two", "three"):
        pat.write(text)
    cleo.drop()
    pat.write("four")
    back = visit.joins(CLEO, cleo.inst, resume=True, after=2)
    assert [each["n"] for each in back.last("joined")["notes"]] == [3, 4]


def test_a_page_with_a_gap_joins_again_on_the_same_socket(visit):
    pat, cleo = visit.two()
    pat.write("one")
    facts = visit.store.calls["change"]
    cleo.join(resume=True, after=0)
    assert [each["n"] for each in cleo.last("joined")["notes"]] == [1]
    assert visit.store.calls["change"] == facts
    assert cleo.byes() == []


def test_a_client_who_is_admitted_again_gets_the_missed_notes(visit):
    pat, cleo = visit.two()
    pat.write("one")
    pat.say(Lock(visit.id(), locked=True))
    visit.admission.leave(visit.connections.get(cleo.socket), visit.store.rooms[ROOM])
    pat.write("two")
    back = visit.joins(CLEO, after=1)
    assert back.kinds() == ["waiting"]
    pat.say(_admit_client(visit))
    assert [each["n"] for each in back.last("joined")["notes"]] == [2]


def _admit_client(visit):
    from chalicelib.visits.domain.signal import Admit  # noqa: PLC0415

    return Admit(visit.id(), CLEO)


@pytest.mark.parametrize("text", ["x" * 4_000, '"' * 4_000, "\n" * 3_999 + "x", "ä" * 4_000])
def test_many_notes_are_split_to_fit_a_frame(visit, text):
    """
    When a page returns, many notes are sent in several frames.

    A frame over 32 KB would close the socket, so further notes follow one by one.
    """
    pat, cleo = visit.two()
    for _ in range(6):
        pat.write(text)
    back = visit.joins(CLEO, cleo.inst, resume=True)
    first = [each["n"] for each in back.last("joined")["notes"]]
    assert first + [each["note"]["n"] for each in back.received("note")] == [1, 2, 3, 4, 5, 6]
    assert len(json.dumps(back.last("joined"), ensure_ascii=False).encode()) < 24_000


def test_an_appointment_has_a_limit_of_notes(visit):
    """
    A note above the appointment's limit is refused.

    With more notes, the history would be too large and joining too slow.
    """
    pat, cleo = visit.two()
    snapshot = visit.store.rooms[ROOM]
    visit.store.rooms[ROOM] = replace(snapshot, room=replace(snapshot.room, n=MAX_NOTES - 1))
    cleo.write("The last one")
    cleo.write("One more")
    assert (cleo.errors(), len(pat.received("note"))) == (["chat-full"], 1)


def test_a_waiting_client_neither_writes_nor_reads_notes(visit):
    pat, _ = visit.two()
    carl = visit.joins(CARL)
    carl.write("Let me in")
    pat.write("Not yet")
    assert (carl.errors(), carl.received("note")) == (["not-admitted"], [])


def test_a_host_may_switch_off_chat_for_clients(visit):
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), chat=False))
    cleo.write("Hello?")
    pat.write("Later, please")
    assert cleo.errors() == ["chat-off"]
    assert texts(cleo) == [(1, "Later, please")]


@pytest.mark.parametrize("switch", ["chat", "sharing"])
def test_a_client_sends_no_file_while_a_host_has_switched_files_off(visit, switch):
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), **{switch: False}))
    cleo.say(Write(visit.id(), "", FileId("fil-1")))
    assert cleo.errors() == ["chat-off" if switch == "chat" else "files-off"]
    assert visit.room.n == 0


def test_a_note_with_a_card_number_is_refused(visit):
    """S46: a chat note with a card number is refused and not stored."""
    _, cleo = visit.two()
    cleo.write("4242 4242 4242 4242")
    assert cleo.errors() == ["card-number"]
    assert visit.records.notes == {}


def test_a_file_is_announced_with_name_kind_and_size(visit):
    pat, cleo = visit.two()
    file = VisitFile(
        FileId("fil1"), AppointmentId(ROOM), CLEO, NOW, "application/pdf", 12, "Diary.pdf"
    )
    visit.records.files[file.id] = file
    cleo.say(Write(visit.id(), file=file.id))
    note = pat.last("note")["note"]
    assert note["file"] == {
        "id": "fil1",
        "name": "Diary.pdf",
        "media_type": "application/pdf",
        "size": 12,
    }
    assert "text" not in note


def test_an_unknown_file_is_not_announced(visit):
    pat, cleo = visit.two()
    cleo.say(Write(visit.id(), file=FileId("nowhere")))
    assert (cleo.errors(), pat.received("note")) == (["bad-message"], [])


def test_a_stale_connection_does_not_hold_up_a_note(visit):
    pat, cleo = visit.two()
    pat.go_stale()
    cleo.write("Still there?")
    assert texts(cleo) == [(1, "Still there?")]
    assert cleo.last("peer")["state"] == "away"
    assert visit.joins(PAT, pat.inst, resume=True).last("joined")["notes"][0]["n"] == 1
