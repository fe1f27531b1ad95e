"""Tests where ended waits are kept, and how many waits a client can have."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.appointments.domain.waitlist import MAX_OPEN_WAITS, TOO_MANY, WaitStatus
from chalicelib.appointments.store import keys
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.kernel.ids import ClientId, WaitId
from chalicelib.platform.dynamodb import connection
from tests.appointments.domain.sample_appointments import AVERY
from tests.appointments.store.waits_harness import KEY, NOW, in_memory, on_tables
from tests.platform.aws_faults import Fault, always, faults, once

MORGAN = ClientId("morgan")
ENDS = [WaitStatus.BOOKED, WaitStatus.WITHDRAWN, WaitStatus.EXPIRED]
AT_ONCE = 20


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def waits(harness, number, **changed):
    return [harness.add(id=WaitId(f"wait-{each:03d}"), **changed) for each in range(number)]


@pytest.mark.parametrize("status", ENDS)
def test_a_wait_that_ended_leaves_the_open_ones_and_stays_known(harness, status):
    wait = harness.add()
    harness.end(wait, status, at=NOW + timedelta(hours=1))
    assert harness.waits.all_open(harness.practice) == []
    assert harness.waits.due(NOW + timedelta(days=1)) == []
    known = harness.waits.get(harness.practice, wait.id)
    assert (known.status, known.ended_at) == (status, NOW + timedelta(hours=1))
    with pytest.raises(NotFound):
        harness.waits.get(harness.practice, WaitId("another"))


def test_a_clients_record_has_their_ended_waits_newest_first(harness):
    for number, wait in enumerate(waits(harness, 3)):
        harness.end(wait, at=NOW + timedelta(hours=number), reason=f"Reason {number}")
    harness.end(harness.add(id=WaitId("of-morgan"), client=MORGAN))
    ended, following = harness.waits.ended(harness.access, AVERY, None)
    assert [each.id for each in ended] == ["wait-002", "wait-001", "wait-000"]
    assert [each.reason for each in ended] == ["Reason 2", "Reason 1", "Reason 0"]
    assert following is None
    (other,), _ = harness.waits.ended(harness.access, MORGAN, None)
    assert (other.id, other.reason) == ("of-morgan", "")


def test_a_long_record_has_pages(harness):
    for number in range(30):
        harness.end(harness.add(id=WaitId(f"wait-{number:03d}")), at=NOW + timedelta(hours=number))
    first, following = harness.waits.ended(harness.access, AVERY, None)
    rest, end = harness.waits.ended(harness.access, AVERY, following)
    ids = [each.id for each in (*first, *rest)]
    assert ids == [f"wait-{number:03d}" for number in reversed(range(30))]
    assert end is None


def test_what_every_call_reads_does_not_grow_with_ended_waits():
    """After 45 ended waits, the open one is one row, as before them."""
    with on_tables() as harness:
        harness.add(id=WaitId("open"), client=MORGAN)
        before = _read(harness)
        for number in range(45):
            wait = harness.add(id=WaitId(f"wait-{number:03d}"))
            if number % 3 == 0:
                harness.accept_new(wait, number)
            else:
                harness.end(wait, ENDS[number % 3])
        assert _read(harness) == before == 1
        assert [each.id for each in harness.waits.all_open(harness.practice)] == ["open"]


def _read(harness):
    partition = {":pk": {"S": keys.waitlist(harness.practice)}}
    answer = connection.client().query(
        TableName=connection.name_of("core"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=partition,
    )
    return answer["ScannedCount"]


def test_the_reason_is_sealed():
    """S21: the reason why staff ended a wait is personal, and is not stored in clear."""
    with on_tables() as harness:
        harness.end(harness.add(), reason="Moved to Elm Street")
        rows = connection.client().scan(TableName=connection.name_of("core"))["Items"]
        assert "Elm Street" not in json.dumps(rows, default=lambda each: each.decode("latin-1"))


def test_a_client_has_a_limited_number_of_open_waits(harness):
    first, *_ = waits(harness, MAX_OPEN_WAITS)
    with pytest.raises(Conflict) as refusal:
        harness.add(id=WaitId("one-more"))
    assert str(refusal.value) == TOO_MANY
    assert harness.add(id=WaitId("of-morgan"), client=MORGAN)
    harness.end(first)
    assert harness.add(id=WaitId("one-more"))
    with pytest.raises(Conflict):
        harness.add(id=WaitId("two-more"))


@pytest.mark.parametrize("status", ENDS)
def test_each_end_of_a_wait_frees_its_place_once(harness, status):
    all_waits = waits(harness, MAX_OPEN_WAITS)
    for wait in all_waits:
        harness.end(wait, status)
        with pytest.raises(Conflict):
            harness.end(wait, status)
    for number in range(MAX_OPEN_WAITS):
        harness.add(id=WaitId(f"next-{number}"))
    with pytest.raises(Conflict):
        harness.add(id=WaitId("one-more"))


def test_of_twenty_joins_at_once_five_are_stored(harness, monkeypatch):
    """Each join is about to be stored when the next one begins."""
    depth = []

    def join_too(name):
        if name == "before" and len(depth) < AT_ONCE - 1:
            depth.append(name)
            with suppress(Conflict):
                harness.add(id=WaitId(f"wait-{len(depth)}"))

    harness.before_write(monkeypatch, join_too)
    with pytest.raises(Conflict):
        harness.add(id=WaitId("wait-0"))
    assert len(depth) == AT_ONCE - 1
    assert len(harness.waits.all_open(harness.practice)) == MAX_OPEN_WAITS


def test_a_refused_join_is_not_remembered(harness):
    first, *_ = waits(harness, MAX_OPEN_WAITS)
    with pytest.raises(Conflict):
        harness.add(KEY, id=WaitId("one-more"))
    assert harness.waits.result_of(harness.access, KEY) is None
    harness.end(first)
    assert harness.add(KEY, id=WaitId("one-more"))


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE])
def test_a_wait_whose_end_was_not_stored_is_open_and_counts(fault):
    with on_tables() as harness:
        first, *_ = waits(harness, MAX_OPEN_WAITS)
        plan = always(fault, "TransactWriteItems")
        with faults(connection.client(), plan), pytest.raises(Unavailable):
            harness.end(first)
        assert harness.waits.get(harness.practice, first.id) == first
        assert harness.waits.ended(harness.access, AVERY, None) == ([], None)
        with pytest.raises(Conflict):
            harness.add(id=WaitId("one-more"))


def test_an_end_whose_answer_is_lost_is_stored_whole():
    with on_tables() as harness:
        first, *_ = waits(harness, MAX_OPEN_WAITS)
        plan = once(Fault.LOST, "TransactWriteItems")
        with faults(connection.client(), plan), pytest.raises(Unavailable):
            harness.end(first)
        (ended,), _ = harness.waits.ended(harness.access, AVERY, None)
        assert ended.id == first.id
        with pytest.raises(Conflict):
            harness.end(first)
        assert harness.add(id=WaitId("one-more"))
        with pytest.raises(Conflict):
            harness.add(id=WaitId("two-more"))


HISTORIES = st.lists(
    st.tuples(st.sampled_from(["join", *ENDS]), st.booleans(), st.integers(0, 9)), max_size=14
)


@pytest.mark.parametrize("stores", [in_memory, on_tables], ids=["fake", "tables"])
def test_whatever_happens_a_client_has_at_most_five_open_waits(stores):
    """Each client has as many places as open waits, and no wait is lost."""

    @given(HISTORIES)
    @settings(max_examples=60 if stores is in_memory else 8)
    def run(history):
        with stores() as harness:
            _follow(harness, history)

    run()


def _follow(harness, history):
    present, over = {AVERY: [], MORGAN: []}, {AVERY: [], MORGAN: []}
    for number, (act, is_avery, place) in enumerate(history):
        client = AVERY if is_avery else MORGAN
        waiting = present[client]
        if act != "join" and waiting:
            wait = waiting.pop(place % len(waiting))
            harness.end(wait, act, at=NOW + timedelta(minutes=number))
            over[client].insert(0, wait.id)
        elif act == "join" and len(waiting) < MAX_OPEN_WAITS:
            waiting.append(harness.add(id=WaitId(f"wait-{number:03d}"), client=client))
        elif act == "join":
            with pytest.raises(Conflict):
                harness.add(id=WaitId(f"wait-{number:03d}"), client=client)
    ids = {each.id for waits in present.values() for each in waits}
    assert {each.id for each in harness.waits.all_open(harness.practice)} == ids
    for client, ended in over.items():
        rows, _ = harness.waits.ended(harness.access, client, None)
        assert [each.id for each in rows] == ended
