"""
Tests the vault with the AWS emulator of the local cloud, instead of moto.

The tests cover disabled KMS keys, a KMS without ReEncrypt, and concurrent writers.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest
from pynamodb.attributes import NumberAttribute

from chalicelib.billing.store import keys as billing_keys
from chalicelib.kernel.errors import Conflict, Unavailable, Unreadable
from chalicelib.platform.dynamodb import partitions, transactions
from chalicelib.platform.dynamodb.tables import CoreItem, RecordItem
from chalicelib.platform.vault.branch_keys import ACTIVE, VERSION
from chalicelib.platform.vault.envelope import open_sealed, seal
from localstack.emulator import Emulator
from localstack.processes import free_port
from tests.platform.record_store import RecordStore, filled


class HeadItem(CoreItem):
    n = NumberAttribute()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordStore]:
    """Provide one database in its own AWS emulator for all tests of this file."""
    home: Path = tmp_path_factory.mktemp("emulator")
    emulator = Emulator(home, free_port(), persist=False)
    emulator.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
        yield filled(attempts=3)
    emulator.stop()


def test_keys_are_created_rotated_and_used_without_reencrypt(records: RecordStore) -> None:
    """S26: keys can be rotated although this emulator's KMS lacks ReEncrypt."""
    old = seal(records.keys(), records.binding(), b"old")
    records.provisioning.rotate(records.practice)
    new = seal(records.keys(), records.binding(), b"new")
    assert [open_sealed(records.keys(), records.binding(), sealed) for sealed in (old, new)] == [
        b"old",
        b"new",
    ]


def test_a_key_with_a_flipped_bit_does_not_open_even_if_kms_accepts_it(
    records: RecordStore,
) -> None:
    """S21: even if KMS decrypts a damaged key, the record does not open with it."""
    sealed = seal(records.keys(), records.binding(), b"{}")
    row = records.key_row(ACTIVE)
    in_use = row["version"]["S"]
    intact = records.key_row(in_use)
    records.flip_key(in_use)
    with pytest.raises(Unreadable):
        records.vault().open(records.access(), records.binding(), sealed, dict)
    assert records.alarms.pop() == records.binding().record
    records.alter_key(in_use, intact)
    assert open_sealed(records.keys(), records.binding(), sealed) == b"{}"
    assert in_use.startswith(VERSION)


@pytest.mark.parametrize("state", ["disabled", "pending deletion"])
def test_a_key_that_kms_does_not_serve_raises_unavailable(records: RecordStore, state: str) -> None:
    """
    S26: a disabled KMS key causes `Unavailable`, but no alarm.

    Cached branch keys still work.
    """
    arn, warm = records.store.key_arn, records.keys()
    sealed = seal(warm, records.binding(), b"{}")
    if state == "disabled":
        records.kms.disable_key(KeyId=arn)
    else:
        records.kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
    with pytest.raises(Unavailable):
        records.vault().open(records.access(), records.binding(), sealed, dict)
    assert open_sealed(warm, records.binding(), sealed) == b"{}"
    assert records.alarms == []
    if state == "pending deletion":
        records.kms.cancel_key_deletion(KeyId=arn)
    records.kms.enable_key(KeyId=arn)
    assert open_sealed(records.keys(), records.binding(), sealed) == b"{}"


def test_of_concurrent_writers_one_wins(records: RecordStore) -> None:
    start = Barrier(6)
    HeadItem(*billing_keys.execution("p", "one"), n=0).save()
    read = [HeadItem.get(*billing_keys.execution("p", "one")) for _ in range(6)]

    def save(item: HeadItem) -> bool:
        start.wait()
        with suppress(Conflict), transactions.transaction() as write:
            write.save(item)
            return True
        return False

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(save, read))
    assert HeadItem.get(*billing_keys.execution("p", "one")).version == 2


def test_writers_that_retry_after_a_conflict_lose_nothing(records: RecordStore) -> None:
    """
    Writers that retry after a conflict lose no ledger entry.

    Four threads append 40 entries; no number is used twice or left out.
    """
    HeadItem(*billing_keys.execution("p", "chain"), n=0).save()

    def append(_: int) -> None:
        while True:
            head = HeadItem.get(*billing_keys.execution("p", "chain"), consistent_read=True)
            head.n += 1
            with suppress(Conflict, Unavailable):
                with transactions.transaction() as write:
                    write.save(
                        RecordItem(*billing_keys.ledger_entry("p", "chain", int(head.n))),
                        condition=RecordItem.pk.does_not_exist(),
                    )
                    write.save(head)
                return

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(append, range(40)))
    numbers = [row.sk for row in RecordItem.query(partitions.invoice_partition("p", "chain"))]
    assert numbers == [f"E#{n:06d}" for n in range(1, 41)]
