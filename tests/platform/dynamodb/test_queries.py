"""Tests the functions that read pages, partitions and rows from DynamoDB."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pynamodb.exceptions import QueryError

from chalicelib.billing.store import keys as billing_keys
from chalicelib.identity.store import keys as identity_keys
from chalicelib.kernel.errors import Malformed
from chalicelib.platform.dynamodb import connection, cursors, key_parts, partitions, queries
from chalicelib.platform.dynamodb.tables import CoreItem, EphemeralItem, RecordItem
from tests.platform.aws_faults import Fault, faults, once
from tests.platform.record_store import RecordStore
from tests.platform.sample_items import FactItem, PartItem, ThingItem, a_thing


def test_pages_of_a_list_have_no_gap_and_no_repetition(records: RecordStore):
    for n in range(7):
        a_thing(n).save()
    listed, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = queries.page(ThingItem, billing_keys.invoices("p"), index=2, cursor=cursor, limit=3)
        listed, cursor, pages = (
            [*listed, *(item.g2sk for item in page.items)],
            page.next,
            pages + 1,
        )
    assert listed == [f"{n:03d}" for n in reversed(range(7))]
    assert pages == 3


def test_a_list_that_ends_with_its_page_has_no_next_page(records: RecordStore):
    for n in range(3):
        a_thing(n).save()
    first_page = queries.page(ThingItem, billing_keys.invoices("p"), index=2, limit=3)
    assert (len(first_page.items), first_page.next) == (3, None)


def test_a_table_can_be_listed_in_either_order_and_from_a_key(records: RecordStore):
    for n in range(5):
        FactItem(*billing_keys.ledger_entry("p", "i", n + 1)).save()
    first_page = queries.page(
        FactItem, partitions.invoice_partition("p", "i"), limit=2, newest_first=False
    )
    more = queries.page(
        FactItem,
        partitions.invoice_partition("p", "i"),
        limit=9,
        newest_first=False,
        cursor=first_page.next,
    )
    since = queries.page(
        FactItem, partitions.invoice_partition("p", "i"), condition=FactItem.sk >= "E#000004"
    )
    assert [item.sk for item in (*first_page.items, *more.items)] == [
        f"E#{n:06d}" for n in range(1, 6)
    ]
    assert [item.sk for item in since.items] == ["E#000005", "E#000004"]


@given(st.data())
def test_an_altered_cursor_is_malformed(data):
    cursor = cursors.encode(
        "P#p#I", {"pk": "P#p#I#i1", "sk": "META", "g2pk": "P#p#I", "g2sk": "001"}
    )
    place = data.draw(st.integers(0, len(cursor) - 1))
    letter = data.draw(
        st.sampled_from([letter for letter in "ABCxyz019-_é#= " if letter != cursor[place]])
    )
    for altered in (cursor[:place] + letter + cursor[place + 1 :], cursor[:place], cursor + letter):
        with pytest.raises(Malformed):
            cursors.decode("P#p#I", ("pk", "sk", "g2pk", "g2sk"), altered)


@given(st.text(max_size=300))
def test_random_text_as_a_cursor_is_malformed(junk: str):
    with pytest.raises(Malformed):
        cursors.decode("P#p#I", ("pk", "sk"), junk)


def test_a_cursor_is_refused_for_another_list_or_practice():
    """S3: a page cursor works only for the list that returned the cursor."""
    position = {"pk": "P#p#I#i1", "sk": "META", "g2pk": "P#p#I", "g2sk": "001"}
    cursor = cursors.encode("P#p#I", position)
    assert cursors.decode("P#p#I", ("pk", "sk", "g2pk", "g2sk"), cursor) == position
    for partition, names in (
        ("P#q#I", tuple(position)),
        ("P#p#I", ("pk", "sk")),
        ("P#p#I", ("pk", "sk", "g3pk", "g3sk")),
    ):
        with pytest.raises(Malformed):
            cursors.decode(partition, names, cursor)


def test_a_cursor_outside_the_key_condition_is_malformed(records: RecordStore):
    """S3: a cursor from another list in the same partition is refused."""
    for n in range(3):
        a_thing(n).save()
    cursor = queries.page(ThingItem, billing_keys.invoices("p"), index=2, limit=1).next
    for start, refusal in ((cursor, Malformed), (None, QueryError)):
        with faults(records.dynamodb, once(Fault.INVALID, "Query")), pytest.raises(refusal):
            queries.page(
                ThingItem,
                billing_keys.invoices("p"),
                index=2,
                cursor=start,
                condition=ThingItem.g2sk.between("5", "6"),
            )


def test_the_rows_of_a_partition_have_their_own_classes(records: RecordStore):
    for row in (
        a_thing(1),
        PartItem(*billing_keys.op("p", "i1", "r1")),
        PartItem(*billing_keys.op("p", "i1", "r2")),
        CoreItem(*billing_keys.execution("p", "i1")),
    ):
        row.save()
    pk = partitions.invoice_partition("p", "i1")
    rows = queries.partition(CoreItem, pk, {key_parts.META: ThingItem, billing_keys.OPS: PartItem})
    assert [(type(row), row.sk) for row in rows] == [
        (ThingItem, "META"),
        (PartItem, "OP#r1"),
        (PartItem, "OP#r2"),
    ]
    only = queries.partition(CoreItem, pk, {billing_keys.OPS: PartItem}, prefix=billing_keys.OPS)
    assert [row.sk for row in only] == ["OP#r1", "OP#r2"]


def test_a_partition_of_more_than_a_megabyte_is_read_whole(records: RecordStore):
    for n in range(6):
        FactItem("P#p#I#i", f"E#{n:06d}", what="x" * 300_000).save()
    assert len(queries.partition(RecordItem, "P#p#I#i", {"E#": FactItem})) == 6


def test_rows_of_several_tables_are_one_read_in_the_order_of_the_keys(records: RecordStore):
    a_thing(1).save()
    EphemeralItem(*identity_keys.session("abc"), expires=1).save()
    with faults(records.dynamodb, lambda _: None) as calls:
        session, gone, thing, again = queries.batch_get(
            (EphemeralItem, identity_keys.session("abc")),
            (ThingItem, a_thing(9).key),
            (ThingItem, a_thing(1).key),
            (ThingItem, a_thing(1).key),
        )
    assert (session.key, gone, thing.key, again.key) == (
        identity_keys.session("abc"),
        None,
        a_thing(1).key,
        a_thing(1).key,
    )
    assert [name for name, _ in calls] == ["BatchGetItem"]


def test_any_number_of_rows_is_read_by_key_in_the_order_of_the_keys(records: RecordStore):
    for n in (0, 99, 100, 249):
        a_thing(n).save()
    keys_of = [(ThingItem, a_thing(n).key) for n in reversed(range(250))]
    with faults(records.dynamodb, lambda _: None) as calls:
        rows = queries.batch_get(*keys_of)
        assert [name for name, _ in calls] == ["BatchGetItem"] * 3
        assert queries.batch_get() == []
        assert len(calls) == 3
    present = [key for (_, key), row in zip(keys_of, rows, strict=True) if row]
    assert present == [a_thing(n).key for n in (249, 100, 99, 0)]
    assert [row.key for row in rows if row] == present


def test_rows_that_dynamodb_left_out_are_read_again(records: RecordStore, monkeypatch):
    for n in range(3):
        a_thing(n).save()
    client, calls = connection.client(), []
    read = client.batch_get_item

    def leave_out(RequestItems):  # noqa: N803 - boto3 names it so
        calls.append(RequestItems)
        (table, wanted), *_ = RequestItems.items()
        first, rest = wanted["Keys"][:1], wanted["Keys"][1:]
        answer = read(RequestItems={table: wanted | {"Keys": first}})
        return answer | {"UnprocessedKeys": {table: wanted | {"Keys": rest}} if rest else {}}

    monkeypatch.setattr(client, "batch_get_item", leave_out)
    rows = queries.batch_get(*((ThingItem, a_thing(n).key) for n in range(3)))
    assert [row.key for row in rows] == [a_thing(n).key for n in range(3)]
    assert len(calls) == 3
