"""Provides an emulated database, with its keys, vault and audit trail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId, PracticeId
from chalicelib.platform import aws
from chalicelib.platform.audit.store import AuditItem, DynamoAudit
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.tables import TABLES
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKeys
from chalicelib.platform.vault.key_store import BRANCH, SEALED, TYPE, KeyStore
from chalicelib.platform.vault.provisioning import Provisioning
from chalicelib.platform.vault.vault import Vault
from tests.platform.reused_aws import moto_place

NAMES = connection.TableNames("test-core", "test-records", "test-audit", "test-ephemeral")
KEYSTORE, STORE_NAME = "test-keystore", "clocktree-keystore"
Place = tuple[Any, Any, str, str, str]


@dataclass
class Clock:
    """A fake clock that moves only when a test calls `pass_seconds`."""

    at: datetime = datetime(2026, 11, 24, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class RecordStore:
    """
    Gives tests the tables, encryption keys, vault and audit trail of one practice.

    The vault adds each record that it could not decrypt to `alarms`.
    """

    clock: Clock
    kms: Any
    dynamodb: Any
    store: KeyStore
    provisioning: Provisioning
    audit: DynamoAudit
    practice: PracticeId
    alarms: list[str] = field(default_factory=list)

    def keys(self, **clocks: Callable[[], float]) -> BranchKeys:
        """Return the branch keys, with nothing cached yet."""
        return BranchKeys(self.store, **clocks)

    def vault(self, keys: BranchKeys | None = None) -> Vault:
        """Return a vault that writes to this store's audit trail and `alarms`."""
        return Vault(keys or self.keys(), self.audit, self.alarms.append)

    def access(self, **changes: Any) -> Access:
        """Return an Admin's access to the practice, with the given changes."""
        return replace(
            Access(self.practice, PersonId("per-1"), Role.ADMIN, session="s1", request="r1"),
            **changes,
        )

    def binding(self, **changes: Any) -> Binding:
        """Return a sample binding, which ties a sealed client profile to its row."""
        return replace(
            Binding(self.practice, f"P#{self.practice}#C#c1", "PROFILE", "Client.x"), **changes
        )

    def entries(self) -> list[AuditItem]:
        """Return all rows of the audit table, in any order."""
        return list(AuditItem.scan())

    def key_rows(self, practice: PracticeId | None = None) -> list[dict[str, Any]]:
        """Return the raw DynamoDB rows of a practice's branch keys."""
        query_values = {"#b": BRANCH}, {":b": {"S": practice or self.practice}}
        answer = self.dynamodb.query(
            TableName=KEYSTORE,
            KeyConditionExpression="#b = :b",
            ExpressionAttributeNames=query_values[0],
            ExpressionAttributeValues=query_values[1],
        )
        return list(answer["Items"])

    def key_row(self, kind: str, practice: PracticeId | None = None) -> dict[str, Any]:
        """Return the only branch-key row whose type begins with `kind`."""
        (row,) = [row for row in self.key_rows(practice) if row[TYPE]["S"].startswith(kind)]
        return row

    def alter_key(self, kind: str, attributes: dict[str, dict[str, Any]]) -> None:
        """Overwrite attributes of one branch-key row, to simulate tampering."""
        self.dynamodb.put_item(TableName=KEYSTORE, Item=self.key_row(kind) | attributes)

    def flip_key(self, kind: str) -> None:
        """Flip the last bit of one encrypted branch key, to simulate damage."""
        sealed = self.key_row(kind)[SEALED]["B"]
        self.alter_key(kind, {SEALED: {"B": sealed[:-1] + bytes([sealed[-1] ^ 1])}})


@contextmanager
def a_store(*, attempts: int = 1) -> Iterator[RecordStore]:
    """Yield an empty store that has branch keys for one practice and the platform."""
    tables = (NAMES.core, NAMES.records, NAMES.audit, NAMES.ephemeral, KEYSTORE)
    with moto_place(tables, attempts, lambda: _create_place(attempts)) as place:
        yield _with_branch_keys(place)


def filled(*, attempts: int = 1) -> RecordStore:
    """
    Create tables and keys at the AWS endpoint, and return them as a store.

    Environment variables determine the endpoint.
    """
    return _with_branch_keys(_create_place(attempts))


def _with_branch_keys(place: Place) -> RecordStore:
    dynamodb, kms, *_ = place
    clock = Clock()
    records = RecordStore(
        clock,
        kms,
        dynamodb,
        KeyStore(*place),
        Provisioning(*place, clock),
        DynamoAudit(clock, lambda: RandomIdGenerator().id()),
        PracticeId(RandomIdGenerator().id()),
    )
    records.provisioning.create(records.practice)
    records.provisioning.create(PLATFORM_PRACTICE)
    return records


def _create_place(attempts: int) -> Place:
    """Create the tables and a KMS key; return the arguments of a new `KeyStore`."""
    connection.connect(NAMES, attempts=attempts)
    for table in TABLES:
        table.create_table()
    dynamodb, kms = connection.client(), aws.client("kms", attempts=attempts)
    _create_keystore(dynamodb)
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    return dynamodb, kms, KEYSTORE, STORE_NAME, arn


def _create_keystore(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName=KEYSTORE,
        KeySchema=[
            {"AttributeName": BRANCH, "KeyType": "HASH"},
            {"AttributeName": TYPE, "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in (BRANCH, TYPE)
        ],
        BillingMode="PAY_PER_REQUEST",
    )
