"""
Measures the time to seal (encrypt), open (decrypt) and list records.

For comparison, sealing and opening are also measured with AWS's hierarchical keyring.
"""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bench.run import NotHere, p50_ms, row
from chalicelib.clients.store import keys as clients_keys
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.tables import CoreItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.envelope import open_sealed, seal
from chalicelib.platform.vault.vault import Vault
from tests.platform.aws_faults import faults
from tests.platform.fixed_branch_keys import FixedBranchKeys
from tests.platform.record_store import RecordStore, a_store

ROOT = Path(__file__).parents[1]
TEXT = b'{"text":"' + b"x" * 2000 + b'"}'
WHERE = Binding(
    PracticeId("01HZX3PRACTICE000000000000"), "P#01HZX3#C#c1", "PROFILE", "Client.sealed_body"
)
KEYS = FixedBranchKeys()
# These are dummy credentials: moto emulates AWS in this process, and no request leaves it.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}


class ThingItem(CoreItem):
    """A row with a sealed summary, similar to the rows that the product's lists show."""

    sealed_summary = Sealed()


@row("seal a record of 2 KB", unit="ms", most=0.15)
def seal_one() -> float:
    return p50_ms(lambda: seal(KEYS, WHERE, TEXT))


@row("open a record of 2 KB", unit="ms", most=0.15)
def open_one() -> float:
    sealed = seal(KEYS, WHERE, TEXT)
    return p50_ms(lambda: open_sealed(KEYS, WHERE, sealed))


@row("seal 2 KB: times as fast as AWS's hierarchical keyring", unit="×", least=8)
def seal_against_aws() -> float:
    return _aws()["seal"] / seal_one()


@row("open 2 KB: times as fast as AWS's hierarchical keyring", unit="×", least=8)
def open_against_aws() -> float:
    return _aws()["open"] / open_one()


@row("list 100 records of 2 KB: parse, make one audit entry, open all", unit="ms", most=25)
def list_of_100() -> float:
    with _a_list() as (records, storing_vault, answer):
        # The audit entry is created and serialized, but not stored: storing would measure the
        # emulator.
        vault = replace(storing_vault, audit=_Unstored(records.audit))

        def show() -> None:
            items = [ThingItem.from_raw_data(raw) for raw in answer]
            bindings = [_binding(records, item) for item in items]
            page = vault.reader(records.access(), "client list", bindings)
            for binding, item in zip(bindings, items, strict=True):
                page.open(binding, item.sealed_summary, dict)

        return p50_ms(show, times=30, warm=3)


@row("data calls of a list of 100, opened: 1 Query, 1 audit entry", unit="calls", most=2)
def calls_of_a_list() -> float:
    with _a_list() as (records, vault, _), faults(records.dynamodb, lambda _: None) as calls:
        items = queries.page(
            ThingItem, clients_keys.clients(records.practice), index=1, limit=100
        ).items
        page = vault.reader(
            records.access(), "client list", [_binding(records, item) for item in items]
        )
        for item in items:
            page.open(_binding(records, item), item.sealed_summary, dict)
        return float(len(calls))


@row("KMS calls of a warm process that seals and opens 100", unit="calls", most=0.5)
def warm_kms_calls() -> float:
    with a_store() as records:
        branch, where = records.keys(), records.binding()
        seal(branch, where, TEXT)
        with faults(records.kms, lambda _: None) as calls:
            for _ in range(100):
                open_sealed(branch, where, seal(branch, where, TEXT))
        return float(len(calls))


@dataclass(frozen=True)
class _Unstored:
    audit: DynamoAudit

    def record(
        self, access: Access, action: AuditAction, records: Collection[str], **fields: Any
    ) -> None:
        """
        Create and serialize an audit entry, without storing it.

        The entry is created in the same way as by the real audit trail.
        """
        self.audit.entry(access, action, records, **fields).serialize()


@contextmanager
def _a_list() -> Iterator[tuple[RecordStore, Vault, list[dict[str, Any]]]]:
    with a_store() as records:
        vault = records.vault()
        for n in range(100):
            item = ThingItem(
                *clients_keys.client(records.practice, f"c{n}"),
                g1pk=clients_keys.clients(records.practice),
                g1sk=f"{n:03d}",
            )
            item.sealed_summary = vault.seal(_binding(records, item), json.loads(TEXT))
            item.save()
        answer = records.dynamodb.query(
            TableName=ThingItem.Meta.table_name,
            IndexName="GSI1",
            KeyConditionExpression="g1pk = :p",
            ExpressionAttributeValues={":p": {"S": clients_keys.clients(records.practice)}},
        )
        yield records, vault, answer["Items"]


def _binding(records: RecordStore, item: ThingItem) -> Binding:
    return Binding(records.practice, item.pk, item.sk, "Client.sealed_summary")


@cache
def _aws() -> dict[str, float]:
    library = ROOT / ".tools" / "mpl"
    if not library.is_dir():
        raise NotHere("pip install --target .tools/mpl -r requirements-oracle.txt")
    environment = os.environ | {"PYTHONPATH": f"{library}{os.pathsep}{ROOT}"}
    process = subprocess.run(
        [sys.executable, "-m", "tests.platform.oracle.mpl"],
        input=json.dumps({"task": "speed"}),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, float] = json.loads(process.stdout)
    return answer
