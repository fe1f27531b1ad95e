"""
Creates, rotates and shreds (deletes) the branch keys of practices.

Only one IAM role has the permissions for these operations. The rows have the schema
of AWS's key store, so that AWS's library can read, use and rotate the keys. See
docs/records-and-keys.md#practice-keys.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.platform.vault.branch_keys import ACTIVE, BEACON, VERSION
from chalicelib.platform.vault.key_store import (
    ARN,
    BRANCH,
    CREATED,
    SCHEMA,
    SEALED,
    TYPE,
    context_of,
)

_KEY_BYTES = 32
_MAX_ROWS = 100
"""The largest number of rows that one transaction can write."""


@dataclass(frozen=True, slots=True)
class Provisioning:
    """
    Writes branch keys to the table from which a `KeyStore` reads them.

    `table`, `name` and `key_arn` must have the same values as in that `KeyStore`. `now`
    returns a time with a time zone.
    """

    dynamodb: BaseClient
    kms: BaseClient
    table: str
    name: str
    key_arn: str
    now: Callable[[], datetime]

    def create(self, practice: str) -> None:
        """
        Create the first branch key of a practice, or of `PLATFORM_PRACTICE`.

        Raises:
            Conflict: The practice already has a branch key; nothing was changed.
            Unavailable: KMS or the table did not answer; the call can be repeated safely.
        """
        with_secret = self._version_and_active(practice)
        beacon = self._blank(practice, BEACON)
        beacon[SEALED] = self._ask(
            "generate_data_key_without_plaintext", beacon, NumberOfBytes=_KEY_BYTES
        )["CiphertextBlob"]
        self._write(
            [_put(row, self.table, "attribute_not_exists(#b)") for row in (*with_secret, beacon)]
        )

    def rotate(self, practice: str) -> None:
        """
        Create a new version of a practice's branch key (S26).

        The new version seals records from now on. Each older record still opens with the
        version that sealed it. A process that has the old version in its cache still seals with
        the old version as long as the cache holds it.

        Raises:
            Conflict: The practice has no branch key.
            Unavailable: KMS or the table did not answer, or another rotation is in
                progress.
        """
        version, active = self._version_and_active(practice)
        new = _put(version, self.table, "attribute_not_exists(#b)")
        self._write([new, _put(active, self.table, "attribute_exists(#b)")])

    def shred(self, practice: str) -> None:
        """
        Delete all versions of a practice's branch key (S26).

        After that, none of the practice's records can be decrypted. The active version is
        deleted first. Two copies stay usable for a time: a key in a process's cache works
        as long as it is in the cache, and a key in a backup of the table can be restored as
        long as the backup exists. The function is idempotent.

        Raises:
            Unavailable: Some versions may remain; call the function again.
        """
        kinds = sorted(self._kinds(practice), key=lambda kind: kind != ACTIVE)
        for start in range(0, len(kinds), _MAX_ROWS):
            keys = [
                {BRANCH: {"S": practice}, TYPE: {"S": kind}}
                for kind in kinds[start : start + _MAX_ROWS]
            ]
            self._write([{"Delete": {"TableName": self.table, "Key": key}} for key in keys])

    def _version_and_active(self, practice: str) -> tuple[dict[str, Any], dict[str, Any]]:
        # AWS's library calls ReEncrypt instead, which some emulators lack. Here the plain key is in
        # this process until the second call to KMS has returned.
        version = self._blank(practice, f"{VERSION}{uuid4()}")
        generated = self._ask("generate_data_key", version, NumberOfBytes=_KEY_BYTES)
        active = self._blank(practice, ACTIVE) | {"version": version[TYPE]}
        sealed = self._ask("encrypt", active, Plaintext=generated["Plaintext"])["CiphertextBlob"]
        return version | {SEALED: generated["CiphertextBlob"]}, active | {SEALED: sealed}

    def _blank(self, practice: str, kind: str) -> dict[str, Any]:
        created = self.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {
            BRANCH: practice,
            TYPE: kind,
            CREATED: created,
            ARN: self.key_arn,
            SCHEMA: "1",
            "aws-crypto-ec:practice": practice,
        }

    def _ask(self, verb: str, row: dict[str, Any], **options: object) -> dict[str, Any]:
        with _mapped_errors():
            answer: dict[str, Any] = getattr(self.kms, verb)(
                KeyId=self.key_arn, EncryptionContext=context_of(row, self.name), **options
            )
            return answer

    def _kinds(self, practice: str) -> Iterator[str]:
        query = {
            "TableName": self.table,
            "KeyConditionExpression": "#b = :b",
            "ConsistentRead": True,
        }
        names = {
            "ExpressionAttributeNames": {"#b": BRANCH},
            "ExpressionAttributeValues": {":b": {"S": practice}},
        }
        with _mapped_errors():
            for page in self.dynamodb.get_paginator("query").paginate(**query, **names):
                yield from (row[TYPE]["S"] for row in page["Items"])

    def _write(self, rows: list[dict[str, Any]]) -> None:
        with _mapped_errors():
            self.dynamodb.transact_write_items(TransactItems=rows)


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
        raise (Conflict if "ConditionalCheckFailed" in reasons else Unavailable) from None
    except BotoCoreError:
        raise Unavailable from None


def _put(row: dict[str, Any], table: str, condition: str) -> dict[str, Any]:
    item = {name: _typed(name, value) for name, value in row.items()}
    names = {"#b": BRANCH}
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names,
        }
    }


def _typed(name: str, value: Any) -> dict[str, Any]:
    return {"N" if name == SCHEMA else "B" if name == SEALED else "S": value}
