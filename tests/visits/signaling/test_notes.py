"""Tests that acknowledged chat notes are stored once, in order (docs/video.md#v5)."""

import threading
from contextlib import contextmanager

import pytest

from chalicelib.platform.dynamodb.tables import TABLES
from chalicelib.platform.id_generator import RandomIdGenerator
from tests.platform.aws_faults import Fault, always, faults, once
from tests.visits.sample_sdp import SDP

CANARY = "canary-of-a-chat-note"
STORE = "TransactWriteItems"
NOTES_PER_PAGE = 8


class Died(BaseException):
    """Raised to simulate the death of a process: no further line of a function runs."""


@contextmanager
def dying(harness, operation, *, after, nth=1):
    """Raise Died before or after the n-th call of a data operation."""
    endpoint, calls = harness.store.dynamodb._endpoint, []
    real = endpoint._do_get_response

    def sent(request, model, context):
        if model.name != operation:
            return real(request, model, context)
        calls.append(model.name)
        if len(calls) == nth and not after:
            raise Died
        answer = real(request, model, context)
        if len(calls) == nth:
            raise Died
        return answer

    endpoint._do_get_response = sent
    try:
        yield
    finally:
        endpoint._do_get_response = real
        harness.gateway.errors.clear()


def _texts(message):
    return [each["text"] for each in message["notes"]]


def _resume(someone, page, after=0):
    """Resume the page on a new socket; return the new page and the server's response."""
    fresh = someone.opens(page.inst)
    return fresh, fresh.join(resume=True, after=after)


def test_a_note_reaches_all_and_the_writers_copy_acknowledges_it(visit):
    pat, cleo = visit.all_in()
    own = cleo.say("note", text="Good morning")
    copy, received = cleo.next("note"), pat.next("note")
    assert (copy["re"], copy["s"], copy["note"]["n"], copy["note"]["id"]) == (own, 1, 1, own)
    assert "re" not in received
    assert received["note"] == copy["note"]
    assert (received["note"]["text"], received["note"]["seat"], received["note"]["name"]) == (
        "Good morning",
        cleo.seat,
        visit.people[1].name,
    )


def test_a_page_that_comes_back_gets_the_missed_notes_once(visit):
    pat, cleo = visit.all_in()
    for text in ("one", "two", "three"):
        pat.ask("note", text=text)
    _, joined = _resume(visit.people[1], cleo, after=1)
    assert _texts(joined) == ["two", "three"]


def test_the_same_id_again_is_the_same_note(visit):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    first, second = (cleo.ask("note", text="once", id=own)["note"] for _ in range(2))
    assert first == second
    assert {each["note"]["n"] for each in pat.of("note")} <= {1}
    assert _texts(_resume(visit.people[0], pat)[1]) == ["once"]


@pytest.mark.parametrize(
    "after", [False, True], ids=["before the write", "between write and fan-out"]
)
def test_a_function_that_dies_neither_loses_nor_doubles_a_note(harness, visit, after):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    with dying(harness, STORE, after=after):
        cleo.say("note", text="durable", id=own)
        cleo.next(message="Internal server error")
    assert not cleo.of("note")
    answer = cleo.ask("note", text="durable", id=own)
    assert answer["note"]["n"] == 1
    assert pat.next("note")["note"] == answer["note"]
    assert _texts(_resume(visit.people[0], pat)[1]) == ["durable"]


def test_a_function_that_dies_after_the_acknowledgement_loses_nothing(harness, visit):
    """
    A note is kept even if the function dies after the acknowledgement.

    The other people were not told of the note, but get it when they come back.
    """
    pat, cleo = visit.all_in()
    host = harness.gateway.open[-2]
    harness.gateway.faults.refuse = lambda post: (
        500 if post.connection == host and '"note"' in post.text else None
    )
    cleo.ask("note", text="acknowledged")
    harness.gateway.faults.clear()
    assert not pat.of("note")
    assert _texts(_resume(visit.people[0], pat)[1]) == ["acknowledged"]


def test_a_lost_answer_of_the_store_neither_loses_nor_doubles_a_note(harness, visit):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    with faults(harness.store.dynamodb, once(Fault.LOST, STORE)):
        answer = cleo.ask("note", text="answered late", id=own)
    if answer["t"] == "error":
        assert answer["code"] == "later"
        answer = cleo.ask("note", text="answered late", id=own)
    assert answer["note"]["n"] == 1
    assert _texts(_resume(visit.people[0], pat)[1]) == ["answered late"]


def test_while_the_store_is_unavailable_a_note_is_refused(harness, visit):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    with faults(harness.store.dynamodb, always(Fault.UNREACHABLE, STORE)):
        assert cleo.refusal("note", text="later", id=own) == "later"
    assert not pat.of("note")
    assert cleo.ask("note", text="later", id=own)["note"]["n"] == 1


def test_simultaneous_notes_have_one_order_without_a_gap(harness):
    """
    Chat notes sent at the same time get one order without a gap.

    The messages may overtake each other, but each acknowledged note is stored once.
    """
    visit = harness.practice().visit(clients=2)
    pages = visit.all_in()
    harness.gateway.faults.delay = lambda text: (hash(text) % 20) / 1000 if '"note"' in text else 0
    threads = [
        threading.Thread(target=_write_many, args=(page, name))
        for page, name in zip(pages, "abc", strict=True)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    acknowledged = {
        each["note"]["id"]: each["note"]["n"]
        for page in pages
        for each in page.of("note")
        if each.get("re")
    }
    histories = [
        _resume(someone, page)[1]["notes"]
        for someone, page in zip(visit.people, pages, strict=True)
    ]
    assert histories[0] == histories[1] == histories[2]
    assert [each["n"] for each in histories[0]] == list(range(1, len(histories[0]) + 1))
    assert {each["id"]: each["n"] for each in histories[0]} == acknowledged
    assert len({each["text"] for each in histories[0]}) == len(histories[0]) == 3 * NOTES_PER_PAGE


def _write_many(page, name):
    """Write all notes at once; repeat each note that is refused with `later`."""
    waiting = {
        page.say("note", text=f"{name}{number}"): f"{name}{number}"
        for number in range(NOTES_PER_PAGE)
    }
    while waiting:
        answer = page.next("note", "error")
        if answer.get("re") not in waiting:
            continue
        text = waiting.pop(answer["re"])
        if answer["t"] == "error":
            assert answer["code"] == "later"
            waiting[page.say("note", text=text, id=answer["re"])] = text


def test_a_note_reaches_the_others_despite_a_stale_connection(harness):
    visit = harness.practice().visit(clients=2)
    pat, cleo, carl = visit.all_in()
    harness.gateway.abort([harness.gateway.open[-2]], as_stale=True)
    pat.ask("note", text="still")
    assert carl.next("note")["note"]["text"] == "still"
    assert _texts(_resume(visit.people[1], cleo)[1]) == ["still"]


def test_a_host_can_switch_off_chat_for_clients(visit):
    pat, cleo = visit.all_in()
    pat.say("lock", chat=False)
    assert cleo.next("room")["chat"] is False
    assert cleo.refusal("note", text="quiet") == "chat-off"
    assert pat.ask("note", text="a host may")["t"] == "note"


def test_a_card_number_never_becomes_a_note(visit):
    """S46: a chat note with a card number is refused with a code, and not stored."""
    pat, cleo = visit.all_in()
    assert cleo.refusal("note", text="take 4242 4242 4242 4242 please") == "card-number"
    assert not pat.news()
    assert _texts(_resume(visit.people[0], pat)[1]) == []


def test_notes_are_stored_sealed_and_are_in_no_log(harness, visit, capsys):
    """S22: no table or log line has a note's text, its writer's name, or a signal."""
    pat, cleo = visit.all_in()
    cleo.ask("note", text=CANARY)
    cleo.signal(pat, d={"desc": {"type": "offer", "sdp": f"{SDP}a=x-canary:{CANARY}\r\n"}})
    pat.next("signal")
    cleo.refusal(
        "signal", to=pat.seat, epoch=1, inst=pat.inst, d={"desc": {"type": "offer", "sdp": CANARY}}
    )
    cleo.refusal(CANARY)
    harness.gateway.wait_until_idle()
    printed = "".join(capsys.readouterr())
    assert '"handler":"message"' in printed
    rows = _everything(harness)
    for secret in (CANARY, *(each.name for each in visit.people)):
        assert secret not in printed
        assert secret.encode() not in rows


def _everything(harness):
    """Return every row of every table, as bytes."""
    names = {table.Meta.table_name for table in TABLES}
    return repr(
        [harness.store.dynamodb.scan(TableName=name)["Items"] for name in sorted(names)]
    ).encode()
