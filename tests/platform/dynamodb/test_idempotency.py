"""Tests that a request with an Idempotency-Key is processed only once."""

from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.platform.dynamodb.idempotency import KEEP, IdempotencyStore
from chalicelib.platform.dynamodb.transactions import new_transaction

REQUEST, OTHER = IdempotencyKey("key", "a" * 64), IdempotencyKey("key", "b" * 64)


@pytest.fixture
def store(records):
    return IdempotencyStore("things", records.clock)


def uncommitted(store, access, request, result):
    """Return an uncommitted transaction that stores the request's result."""
    rows = new_transaction()
    store.remember(rows, access, request, result)
    return rows


def test_a_request_is_found_until_it_expires(records, store):
    access = records.access()
    store.commit(uncommitted(store, access, REQUEST, "t1"), access, REQUEST)
    assert store.result_of(access, REQUEST) == "t1"
    records.clock.pass_seconds((KEEP + timedelta(seconds=1)).total_seconds())
    assert store.result_of(access, REQUEST) is None


def test_of_two_equal_requests_at_once_the_second_returns_the_first_result(records, store):
    access = records.access()
    first, second = (uncommitted(store, access, REQUEST, name) for name in ("t1", "t2"))
    store.commit(first, access, REQUEST)
    with pytest.raises(AlreadyProcessed) as before:
        store.commit(second, access, REQUEST)
    assert before.value.result == "t1"


def test_of_two_different_requests_at_once_with_one_key_the_second_is_invalid(records, store):
    access = records.access()
    first = uncommitted(store, access, REQUEST, "t1")
    second = uncommitted(store, access, OTHER, "t2")
    store.commit(first, access, REQUEST)
    with pytest.raises(Invalid) as refusal:
        store.commit(second, access, OTHER)
    assert not refusal.value.fields
    assert store.result_of(access, REQUEST) == "t1"


def test_another_person_and_another_operation_may_use_the_same_key(records, store):
    access = records.access()
    store.commit(uncommitted(store, access, REQUEST, "t1"), access, REQUEST)
    assert store.result_of(records.access(person="per-2"), OTHER) is None
    assert IdempotencyStore("others", records.clock).result_of(access, OTHER) is None
