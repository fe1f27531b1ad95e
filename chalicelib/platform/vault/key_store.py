"""
Reads branch keys from a table that has the schema of AWS's key store.

See docs/records-and-keys.md#practice-keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.errors import Unavailable, Unreadable
from chalicelib.platform.vault.branch_keys import BEACON, NO_VERSION, VERSION, BranchKey

BRANCH, TYPE, SEALED, ARN, CREATED, SCHEMA = (
    "branch-key-id",
    "type",
    "enc",
    "kms-arn",
    "create-time",
    "hierarchy-version",
)
_DAMAGED = frozenset({"IncorrectKeyException", "InvalidCiphertextException"})


@dataclass(frozen=True, slots=True)
class KeyStore:
    """
    Implements the port `KeySource` with a DynamoDB table and KMS.

    `name` is the logical name of the key store. KMS binds every branch key to this
    name, so the name must never change. `key_arn` is the ARN of the only KMS key that
    may encrypt branch keys.
    """

    dynamodb: BaseClient
    kms: BaseClient
    table: str
    name: str
    key_arn: str

    def load(self, branch: str, kind: str) -> BranchKey:
        """
        Read a branch key from the table, and decrypt it with KMS.

        Raises:
            Unavailable: The table or KMS does not answer, or KMS refuses the call, for
                example because the KMS key is disabled.
            Unreadable: The table has no such row, for example after shredding, or the row
                was altered.
        """
        row = self._row(branch, kind)
        if not _is_ours(row, self.key_arn):
            raise Unreadable
        version = (
            NO_VERSION
            if kind == BEACON
            else UUID(row.get("version", row[TYPE]).removeprefix(VERSION))
        )
        return BranchKey(branch, version, self._open(row))

    def _row(self, branch: str, kind: str) -> dict[str, Any]:
        key = {BRANCH: {"S": branch}, TYPE: {"S": kind}}
        try:
            answer = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        except (BotoCoreError, ClientError):
            raise Unavailable from None
        if "Item" not in answer:
            raise Unreadable
        return {name: next(iter(value.values())) for name, value in answer["Item"].items()}

    def _open(self, row: Mapping[str, Any]) -> bytes:
        context = context_of(row, self.name)
        try:
            answer = self.kms.decrypt(
                CiphertextBlob=bytes(row[SEALED]), KeyId=self.key_arn, EncryptionContext=context
            )
        except ClientError as error:
            raise (
                Unreadable if error.response["Error"]["Code"] in _DAMAGED else Unavailable
            ) from None
        except BotoCoreError:
            raise Unavailable from None
        secret: bytes = answer["Plaintext"]
        return secret


def context_of(row: Mapping[str, Any], name: str) -> dict[str, str]:
    """
    Return the encryption context under which KMS encrypted a branch key.

    The context contains `name`, which is the logical name of the key store, and all
    attributes of the row except the encrypted key.
    """
    return {key: str(value) for key, value in row.items() if key != SEALED} | {"tablename": name}


def _is_ours(row: Mapping[str, Any], key_arn: str) -> bool:
    return row.get(ARN) == key_arn and row.get(SCHEMA) == "1" and SEALED in row
