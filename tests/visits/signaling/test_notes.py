"""An acknowledged chat note is never lost, stored once, and in one order for all (V5)."""

import threading
from contextlib import contextmanager

import pytest

from chalicelib.platform.dynamodb.tables import TABLES
from chalicelib.platform.id_generator import RandomIdGenerator
from tests.platform.aws_faults import Fault, always, faults, once

CANARY = "canary-of-a-chat-note"
KEEPS = "TransactWriteItems"
MANY = 8


class Died(BaseException):
    """The process ended here: nothing after this line happened."""


@contextmanager
def dying(harness, operation, *, after, nth=1):
    """The n-th call of an operation is the last thing that a function does, done or not."""
    endpoint, seen = harness.store.dynamodb._endpoint, []
    real = endpoint._do_get_response

    def sent(request, model, context):
        if model.name != operation:
            return real(request, model, context)
        seen.append(model.name)
        if len(seen) == nth and not after:
            raise Died
        answer = real(request, model, context)
        if len(seen) == nth:
            raise Died
        return answer

    endpoint._do_get_response = sent
    try:
        yield
    finally:
        endpoint._do_get_response = real
        harness.gateway.broken.clear()


def _texts(said):
    return [each["text"] for each in said["notes"]]


def _again(someone, page, after=0):
    """The same page on a new socket, and what it is told of the notes."""
    fresh = someone.opens(page.inst)
    return fresh, fresh.join(resume=True, after=after)


def test_a_note_is_told_to_all_and_its_own_copy_says_that_it_is_kept(visit):
    pat, cleo = visit.all_in()
    own = cleo.say("note", text="Good morning")
    kept, heard = cleo.next("note"), pat.next("note")
    assert (kept["re"], kept["s"], kept["note"]["n"], kept["note"]["id"]) == (own, 1, 1, own)
    assert "re" not in heard
    assert heard["note"] == kept["note"]
    assert (heard["note"]["text"], heard["note"]["seat"], heard["note"]["name"]) == (
        "Good morning",
        cleo.seat,
        visit.people[1].name,
    )


def test_a_page_that_comes_back_gets_the_missed_notes_once(visit):
    pat, cleo = visit.all_in()
    for text in ("one", "two", "three"):
        pat.ask("note", text=text)
    _, said = _again(visit.people[1], cleo, after=1)
    assert _texts(said) == ["two", "three"]


def test_the_same_id_again_is_the_same_note(visit):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    first, second = (cleo.ask("note", text="once", id=own)["note"] for _ in range(2))
    assert first == second
    assert {each["note"]["n"] for each in pat.of("note")} <= {1}
    assert _texts(_again(visit.people[0], pat)[1]) == ["once"]


@pytest.mark.parametrize(
    "after", [False, True], ids=["before the write", "between write and fan-out"]
)
def test_a_function_that_dies_loses_no_note_and_makes_none_twice(harness, visit, after):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    with dying(harness, KEEPS, after=after):
        cleo.say("note", text="durable", id=own)
        cleo.next(message="Internal server error")
    assert not cleo.of("note")
    kept = cleo.ask("note", text="durable", id=own)
    assert kept["note"]["n"] == 1
    assert pat.next("note")["note"] == kept["note"]
    assert _texts(_again(visit.people[0], pat)[1]) == ["durable"]


def test_a_function_that_dies_after_the_acknowledgement_loses_nothing(harness, visit):
    """The others were never told; whoever comes back is."""
    pat, cleo = visit.all_in()
    host = harness.gateway.open[-2]
    harness.gateway.faults.refuse = lambda post: (
        500 if post.connection == host and '"note"' in post.text else None
    )
    cleo.ask("note", text="acknowledged")
    harness.gateway.faults.clear()
    assert not pat.of("note")
    assert _texts(_again(visit.people[0], pat)[1]) == ["acknowledged"]


def test_a_lost_answer_of_the_store_neither_loses_nor_doubles_a_note(harness, visit):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    with faults(harness.store.dynamodb, once(Fault.LOST, KEEPS)):
        said = cleo.ask("note", text="answered late", id=own)
    if said["t"] == "error":
        assert said["code"] == "later"
        said = cleo.ask("note", text="answered late", id=own)
    assert said["note"]["n"] == 1
    assert _texts(_again(visit.people[0], pat)[1]) == ["answered late"]


def test_while_the_store_is_away_a_note_is_refused_and_not_lost_silently(harness, visit):
    pat, cleo = visit.all_in()
    own = RandomIdGenerator().id()
    with faults(harness.store.dynamodb, always(Fault.UNREACHABLE, KEEPS)):
        assert cleo.refusal("note", text="later", id=own) == "later"
    assert not pat.of("note")
    assert cleo.ask("note", text="later", id=own)["note"]["n"] == 1


def test_who_writes_at_once_and_is_overtaken_leaves_one_order_without_a_gap(harness):
    """Messages may arrive out of order; each acknowledged one is stored once."""
    visit = harness.practice().visit(clients=2)
    pages = visit.all_in()
    harness.gateway.faults.delay = lambda text: (hash(text) % 20) / 1000 if '"note"' in text else 0
    writing = [
        threading.Thread(target=_write_many, args=(page, name))
        for page, name in zip(pages, "abc", strict=True)
    ]
    for each in writing:
        each.start()
    for each in writing:
        each.join(60)
    acknowledged = {
        each["note"]["id"]: each["note"]["n"]
        for page in pages
        for each in page.of("note")
        if each.get("re")
    }
    stories = [
        _again(someone, page)[1]["notes"] for someone, page in zip(visit.people, pages, strict=True)
    ]
    assert stories[0] == stories[1] == stories[2]
    assert [each["n"] for each in stories[0]] == list(range(1, len(stories[0]) + 1))
    assert {each["id"]: each["n"] for each in stories[0]} == acknowledged
    assert len({each["text"] for each in stories[0]}) == len(stories[0]) == 3 * MANY


def _write_many(page, name):
    """All at once, then again whatever was told to come later."""
    waiting = {
        page.say("note", text=f"{name}{number}"): f"{name}{number}" for number in range(MANY)
    }
    while waiting:
        said = page.next("note", "error")
        if said.get("re") not in waiting:
            continue
        text = waiting.pop(said["re"])
        if said["t"] == "error":
            assert said["code"] == "later"
            waiting[page.say("note", text=text, id=said["re"])] = text


def test_a_note_to_somebody_who_is_gone_reaches_the_others(harness):
    visit = harness.practice().visit(clients=2)
    pat, cleo, carl = visit.all_in()
    harness.gateway.abort([harness.gateway.open[-2]], as_stale=True)
    pat.ask("note", text="still")
    assert carl.next("note")["note"]["text"] == "still"
    assert _texts(_again(visit.people[1], cleo)[1]) == ["still"]


def test_a_host_switches_the_clients_chat_off(visit):
    pat, cleo = visit.all_in()
    pat.say("lock", chat=False)
    assert cleo.next("room")["chat"] is False
    assert cleo.refusal("note", text="quiet") == "chat-off"
    assert pat.ask("note", text="a host may")["t"] == "note"


def test_a_card_number_never_becomes_a_note(visit):
    """S46: it is refused in words, and is not kept."""
    pat, cleo = visit.all_in()
    assert cleo.refusal("note", text="take 4242 4242 4242 4242 please") == "card-number"
    assert not pat.news()
    assert _texts(_again(visit.people[0], pat)[1]) == []


def test_notes_rest_sealed_and_are_in_no_log(harness, visit, capsys):
    """S22: no table or log line holds a note's text, its writer's name, or a signal."""
    pat, cleo = visit.all_in()
    cleo.ask("note", text=CANARY)
    cleo.signal(
        pat, d={"desc": {"type": "offer", "sdp": f"v=0\r\na=fingerprint:sha-256 {CANARY}\r\n"}}
    )
    pat.next("signal")
    cleo.refusal(
        "signal", to=pat.seat, epoch=1, inst=pat.inst, d={"desc": {"type": "offer", "sdp": CANARY}}
    )
    cleo.refusal(CANARY)
    harness.gateway.wait_until_idle()
    printed = "".join(capsys.readouterr())
    assert '"handler":"message"' in printed
    rested = _everything(harness)
    for secret in (CANARY, *(each.name for each in visit.people)):
        assert secret not in printed
        assert secret.encode() not in rested


def _everything(harness):
    """Every row of every table, as bytes."""
    names = {table.Meta.table_name for table in TABLES}
    return repr(
        [harness.store.dynamodb.scan(TableName=name)["Items"] for name in sorted(names)]
    ).encode()
