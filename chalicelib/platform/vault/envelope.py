"""Seals and opens messages that AWS's own libraries can read."""

import logging

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient

from chalicelib.kernel.errors import TooLarge, Unreadable
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKeys
from chalicelib.platform.vault.materials import SUITE, BranchKeyMaterials
from chalicelib.platform.vault.sealed import Envelope

FRAME_BYTES = 524_288
"""A record fits into one frame; each further frame would add 32 bytes."""
MAX_RECORD_BYTES = 65_536
"""The largest record; anything larger is a file and goes into a bucket."""
OVERHEAD_BYTES = 247
"""The bytes that a message adds to its record, besides its branch key's id."""

# The SDK would log refused messages with tracebacks, and contexts at DEBUG.
logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL + 1)
_CLIENT = EncryptionSDKClient(
    commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, max_encrypted_data_keys=1
)


def seal(keys: BranchKeys, binding: Binding, plain: bytes) -> Envelope:
    """
    Seal a record; the message is `247 + len(practice)` bytes longer.

    Raises:
        TooLarge: More than MAX_RECORD_BYTES.
        Unavailable: The key store does not answer.
        Unreadable: The practice has no key: it was never created, or was shredded.
    """
    if len(plain) > MAX_RECORD_BYTES:
        raise TooLarge
    materials = BranchKeyMaterials(keys, binding.practice, binding.context())
    sealed, _ = _CLIENT.encrypt(
        source=plain, materials_manager=materials, algorithm=SUITE, frame_length=FRAME_BYTES
    )
    return Envelope(sealed)


def open_sealed(keys: BranchKeys, binding: Binding, sealed: bytes) -> bytes:
    """
    Return the record that was sealed under this binding.

    Bytes after a valid message are refused here, because the SDK ignores them.

    Raises:
        Unavailable: The key store does not answer.
        Exception: Something was altered; the type is one of the SDK or of `cryptography`.
    """
    materials = BranchKeyMaterials(keys, binding.practice, binding.context())
    plain: bytes
    plain, _ = _CLIENT.decrypt(source=bytes(sealed), materials_manager=materials)
    if len(sealed) != len(plain) + OVERHEAD_BYTES + len(binding.practice.encode()):
        raise Unreadable
    return plain
