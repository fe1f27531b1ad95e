"""Encrypts the cursors of lists for the API's callers."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from os import urandom

from chalicelib.kernel.errors import Malformed
from chalicelib.kernel.ids import PracticeId
from chalicelib.platform.dynamodb.cursors import REFUSAL
from chalicelib.platform.vault.branch_keys import BranchKeys

_IV_BYTES = 12
_KEY_LABEL = b"\x00key of cursors"
"""The tag of a blind index is a hash of a text that begins with no NUL."""
_BLOCK_BYTES = 512
"""Cursors are padded to multiples of this length, because some keys are as long as a word."""


@dataclass(frozen=True, slots=True)
class CursorSealer:
    """
    Encrypts cursors with AES-256-GCM, under a key of the practice.

    The key is derived from the beacon key. A list that leaves out rows can end a page with a row
    that the caller may not see. The cursor then has that row's id and time, so it is unreadable
    outside. See
    docs/records-and-keys.md#cursors.
    """

    keys: BranchKeys

    def seal(self, practice: PracticeId, scope: str, cursor: str) -> str:
        """
        Return a cursor in encrypted form.

        `scope` names the list and its filters. The cursor opens only in the same scope.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no beacon key.
        """
        # The import takes 13 ms, and most requests have no cursor.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        plain, iv = cursor.encode(), urandom(_IV_BYTES)
        padded = plain + bytes(-len(plain) % _BLOCK_BYTES)
        sealed = AESGCM(self._key(practice)).encrypt(iv, padded, _bound(practice, scope))
        return urlsafe_b64encode(iv + sealed).decode().rstrip("=")

    def open(self, practice: PracticeId, scope: str, sealed: str) -> str:
        """
        Return the cursor that `seal` encrypted.

        Raises:
            Malformed: The cursor was altered, or belongs to another list, filter or practice.
            Unavailable, Unreadable: For the reasons listed in `seal`.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as in `seal`
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            raw = urlsafe_b64decode(sealed.encode("ascii") + b"=" * (-len(sealed) % 4))
            padded = AESGCM(self._key(practice)).decrypt(
                raw[:_IV_BYTES], raw[_IV_BYTES:], _bound(practice, scope)
            )
        except (ValueError, InvalidTag):
            raise Malformed(REFUSAL) from None
        # The decoder skips characters outside its alphabet, and bits after the last byte.
        if urlsafe_b64encode(raw).decode().rstrip("=") != sealed:
            raise Malformed(REFUSAL)
        return padded.rstrip(b"\x00").decode()

    def _key(self, practice: PracticeId) -> bytes:
        return hmac.digest(self.keys.beacon(practice), _KEY_LABEL, "sha256")


def _bound(practice: PracticeId, scope: str) -> bytes:
    return f"{len(practice)}:{practice}{scope}".encode()
