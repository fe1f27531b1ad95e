"""Tests that a damaged or unavailable key store never returns a wrong key."""

from collections.abc import Callable

import pytest

from chalicelib.kernel.errors import Unavailable, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PracticeId
from chalicelib.platform.vault.branch_keys import ACTIVE, VERSION
from chalicelib.platform.vault.envelope import open_sealed, seal
from chalicelib.platform.vault.key_store import context_of
from tests.platform.aws_faults import Fault, always, faults
from tests.platform.record_store import RecordStore

USE: dict[str, Callable[[RecordStore, bytes], object]] = {
    ACTIVE: lambda records, _: seal(records.keys(), records.binding(), b"x"),
    VERSION: lambda records, sealed: open_sealed(records.keys(), records.binding(), sealed),
}
"""Uses each kind of key row: the active key to seal, a version's key to open."""


@pytest.mark.parametrize(
    "altered",
    [
        {"kms-arn": {"S": "arn:aws:kms:us-east-1:1:key/other"}},
        {"hierarchy-version": {"N": "2"}},
        {"create-time": {"S": "2020-01-01T00:00:00.000000Z"}},
        {"aws-crypto-ec:practice": {"S": "another"}},
        {"more": {"S": "x"}},
    ],
    ids=lambda altered: next(iter(altered)),
)
@pytest.mark.parametrize("kind", [ACTIVE, VERSION])
def test_an_altered_key_is_refused(
    records: RecordStore, kind: str, altered: dict[str, dict[str, object]]
) -> None:
    """S21: changing any attribute of a key's row makes KMS refuse to decrypt the key."""
    sealed = seal(records.keys(), records.binding(), b"x")
    records.alter_key(kind, altered)
    with pytest.raises(Unreadable):
        USE[kind](records, sealed)


@pytest.mark.parametrize("kind", [ACTIVE, VERSION])
def test_a_key_with_a_flipped_bit_is_refused(records: RecordStore, kind: str) -> None:
    """S21: an encrypted key with one flipped bit is refused."""
    sealed = seal(records.keys(), records.binding(), b"x")
    records.flip_key(kind)
    with pytest.raises(Unreadable):
        USE[kind](records, sealed)


@pytest.mark.parametrize(
    ("altered", "without"),
    [
        ({"hierarchy-version": {"N": "2"}}, ""),
        ({"kms-arn": {"S": "arn:aws:kms:us-east-1:1:key/other"}}, ""),
        ({}, "enc"),
    ],
    ids=["a newer schema", "another key", "no key at all"],
)
def test_a_key_of_an_unknown_schema_is_refused(
    records: RecordStore, altered: dict[str, dict[str, str]], without: str
) -> None:
    """
    S21: a branch key whose row has an unknown schema is refused.

    Our code refuses the row, although KMS would decrypt the key.
    """
    row = records.key_row(ACTIVE) | altered
    context = context_of(
        {name: next(iter(value.values())) for name, value in row.items()}, records.store.name
    )
    encrypted = records.kms.encrypt(
        KeyId=records.store.key_arn, Plaintext=bytes(32), EncryptionContext=context
    )
    row["enc"] = {"B": encrypted["CiphertextBlob"]}
    records.dynamodb.put_item(
        TableName=records.store.table, Item={name: row[name] for name in row if name != without}
    )
    with pytest.raises(Unreadable):
        seal(records.keys(), records.binding(), b"x")


def test_another_practices_key_in_the_row_is_refused(records: RecordStore) -> None:
    """S21: a key copied from another practice's row is refused."""
    foreign = records.key_row(ACTIVE, PLATFORM_PRACTICE)
    records.alter_key(ACTIVE, {name: foreign[name] for name in ("enc", "version")})
    with pytest.raises(Unreadable):
        seal(records.keys(), records.binding(), b"x")


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
def test_a_key_store_that_does_not_answer_raises_unavailable(
    records: RecordStore, fault: Fault
) -> None:
    """
    If DynamoDB or KMS fails, opening a record raises `Unavailable`.

    The record does not count as unreadable, so there is no alarm.
    """
    sealed = seal(records.keys(), records.binding(), b"{}")
    for client in (records.dynamodb, records.kms):
        with faults(client, always(fault, "GetItem", "Decrypt")):
            with pytest.raises(Unavailable):
                seal(records.keys(), records.binding(), b"{}")
            with pytest.raises(Unavailable):
                records.vault().open(records.access(), records.binding(), sealed, dict)
    assert records.alarms == []


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE, Fault.LOST])
@pytest.mark.parametrize(
    "operation",
    ["GenerateDataKey", "Encrypt", "GenerateDataKeyWithoutPlaintext", "TransactWriteItems"],
)
def test_a_key_is_created_completely_or_not_at_all(
    records: RecordStore, operation: str, fault: Fault
) -> None:
    practice = PracticeId("new")
    with (
        faults(records.dynamodb, always(fault, operation)),
        faults(records.kms, always(fault, operation)),
        pytest.raises(Unavailable),
    ):
        records.provisioning.create(practice)
    assert len(records.key_rows(practice)) in {0, 3}
