"""Tests DynamoDB keys: they are unique, contain only ids, and sort as lists need."""

import inspect
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.store import keys as appointments_keys
from chalicelib.billing.store import keys as billing_keys
from chalicelib.kernel.errors import NotFound
from chalicelib.notices.domain import NoticeTopic
from chalicelib.platform.audit import keys as audit_keys
from chalicelib.platform.dynamodb import key_parts, partitions
from chalicelib.platform.dynamodb.key_parts import SHARDS, digest, moment, part, shard
from chalicelib.platform.files import keys as files_keys
from chalicelib.platform.files.storage import FileArea

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
MODULES = (
    partitions,
    audit_keys,
    files_keys,
    *(
        import_module(f"chalicelib.{path.parents[1].name}.store.keys")
        for path in sorted((ROOT / "chalicelib").glob("*/store/keys.py"))
    ),
)
VALUES = {
    "date": AT.date(),
    "datetime": AT,
    "int": 1,
    "FileArea": FileArea.VISITS,
    "NoticeTopic": NoticeTopic.INVOICE,
}
FUNCTIONS = {
    name: function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}
COMPUTED = {
    "client_search",
    "execution_due",
    "freed_due",
    "interrupted_series",
    "idempotency",
    "note_due",
    "notice_due",
    "op_due",
    "open_request",
    "reminder_due",
    "scan_due",
    "unsettled",
    "wait_due",
}
"""Keys with a part that is no id of a URL, such as a tag that the server computes."""
OF_IDS = {
    name: function
    for name, function in FUNCTIONS.items()
    if any(
        parameter.annotation is str and parameter.name not in {"operation", "given"}
        for parameter in inspect.signature(function).parameters.values()
    )
    and name not in COMPUTED
}
IDS = st.text("abcXYZ019-_.:+", min_size=1, max_size=12)


def key_of(function, ids):
    """
    Call a key function with `ids` as its string arguments.

    All other arguments are sample values.
    """
    left = iter(ids)
    kinds = [parameter.annotation for parameter in inspect.signature(function).parameters.values()]
    return function(*[next(left) if kind is str else VALUES[kind.__name__] for kind in kinds])


@pytest.mark.parametrize("name", OF_IDS)
@pytest.mark.parametrize("invalid_id", ["a#b", "a|b", "", "a b", "é", "x" * 129, "a\n", "../x"])
def test_an_id_that_could_be_taken_for_another_key_is_not_found(name, invalid_id):
    """
    S3: an id with special characters is refused, because ids come from URLs.

    Such an id could be taken for another key.
    """
    count = sum(
        parameter.annotation is str
        for parameter in inspect.signature(OF_IDS[name]).parameters.values()
    )
    for place in range(count):
        with pytest.raises(NotFound):
            key_of(OF_IDS[name], [invalid_id if n == place else "ok" for n in range(count)])


@given(one=st.lists(IDS, min_size=6, max_size=6), other=st.lists(IDS, min_size=6, max_size=6))
def test_two_different_rows_never_have_the_same_key(one, other):
    for name, function in OF_IDS.items():
        count = sum(
            parameter.annotation is str
            for parameter in inspect.signature(function).parameters.values()
        )
        same = key_of(function, one) == key_of(function, other)
        assert same == (one[:count] == other[:count]), name


def test_rows_of_different_kinds_never_share_a_key():
    indexed = ("_in_", "_of_", "_by_", "_due", "_queue")
    rows = [
        function
        for name, function in FUNCTIONS.items()
        if not any(word in name for word in indexed)
    ]
    all_keys = [
        str(key)
        for key in (key_of(function, ["x"] * 6) for function in rows)
        if isinstance(key, key_parts.Key)
    ]
    assert len(all_keys) > 20
    assert len(set(all_keys)) == len(all_keys)


def test_every_key_of_a_practice_has_the_practices_id():
    """S3: each key function that takes a practice puts the practice's id in the key."""
    tenant = [
        name
        for name, function in FUNCTIONS.items()
        if next(iter(inspect.signature(function).parameters)) == "p"
    ]
    assert len(tenant) > 20
    for name in tenant:
        key = key_of(FUNCTIONS[name], ["prc"] + ["x"] * 5)
        text = key if isinstance(key, str) else f"{key.pk}#{key.sk}"
        assert "prc" in text.split("#") or text.startswith("K#"), name


def test_the_key_of_a_request_does_not_show_its_idempotency_key():
    assert partitions.idempotency("p", "u", "op", "any text, even #|") == partitions.idempotency(
        "p", "u", "op", "any text, even #|"
    )
    assert "any" not in str(partitions.idempotency("p", "u", "op", "any text"))
    assert partitions.idempotency("p", "u", "ab", "c") != partitions.idempotency(
        "p", "u", "a", "bc"
    )


@given(texts=st.lists(st.text(), max_size=4), others=st.lists(st.text(), max_size=4))
def test_different_lists_of_texts_have_different_digests(texts, others):
    assert (digest(*texts) == digest(*others)) == (texts == others)


@given(st.datetimes(), st.datetimes(), st.integers(-12, 12))
def test_times_in_keys_sort_in_order_whatever_their_zone(one, other, hours):
    here, there = one.replace(tzinfo=UTC), other.replace(tzinfo=UTC)
    zone = timezone(timedelta(hours=hours))
    if datetime(2, 1, 1, tzinfo=UTC) < here < datetime(9998, 1, 1, tzinfo=UTC):
        assert moment(here.astimezone(zone)) == moment(here)
    if abs(here - there) >= timedelta(milliseconds=1):
        assert (moment(here) < moment(there)) == (here < there)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        moment(AT.replace(tzinfo=None))


def test_ledger_entries_sort_by_number_up_to_six_digits():
    assert (
        billing_keys.ledger_entry("p", "i", 9)
        < billing_keys.ledger_entry("p", "i", 10)
        < billing_keys.ledger_entry("p", "i", 999_999)
    )
    for number in (0, -1, 10**6):
        with pytest.raises(ValueError, match="digits"):
            billing_keys.ledger_entry("p", "i", number)


def test_a_persons_appointments_sort_by_start():
    first, second = (
        appointments_keys.participant_of_client("p", "c", "a", AT + timedelta(minutes=n))
        for n in range(2)
    )
    assert (
        appointments_keys.own_appointments(AT)
        < first.sk
        < appointments_keys.own_appointments(AT + timedelta(minutes=1))
        < second.sk
    )
    assert first.pk == second.pk == partitions.client_partition("p", "c")


def test_the_queues_that_all_practices_share_are_spread_over_shards():
    """
    Queues that all practices share are spread over shards.

    The shards spread the writes over several partitions: docs/records-and-keys.md#tables.
    """
    used = {shard(f"{n:026d}") for n in range(1000)}
    assert used == set(range(SHARDS))
    assert {billing_keys.op_due(f"ref{n}", AT).pk for n in range(1000)} == {
        billing_keys.op_queue(n) for n in range(SHARDS)
    }
    assert billing_keys.op_due("ref1", AT) == billing_keys.op_due("ref1", AT)


def test_our_ids_and_those_of_vendors_are_accepted_in_keys():
    assert [
        part(name)
        for name in (
            "01HZX3PRACTICE000000000000",
            "evt_1Abc-9",
            "2026-11-24T15:00:00.000Z",
            "PFX/x".replace("/", "."),
        )
    ]
