"""Tests that a failed transaction leaves moto's emulated tables as they were."""

import pytest

from tests.platform.record_store import KEYSTORE

KEY = {"branch-key-id": {"S": "b"}, "type": {"S": "t"}}
CHANGE = {
    "Key": KEY,
    "UpdateExpression": "SET n = :two, m.x = :two",
    "ExpressionAttributeValues": {":two": {"N": "2"}},
}
ROW = KEY | {"n": {"N": "1"}, "m": {"M": {"x": {"N": "1"}}}}
OTHER = KEY | {"type": {"S": "other"}}


@pytest.fixture
def table(records):
    records.dynamodb.put_item(TableName=KEYSTORE, Item=ROW)
    return records.dynamodb


def rows(table):
    answer = table.query(
        TableName=KEYSTORE,
        KeyConditionExpression="#b = :b",
        ExpressionAttributeNames={"#b": "branch-key-id"},
        ExpressionAttributeValues={":b": {"S": "b"}},
    )
    return answer["Items"]


def write(table, **failing):
    writes = [
        {"Update": {"TableName": KEYSTORE, **CHANGE}},
        {"Put": {"TableName": KEYSTORE, "Item": OTHER, **failing}},
    ]
    table.transact_write_items(TransactItems=writes)


def test_a_transaction_changes_all_its_rows(table):
    write(table)
    changed = {"n": {"N": "2"}, "m": {"M": {"x": {"N": "2"}}}}
    assert rows(table) == [OTHER, KEY | changed]


def test_a_failed_transaction_restores_updated_and_added_rows(table):
    with pytest.raises(table.exceptions.TransactionCanceledException) as error:
        write(table, ConditionExpression="attribute_exists(n)")
    reasons = [each["Code"] for each in error.value.response["CancellationReasons"]]
    assert reasons == ["None", "ConditionalCheckFailed"]
    assert rows(table) == [ROW]


def test_a_failed_transaction_restores_deleted_rows(table):
    deletion = {"Delete": {"TableName": KEYSTORE, "Key": KEY}}
    check = {"Key": OTHER, "ConditionExpression": "attribute_exists(n)"}
    failing = {"ConditionCheck": {"TableName": KEYSTORE, **check}}
    with pytest.raises(table.exceptions.TransactionCanceledException):
        table.transact_write_items(TransactItems=[deletion, failing])
    assert rows(table) == [ROW]


def test_an_update_adds_a_row_that_does_not_exist(table):
    change = {"UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": {"N": "3"}}}
    table.update_item(TableName=KEYSTORE, Key=OTHER, **change)
    assert OTHER | {"n": {"N": "3"}} in rows(table)
    assert ROW in rows(table)
