"""Sealing and disclosing, in messages that AWS's own libraries can read."""

import logging

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient

from chalicelib.kernel.errors import TooLarge, Unreadable
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKeys
from chalicelib.platform.vault.materials import SUITE, BranchKeyMaterials
from chalicelib.platform.vault.sealed import Envelope

FRAME = 524_288
"""Bytes of a frame: every record is one, since a further frame would cost 32 bytes."""
LARGEST = 65_536
"""Bytes of a record before it is sealed; what is longer is a document and lies in a bucket."""
OVERHEAD = 247
"""Bytes a message is longer than its record, besides its branch key's id."""

# It logs a refused message with its traceback, and the context at DEBUG.
logging.getLogger("aws_encryption_sdk").setLevel(logging.CRITICAL + 1)
_CLIENT = EncryptionSDKClient(
    commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT, max_encrypted_data_keys=1
)


def seal(keys: BranchKeys, binding: Binding, plain: bytes) -> Envelope:
    """
    An AWS Encryption SDK message, `247 + len(practice)` bytes longer than the record.

    Raises:
        TooLarge: More than LARGEST bytes.
        Unavailable: The key store does not answer.
        Unreadable: The practice has no key: it was never made, or was shredded.
    """
    if len(plain) > LARGEST:
        raise TooLarge
    materials = BranchKeyMaterials(keys, binding.practice, binding.context())
    sealed, _ = _CLIENT.encrypt(
        source=plain, materials_manager=materials, algorithm=SUITE, frame_length=FRAME
    )
    return Envelope(sealed)


def open_sealed(keys: BranchKeys, binding: Binding, sealed: bytes) -> bytes:
    """
    What was sealed under exactly this binding.

    Raises many exceptions of the SDK and of `cryptography` for whatever was altered; Unavailable when the key
    store does not answer. Bytes after a valid message are refused here, because the SDK ignores them.
    """
    materials = BranchKeyMaterials(keys, binding.practice, binding.context())
    plain: bytes
    plain, _ = _CLIENT.decrypt(source=bytes(sealed), materials_manager=materials)
    if len(sealed) != len(plain) + OVERHEAD + len(binding.practice.encode()):
        raise Unreadable
    return plain
