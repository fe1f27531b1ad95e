"""
A practice's branch key is made, turned and destroyed here, by the one role that may (data-and-crypto.md §3).

Rows are those of AWS's own key store, so its library can read, use and turn them.
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
from chalicelib.platform.vault.key_store import ARN, BRANCH, MADE, SCHEMA, SEALED, TYPE, context_of

_BYTES = 32
_ROWS = 100
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True)
class Provisioning:
    """Fields as in `KeyStore`; `now` is aware. KMS: GenerateDataKey, GenerateDataKeyWithoutPlaintext, Encrypt."""

    dynamodb: BaseClient
    kms: BaseClient
    table: str
    name: str
    key_arn: str
    now: Callable[[], datetime]

    def create(self, practice: str) -> None:
        """
        Make a practice's first key; also the one of `PLATFORM`.

        Raises:
            Conflict: It has one already; nothing was changed.
            Unavailable: KMS or the table did not answer; may be asked again.
        """
        with_secret = self._version_and_active(practice)
        beacon = self._blank(practice, BEACON)
        beacon[SEALED] = self._ask(
            "generate_data_key_without_plaintext", beacon, NumberOfBytes=_BYTES
        )["CiphertextBlob"]
        self._write(
            [_put(row, self.table, "attribute_not_exists(#b)") for row in (*with_secret, beacon)]
        )

    def rotate(self, practice: str) -> None:
        """
        Seal from now on under a new version; old records go on opening under theirs. No record is sealed again.

        Processes that hold the old version seal under it until it is too old to hold (S26).

        Raises:
            Conflict: The practice has no key, or another rotation came first.
        """
        version, active = self._version_and_active(practice)
        new = _put(version, self.table, "attribute_not_exists(#b)")
        self._write([new, _put(active, self.table, "attribute_exists(#b)")])

    def shred(self, practice: str) -> None:
        """
        Destroy all versions: nothing of the practice can be opened ever again, once held keys have aged.

        Backups of the table bring the keys back: how far they reach is the stated time to shred. May be repeated;
        the active version goes in the first transaction.

        Raises:
            Unavailable: Some versions may be left; ask again.
        Source: S26; data-and-crypto.md §3.
        """
        kinds = sorted(self._kinds(practice), key=lambda kind: kind != ACTIVE)
        for start in range(0, len(kinds), _ROWS):
            keys = [
                {BRANCH: {"S": practice}, TYPE: {"S": kind}}
                for kind in kinds[start : start + _ROWS]
            ]
            self._write([{"Delete": {"TableName": self.table, "Key": key}} for key in keys])

    def _version_and_active(self, practice: str) -> tuple[dict[str, Any], dict[str, Any]]:
        # AWS's library re-encrypts instead, which not every emulator can; the secret is here for one call's time.
        version = self._blank(practice, f"{VERSION}{uuid4()}")
        made = self._ask("generate_data_key", version, NumberOfBytes=_BYTES)
        active = self._blank(practice, ACTIVE) | {"version": version[TYPE]}
        sealed = self._ask("encrypt", active, Plaintext=made["Plaintext"])["CiphertextBlob"]
        return version | {SEALED: made["CiphertextBlob"]}, active | {SEALED: sealed}

    def _blank(self, practice: str, kind: str) -> dict[str, Any]:
        made = self.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {
            BRANCH: practice,
            TYPE: kind,
            MADE: made,
            ARN: self.key_arn,
            SCHEMA: "1",
            "aws-crypto-ec:practice": practice,
        }

    def _ask(self, verb: str, row: dict[str, Any], **asked: object) -> dict[str, Any]:
        with _answering():
            answer: dict[str, Any] = getattr(self.kms, verb)(
                KeyId=self.key_arn, EncryptionContext=context_of(row, self.name), **asked
            )
            return answer

    def _kinds(self, practice: str) -> Iterator[str]:
        asked = {
            "TableName": self.table,
            "KeyConditionExpression": "#b = :b",
            "ConsistentRead": True,
        }
        names = {
            "ExpressionAttributeNames": {"#b": BRANCH},
            "ExpressionAttributeValues": {":b": {"S": practice}},
        }
        with _answering():
            for page in self.dynamodb.get_paginator("query").paginate(**asked, **names):
                yield from (row[TYPE]["S"] for row in page["Items"])

    def _write(self, rows: list[dict[str, Any]]) -> None:
        with _answering():
            self.dynamodb.transact_write_items(TransactItems=rows)


@contextmanager
def _answering() -> Iterator[None]:
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
