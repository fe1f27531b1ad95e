"""
Runs AWS's own key store and hierarchical keyring on our tables and messages.

This module is a separate program, because the product never imports AWS's library.
The program reads one JSON object and prints one JSON object; see `test_oracle.py`.
It needs the package aws-cryptographic-material-providers on its path.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import boto3
from aws_cryptographic_material_providers.keystore import KeyStore
from aws_cryptographic_material_providers.keystore.config import KeyStoreConfig
from aws_cryptographic_material_providers.keystore.models import (
    CreateKeyInput,
    KMSConfigurationKmsKeyArn,
    VersionKeyInput,
)
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import (
    CacheTypeDefault,
    CreateAwsKmsHierarchicalKeyringInput,
    CreateDefaultCryptographicMaterialsManagerInput,
    CreateRequiredEncryptionContextCMMInput,
    DefaultCache,
)
from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient
from aws_encryption_sdk.identifiers import Algorithm

from bench.run import p50_ms
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import ACTIVE, VERSION
from chalicelib.platform.vault.envelope import FRAME_BYTES, open_sealed, seal
from chalicelib.platform.vault.key_store import SEALED, TYPE, context_of
from tests.platform.record_store import KEYSTORE, STORE_NAME, RecordStore, a_store

SUITE = Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY
CLIENT = EncryptionSDKClient(
    commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, max_encrypted_data_keys=1
)


class Aws:
    """Encrypts and decrypts with AWS's own library, using our table and KMS key."""

    def __init__(self, records: RecordStore) -> None:
        key = KMSConfigurationKmsKeyArn(value=records.store.key_arn)
        place = {
            "ddb_client": boto3.client("dynamodb"),
            "kms_client": records.kms,
            "ddb_table_name": KEYSTORE,
        }
        config = KeyStoreConfig(**place, logical_key_store_name=STORE_NAME, kms_configuration=key)
        self.store = KeyStore(config=config)

    def seal(self, where: Binding, plain: bytes, materials: Any = None) -> bytes:
        context = where.context()
        materials = materials or self.materials(where.practice, context)
        sealed, _ = CLIENT.encrypt(
            source=plain,
            materials_manager=materials,
            encryption_context=context,
            algorithm=SUITE,
            frame_length=FRAME_BYTES,
        )
        return bytes(sealed)

    def open(self, where: Binding, sealed: bytes) -> bytes:
        context = where.context()
        plain, _ = CLIENT.decrypt(
            source=sealed,
            materials_manager=self.materials(where.practice, context),
            encryption_context=context,
        )
        return bytes(plain)

    def materials(self, branch: str, context: dict[str, str]) -> Any:
        library = AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())
        keyring = library.create_aws_kms_hierarchical_keyring(
            CreateAwsKmsHierarchicalKeyringInput(
                branch_key_id=branch,
                key_store=self.store,
                ttl_seconds=300,
                cache=CacheTypeDefault(value=DefaultCache(entry_capacity=10)),
            )
        )
        manager = library.create_default_cryptographic_materials_manager(
            CreateDefaultCryptographicMaterialsManagerInput(keyring=keyring)
        )
        return library.create_required_encryption_context_cmm(
            CreateRequiredEncryptionContextCMMInput(
                underlying_cmm=manager, required_encryption_context_keys=list(context)
            )
        )


def exchange(records: RecordStore, request: dict[str, Any]) -> dict[str, Any]:
    """Decrypt the given messages and encrypt the given plaintexts; all are in hex."""
    _plant(records, request["branch"], request["version"], bytes.fromhex(request["secret"]))
    where = _binding(request)
    aws = Aws(records)
    return {
        "opened": [
            aws.open(where, bytes.fromhex(message)).hex() for message in request["messages"]
        ],
        "made": [aws.seal(where, bytes.fromhex(plain)).hex() for plain in request["plains"]],
    }


def keys(records: RecordStore, _asked: dict[str, Any]) -> dict[str, Any]:
    """Let our code and AWS's library use each other's keys; return what worked."""
    aws, theirs = Aws(records), PracticeId("made-by-aws")
    aws.store.create_key(
        CreateKeyInput(branch_key_identifier=theirs, encryption_context={"practice": theirs})
    )
    return {
        "ours": {
            name: _both_ways(aws, records, records.practice)
            for name in ("made", "rotated by ours")
            if _rotated(name, records)
        },
        "rotated by aws": _rotate_by_aws(aws, records, records.practice)
        and _both_ways(aws, records, records.practice),
        "theirs": _both_ways(aws, records, theirs),
        "theirs rotated by ours": records.provisioning.rotate(theirs)
        or _both_ways(aws, records, theirs),
        "shredded": records.provisioning.shred(theirs) or not records.key_rows(theirs),
    }


def speed(records: RecordStore, _asked: dict[str, Any]) -> dict[str, Any]:
    """
    Return how many milliseconds AWS's library needs to seal and to open 2 KB.

    Each value is the median of 200 calls with a cached key.
    """
    aws, where = Aws(records), _at(records.practice)
    materials, context = aws.materials(records.practice, where.context()), where.context()
    plain = b"x" * 2000
    sealed = aws.seal(where, plain, materials)
    return {
        "seal": p50_ms(lambda: aws.seal(where, plain, materials), times=200),
        "open": p50_ms(
            lambda: CLIENT.decrypt(
                source=sealed, materials_manager=materials, encryption_context=context
            ),
            times=200,
        ),
    }


def _rotated(name: str, records: RecordStore) -> bool:
    if name != "made":
        records.provisioning.rotate(records.practice)
    return True


def _rotate_by_aws(aws: Aws, records: RecordStore, branch: str) -> bool:
    old = seal(records.keys(), _at(branch), b"old")
    aws.store.version_key(VersionKeyInput(branch_key_identifier=branch))
    return open_sealed(records.keys(), _at(branch), old) == b"old"


def _both_ways(aws: Aws, records: RecordStore, branch: str) -> bool:
    where, ours = _at(branch), records.keys()
    there = aws.open(where, seal(ours, where, b"ours")) == b"ours"
    back = open_sealed(records.keys(), where, aws.seal(where, b"theirs")) == b"theirs"
    return there and back


def _at(branch: str) -> Binding:
    return Binding(
        PracticeId(branch), f"P#{branch}#C#c1", "PROFILE", "Client.x", clear=(("lv", "open"),)
    )


def _binding(request: dict[str, Any]) -> Binding:
    return Binding(PracticeId(request["branch"]), request["pk"], request["sk"], request["entity"])


def _plant(records: RecordStore, branch: str, version: str, secret: bytes) -> None:
    """Store a branch key with known bytes in the key table."""
    common = {
        "branch-key-id": branch,
        "create-time": "2026-11-24T00:00:00.000000Z",
        "kms-arn": records.store.key_arn,
        "hierarchy-version": "1",
        "aws-crypto-ec:practice": branch,
    }
    for own in ({TYPE: f"{VERSION}{version}"}, {TYPE: ACTIVE, "version": f"{VERSION}{version}"}):
        row = common | own
        encrypted = records.kms.encrypt(
            KeyId=row["kms-arn"], Plaintext=secret, EncryptionContext=context_of(row, STORE_NAME)
        )
        item = {
            name: {"N" if name == "hierarchy-version" else "S": value}
            for name, value in row.items()
        }
        records.dynamodb.put_item(
            TableName=KEYSTORE, Item=item | {SEALED: {"B": encrypted["CiphertextBlob"]}}
        )


TASKS: dict[str, Callable[[RecordStore, dict[str, Any]], dict[str, Any]]] = {
    "exchange": exchange,
    "keys": keys,
    "speed": speed,
}

if __name__ == "__main__":
    request = json.load(sys.stdin)
    with a_store(attempts=3) as store:
        sys.stdout.write(json.dumps(TASKS[request["task"]](store, request)))
