"""
Supplies keys to the AWS Encryption SDK, as AWS's hierarchical keyring does.

The SDK handles the message format, key derivation and commitment. This module
encrypts the data key of each message under a key that is derived from the branch
key (SP 800-108, counter mode, HMAC-SHA256). The encrypted data key has these parts
(sizes in bytes): salt 16 ‖ iv 12 ‖ version 16 ‖ wrapped key 32 ‖ tag 16. AWS's
keyring with the required-context manager reads and writes the same format, but is
ten times slower; tests/platform/oracle compares the keyring with this module. See
docs/records-and-keys.md#envelopes.
"""

import hmac
from os import urandom
from uuid import UUID

from aws_encryption_sdk.identifiers import Algorithm
from aws_encryption_sdk.materials_managers import (
    DecryptionMaterials,
    DecryptionMaterialsRequest,
    EncryptionMaterials,
    EncryptionMaterialsRequest,
)
from aws_encryption_sdk.materials_managers.base import CryptoMaterialsManager
from aws_encryption_sdk.structures import DataKey, EncryptedDataKey, MasterKeyInfo
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.kernel.errors import Unreadable
from chalicelib.platform.vault.branch_keys import BranchKey, BranchKeys

SUITE = Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY
PROVIDER = "aws-kms-hierarchy"
_SALT, _IV, _VERSION, _KEY, _TAG = 16, 12, 16, 32, 16


class BranchKeyMaterials(CryptoMaterialsManager):  # type: ignore[misc]  # the SDK has no types
    """
    Supplies the SDK with the keys for one message.

    `context` is the encryption context: the names and values to which the message is
    bound.
    """

    def __init__(self, keys: BranchKeys, branch: str, context: dict[str, str]) -> None:
        self._keys, self._branch, self._context = keys, branch, context

    def get_encryption_materials(
        self,
        request: EncryptionMaterialsRequest,  # noqa: ARG002 - the SDK passes it by name
    ) -> EncryptionMaterials:
        """
        Return a new data key, in plain and encrypted form.

        The data key is encrypted under the practice's active branch key.

        Raises:
            Unavailable, Unreadable: For the reasons listed in `BranchKeys.active`.
        """
        data_key = urandom(_KEY)
        wrapped = _wrap(self._keys.active(self._branch), data_key, self._context)
        owner = MasterKeyInfo(PROVIDER, self._branch)
        materials = EncryptionMaterials(
            algorithm=SUITE,
            data_encryption_key=DataKey(owner, data_key, wrapped),
            encrypted_data_keys={EncryptedDataKey(owner, wrapped)},
            encryption_context=self._context,
        )
        # The SDK reads this attribute. It authenticates these pairs of the context, and does not
        # store them in the message.
        materials.required_encryption_context_keys = list(self._context)
        return materials

    def decrypt_materials(self, request: DecryptionMaterialsRequest) -> DecryptionMaterials:
        """
        Return the decrypted data key of a message.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The message was encrypted with a version of the branch key that the
                practice does not have, or the message does not have our format.
            InvalidTag: The encrypted data key or the encryption context was altered.
        """
        wrapped = self._only_key(request)
        data_key = _unwrap(
            self._keys.version(self._branch, _version(wrapped)), wrapped, self._context
        )
        materials = DecryptionMaterials(
            DataKey(MasterKeyInfo(PROVIDER, self._branch), data_key, wrapped)
        )
        materials.encryption_context = self._context
        materials.required_encryption_context_keys = list(self._context)
        return materials

    def _only_key(self, request: DecryptionMaterialsRequest) -> bytes:
        if (
            request.algorithm != SUITE
            or request.encryption_context
            or len(request.encrypted_data_keys) != 1
        ):
            raise Unreadable
        (key,) = request.encrypted_data_keys
        if key.key_provider != MasterKeyInfo(PROVIDER, self._branch):
            raise Unreadable
        wrapped: bytes = key.encrypted_data_key
        if len(wrapped) != _SALT + _IV + _VERSION + _KEY + _TAG:
            raise Unreadable
        return wrapped


def _version(wrapped: bytes) -> UUID:
    return UUID(bytes=wrapped[_SALT + _IV : _SALT + _IV + _VERSION])


def _wrap(branch: BranchKey, data_key: bytes, context: dict[str, str]) -> bytes:
    salt, iv = urandom(_SALT), urandom(_IV)
    sealed = AESGCM(_wrapping_key(branch, salt)).encrypt(iv, data_key, _bound(branch, context))
    return salt + iv + branch.version.bytes + sealed


def _unwrap(branch: BranchKey, wrapped: bytes, context: dict[str, str]) -> bytes:
    salt, iv, sealed = (
        wrapped[:_SALT],
        wrapped[_SALT : _SALT + _IV],
        wrapped[_SALT + _IV + _VERSION :],
    )
    return AESGCM(_wrapping_key(branch, salt)).decrypt(iv, sealed, _bound(branch, context))


def _wrapping_key(branch: BranchKey, salt: bytes) -> bytes:
    label = PROVIDER.encode()
    return hmac.digest(
        branch.secret, b"\x00\x00\x00\x01" + label + b"\x00" + salt + b"\x00\x00\x01\x00", "sha256"
    )


def _bound(branch: BranchKey, context: dict[str, str]) -> bytes:
    return PROVIDER.encode() + branch.id.encode() + branch.version.bytes + serialized(context)


def serialized(context: dict[str, str]) -> bytes:
    """
    Return an encryption context as bytes, in the SDK's format.

    The format is the number of name-value pairs, then the sorted pairs. Each name and each
    value is preceded by its length. The SDK's own function is not used, because that function
    is private and eight times slower.

    Raises:
        OverflowError: There are more than 65,535 pairs, or a name or value has more
            than 65,535 bytes.
    """
    pairs = sorted((name.encode(), value.encode()) for name, value in context.items())
    texts = b"".join(len(text).to_bytes(2) + text for pair in pairs for text in pair)
    return len(pairs).to_bytes(2) + texts
