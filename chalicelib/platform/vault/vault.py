"""Seals records, and opens them once an audit entry is stored (S14, S15)."""

import hmac
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound, Unavailable, Unreadable
from chalicelib.kernel.ids import PLATFORM_PRACTICE, ClientId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.trail import AuditTrail
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.branch_keys import BranchKeys
from chalicelib.platform.vault.sealed import Envelope

T = TypeVar("T")
_log = logging.getLogger(__name__)


def alarm(record: str) -> None:
    """Log the name of a record that does not open; an alarm watches for this line."""
    _log.critical("RECORD_UNREADABLE %s", record)


@dataclass(frozen=True, slots=True)
class Vault:
    """
    Seals records for tables, and opens them with an audit entry.

    Only the classes that store records use it.
    """

    keys: BranchKeys
    audit: AuditTrail
    alarm: Callable[[str], None] = alarm

    def seal(self, binding: Binding, value: object) -> Envelope:
        """
        Seal a value under the active key of the binding's practice.

        The value is a dataclass, a msgspec Struct or JSON. Seal the value again when a part of
        the binding changes. For example, a row gets another number if a concurrent write took
        its number.

        Raises:
            TooLarge: The value has more than 64 KiB as JSON.
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
        """
        # This import takes 100 ms, and half of the Lambda functions never need it.
        from chalicelib.platform.vault.envelope import seal  # noqa: PLC0415

        return seal(self.keys, binding, msgspec.json.encode(value))

    def tag(self, practice: PracticeId, field: str, text: str) -> str:
        """
        Return the tag that stands for a text in a blind index: 32 hex digits.

        The tag is a hash under the practice's key, which rotation does not change. `field` is the
        name of the text's field, so that equal texts in two fields have different tags. See
        docs/records-and-keys.md#blind-indexes.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
        """
        return hmac.digest(self.keys.beacon(practice), f"{field}|{text}".encode(), "sha256").hex()[
            :32
        ]

    def open(
        self,
        access: Access,
        binding: Binding,
        envelope: bytes,
        kind: type[T],
        *,
        purpose: str = "record",
        subject: ClientId | None = None,
    ) -> T:
        """
        Open one record, with an audit entry of its own.

        Raises:
            NotFound, Unavailable, Unreadable: As `AuditedReader.open`.
        """
        return self.reader(access, purpose, [binding], subject=subject).open(
            binding, envelope, kind
        )

    def reader(
        self,
        access: Access,
        purpose: str,
        bindings: Collection[Binding],
        *,
        subject: ClientId | None = None,
        action: AuditAction = AuditAction.READ,
    ) -> "AuditedReader":
        """
        Store one audit entry for several records, and return a reader that opens them.

        `purpose` is a fixed phrase, as in `AuditTrail.record`. `subject` is the client whom all the
        records are about, or None if there is no single one.

        Raises:
            NotFound: A record belongs to another practice than the access.
            Unavailable: The audit entry could not be stored.
        """
        page = AuditedReader(self, access, purpose, subject, action)
        page.cover(bindings)
        return page

    def open_own(self, binding: Binding, envelope: bytes, kind: type[T]) -> T:
        """
        Open a secret of the platform itself, such as a sign-in step.

        Such a secret needs no audit entry.

        Raises:
            ValueError: The binding belongs to a practice, not to the platform.
            Unavailable, Unreadable: As `AuditedReader.open`.
        """
        if binding.practice != PLATFORM_PRACTICE:
            raise ValueError("only the platform's own secrets open without an entry")
        return _opened(self, binding, envelope, kind)


@dataclass(slots=True)
class AuditedReader:
    """
    Opens records for one access and one purpose, within one request.

    Each record that it opens is named in an audit entry.
    """

    _vault: Vault
    _access: Access
    _purpose: str
    _subject: ClientId | None
    _action: AuditAction
    _covered: set[Binding] = field(default_factory=set)

    def cover(self, bindings: Collection[Binding]) -> None:
        """
        Store one audit entry for the records that no audit entry covers yet.

        Raises:
            NotFound: A record belongs to another practice than the access.
            Unavailable: The audit entry could not be stored.
        """
        new = set(bindings) - self._covered
        if any(binding.practice != self._access.practice for binding in new):
            raise NotFound
        if new:
            names = sorted(binding.record for binding in new)
            self._vault.audit.record(
                self._access, self._action, names, purpose=self._purpose, subject=self._subject
            )
            self._covered |= new

    def open(self, binding: Binding, envelope: bytes, kind: type[T]) -> T:
        """
        Return the value that was sealed under this binding.

        If no audit entry covers the record yet, one is stored first.

        Raises:
            NotFound: The record belongs to another practice than the access.
            Unavailable: The audit entry could not be stored, or the key store does not answer.
            Unreadable: The envelope, its row, its key or its kind was altered; an alarm was raised
                (S21).
        """
        self.cover([binding])
        return _opened(self._vault, binding, envelope, kind)


def _opened(vault: Vault, binding: Binding, envelope: bytes, kind: type[T]) -> T:
    from chalicelib.platform.vault.envelope import open_sealed  # noqa: PLC0415 - as in `Vault.seal`

    try:
        value: T = msgspec.json.decode(open_sealed(vault.keys, binding, envelope), type=kind)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - errors of many types, whose texts may quote the record
        vault.alarm(binding.record)
        raise Unreadable from None
    return value
