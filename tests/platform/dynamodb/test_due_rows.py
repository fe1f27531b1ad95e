"""Tests which rows of a queue are due."""

from datetime import UTC, datetime, timedelta

from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.key_parts import SHARDS, moment
from tests.platform.record_store import RecordStore
from tests.platform.sample_items import ThingItem, a_thing

NOW, MINUTE = datetime(2026, 11, 24, 15, tzinfo=UTC), timedelta(minutes=1)


def queue(number):
    return f"QUEUE#{number}"


def put(name, number, due):
    item = a_thing(name)
    item.g3pk, item.g3sk = queue(number), moment(due)
    item.save()
    return item.sk


def due(limit=10):
    return [row.sk for row in due_rows(ThingItem, queue, NOW, limit=limit)]


def test_the_due_rows_of_all_shards_are_read_and_no_others(records: RecordStore):
    first = put(1, 0, NOW - MINUTE)
    put(2, 0, NOW + MINUTE)
    last = put(3, SHARDS - 1, NOW)
    assert due() == [first, last]


def test_of_each_shard_the_rows_that_wait_longest_are_read_first(records: RecordStore):
    rows = [put(n, 0, NOW - n * MINUTE) for n in range(1, 4)]
    other = put(4, 1, NOW)
    assert due(limit=2) == [rows[2], rows[1], other]
