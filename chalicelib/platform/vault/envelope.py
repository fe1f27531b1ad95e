"""
Seals records into envelopes, and opens envelopes.

AWS's own libraries can read the envelopes.
"""

import logging

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient

from chalicelib.kernel.errors import TooLarge, Unreadable
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKeys
from chalicelib.platform.vault.materials import SUITE, BranchKeyMaterials
from chalicelib.platform.vault.sealed import Envelope

FRAME_BYTES = 524_288
"""The size of a message's frame. Each record fits into one; another would add 32 bytes."""
MAX_RECORD_BYTES = 65_536
"""The size of the largest record; anything larger is stored as a file in a bucket."""
OVERHEAD_BYTES = 247
"""How much longer a message is than its record and the branch key's id together."""

# Without this line, the SDK would log a traceback for each refused message, and encryption contexts
# at the level DEBUG.
logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL + 1)
_CLIENT = EncryptionSDKClient(
    commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, max_encrypted_data_keys=1
)


def seal(keys: BranchKeys, binding: Binding, plain: bytes) -> Envelope:
    """
    Seal a record into an envelope.

    The envelope is `247 + len(practice)` bytes longer than the record, where `practice`
    is the practice's id.

    Raises:
        TooLarge: The record has more than MAX_RECORD_BYTES.
        Unavailable: The key store does not answer.
        Unreadable: The practice has no branch key: the key was never created, or was
            shredded.
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

    The SDK ignores extra bytes after a valid message, so this function rejects an
    envelope with extra bytes.

    Raises:
        Unavailable: The key store does not answer.
        Unreadable: The branch key that sealed the record does not exist, or the
            envelope has a wrong format or length.
        Exception: The envelope was altered, or was sealed under another binding. The
            exception's class belongs to the SDK or to `cryptography`.
    """
    materials = BranchKeyMaterials(keys, binding.practice, binding.context())
    plain: bytes
    plain, _ = _CLIENT.decrypt(source=bytes(sealed), materials_manager=materials)
    if len(sealed) != len(plain) + OVERHEAD_BYTES + len(binding.practice.encode()):
        raise Unreadable
    return plain
