"""
Tests the table classes and transactions on an emulated DynamoDB.

For example, all table classes share one client, AWS errors are raised as our own errors,
and transactions are written whole or not at all.
"""

import logging
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from chalicelib.billing.store import keys as billing_keys
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.platform.dynamodb import connection, queries, transactions
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import TABLES, AuditRow, CoreItem, EphemeralItem
from chalicelib.platform.vault.sealed import Envelope
from chalicelib.practice.store import keys as practice_keys
from tests.platform.aws_faults import Fault, always, faults, once, seeded
from tests.platform.record_store import NAMES, RecordStore
from tests.platform.sample_items import FactItem, PartItem, ThingItem, a_thing

STATE = Path(__file__).parents[3] / "infra" / "state.yaml"


class _Templates(yaml.SafeLoader):
    """Loads a CloudFormation template; a tag such as `!Ref X` becomes the string X."""


_Templates.add_multi_constructor(
    "!",
    lambda loader, _, node: (
        loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None
    ),
)


def test_the_items_tables_match_the_template(records: RecordStore):
    resources = yaml.load(STATE.read_text(), _Templates)["Resources"]  # noqa: S506 - a SafeLoader that knows tags
    for item, table_name in zip(TABLES, ("Core", "Records", "Audit", "Ephemeral"), strict=True):
        template, description = resources[f"{table_name}Table"]["Properties"], item.describe_table()
        for name in ("KeySchema", "AttributeDefinitions"):
            assert sorted(map(str, description[name])) == sorted(map(str, template[name])), item
        indexes = [
            (index["IndexName"], index["KeySchema"], index["Projection"])
            for index in description.get("GlobalSecondaryIndexes", [])
        ]
        template_indexes = template.get("GlobalSecondaryIndexes", [])
        assert indexes == [
            (index["IndexName"], index["KeySchema"], index["Projection"])
            for index in template_indexes
        ]
    assert (
        resources["EphemeralTable"]["Properties"]["TimeToLiveSpecification"]["AttributeName"]
        == EphemeralItem.expires.attr_name
    )


def test_all_items_share_one_client_with_short_timeouts(records: RecordStore):
    clients = {
        id(item._get_connection().connection.client)
        for item in (*TABLES, ThingItem, PartItem, FactItem)
    }
    assert clients == {id(connection.client())}
    connection.connect(NAMES)
    limits = connection.client().meta.config
    assert (limits.connect_timeout, limits.read_timeout, limits.retries) == (
        1.0,
        2.5,
        {"mode": "standard", "total_max_attempts": 3},
    )


def test_the_endpoint_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    connection.connect(NAMES)
    assert connection.client().meta.endpoint_url == "http://127.0.0.1:4566"


def test_an_item_prints_its_keys_only():
    thing = a_thing(name="Ann", x=Envelope(b"secret"))
    assert repr(thing) == str(thing) == "ThingItem(P#p#I#i1|META <sealed>)"


def test_nothing_but_an_envelope_is_stored_as_sealed(records: RecordStore):
    with pytest.raises(TypeError, match=r"Vault\.seal"):
        a_thing(x=b"in clear").save()
    with pytest.raises(TypeError, match=r"Vault\.seal"), transactions.transaction() as write:
        write.update(a_thing(), [ThingItem.x.set(b"in clear")])
    a_thing(x=Envelope(b"\0\xffsealed")).save()
    stored = ThingItem.get(*a_thing().key).x
    assert stored == b"\0\xffsealed"
    assert isinstance(stored, Envelope)
    raw = connection.client().get_item(
        TableName=NAMES.core, Key={"pk": {"S": a_thing().pk}, "sk": {"S": "META"}}
    )
    assert raw["Item"]["x"] == {"B": b"\0\xffsealed"}


def test_of_two_that_read_the_same_row_the_second_to_save_fails(records: RecordStore):
    a_thing().save()
    one, other = ThingItem.get(*a_thing().key), ThingItem.get(*a_thing().key)
    one.save()
    with pytest.raises(Conflict), mapped_errors():
        other.save()
    with pytest.raises(Conflict), mapped_errors():
        a_thing().save()
    assert ThingItem.get(*a_thing().key).version == 2


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
@pytest.mark.parametrize(
    "act",
    [
        lambda: a_thing().save(),
        lambda: ThingItem.get(*a_thing().key),
        lambda: a_thing().update([ThingItem.name.set("x")], add_version_condition=False),
        lambda: queries.page(ThingItem, "P#p#I", index=2),
        lambda: queries.partition(CoreItem, "P#p", {}),
        lambda: queries.batch_get((ThingItem, a_thing().key)),
    ],
    ids=["save", "get", "update", "page", "partition", "together"],
)
def test_a_call_without_an_answer_raises_unavailable(records: RecordStore, act, fault: Fault):
    a_thing().save()
    with faults(records.dynamodb, always(fault)), pytest.raises(Unavailable), mapped_errors():
        act()


def test_a_bug_of_ours_does_not_raise_unavailable(records: RecordStore):
    with pytest.raises(Exception, match="ResourceNotFound") as mistake, mapped_errors():
        connection.client().get_item(TableName="nowhere", Key={"pk": {"S": "a"}})
    assert not isinstance(mistake.value, Unavailable)


def test_all_rows_are_written_or_none(records: RecordStore):
    def write_both() -> None:
        with transactions.transaction() as write:
            write.save(FactItem("P#p#I#i1", "E#000001"), condition=FactItem.pk.does_not_exist())
            write.save(a_thing(1), condition=ThingItem.pk.does_not_exist())

    a_thing(1).save()
    with pytest.raises(Conflict):
        write_both()
    assert list(FactItem.scan()) == []


def test_a_block_that_raises_writes_nothing(records: RecordStore):
    with suppress(KeyError), transactions.transaction() as write:
        write.save(a_thing(1))
        raise KeyError
    assert list(ThingItem.scan()) == []


def test_a_transaction_returns_the_rows_whose_conditions_failed(records: RecordStore):
    a_thing(2).save()
    write = transactions.new_transaction()
    write.update(
        PartItem(*billing_keys.op("p", "i", "r")),
        [PartItem.of.set("x")],
        add_version_condition=False,
    )
    write.save(a_thing(1))
    write.save(a_thing(2), condition=ThingItem.pk.does_not_exist())
    with pytest.raises(transactions.TransactWriteError) as refusal, write:
        pass
    assert write.lost(refusal.value) == {a_thing(2).key}


def test_a_transaction_retries_while_another_one_holds_its_rows(records: RecordStore, monkeypatch):
    pauses = []
    monkeypatch.setattr(transactions.Transaction, "sleep", staticmethod(pauses.append))
    with (
        faults(records.dynamodb, once(Fault.THROTTLED, "TransactWriteItems")),
        transactions.transaction() as write,
    ):
        write.save(a_thing(1))
    assert len(pauses) == 1
    assert 0 <= pauses[0] <= transactions.MAX_PAUSE_SECONDS


def test_a_transaction_stops_retrying_after_some_attempts(records: RecordStore, monkeypatch):
    monkeypatch.setattr(transactions.Transaction, "sleep", staticmethod(lambda _: None))
    with (
        faults(records.dynamodb, always(Fault.THROTTLED)) as calls,
        pytest.raises(Unavailable),
        transactions.transaction() as write,
    ):
        write.save(a_thing(1))
    assert len(calls) == transactions.ATTEMPTS


def test_a_transaction_whose_answer_was_lost_is_not_sent_again(records: RecordStore):
    with (
        faults(records.dynamodb, always(Fault.LOST)) as calls,
        pytest.raises(Unavailable),
        transactions.transaction() as write,
    ):
        write.save(a_thing(1))
    assert len(calls) == 1
    assert ThingItem.get(*a_thing(1).key)


@pytest.mark.parametrize("seed", range(10))
def test_a_caller_that_retries_writes_exactly_once(records: RecordStore, seed: int, monkeypatch):
    """
    Despite random faults, a caller that retries its write stores each row once.

    The write's condition accepts a new row, or a row that the same caller wrote before.
    See docs/records-and-keys.md#dynamodb-client.
    """
    monkeypatch.setattr(transactions.Transaction, "sleep", staticmethod(lambda _: None))
    mine = (ThingItem.pk.does_not_exist()) | (ThingItem.name == f"seed{seed}")
    with faults(records.dynamodb, seeded(seed)):
        for n in range(20):
            until_answered(a_thing(n, name=f"seed{seed}"), mine)
    assert sorted(item.g2sk for item in ThingItem.scan()) == [f"{n:03d}" for n in range(20)]


def until_answered(thing: ThingItem, condition) -> None:
    for _ in range(50):
        try:
            with transactions.transaction() as write:
                write.update(
                    thing,
                    [ThingItem.name.set(thing.name), ThingItem.g2sk.set(thing.g2sk)],
                    condition=condition,
                    add_version_condition=False,
                )
        except Unavailable:
            continue
        return
    pytest.fail("never answered")


def test_no_content_of_a_row_is_logged(records: RecordStore, caplog):
    caplog.set_level(logging.INFO)
    AuditRow(*practice_keys.practice("p"), g1pk="x", g1sk="y").save()
    a_thing(1, name="Ann Canary").save()
    with suppress(Conflict), mapped_errors():
        a_thing(1, name="Ann Canary").save()
    assert "Canary" not in caplog.text
