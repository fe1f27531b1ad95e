"""Seals records, and opens them after their audit entry is stored (S14, S15)."""

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
    """Log the key of a record that does not open; operations watch for this line."""
    _log.critical("RECORD_UNREADABLE %s", record)


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals records for tables, and opens them with audit entries; for stores only."""

    keys: BranchKeys
    audit: AuditTrail
    alarm: Callable[[str], None] = alarm

    def seal(self, binding: Binding, value: object) -> Envelope:
        """
        Seal a dataclass, Struct or JSON value under its practice's active key.

        Seal it again when a part of the binding changes, such as a number after a lost race.

        Raises:
            TooLarge: More than 64 KiB.
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
        """
        # Importing it takes 100 ms, and half of the functions never need it.
        from chalicelib.platform.vault.envelope import seal  # noqa: PLC0415

        return seal(self.keys, binding, msgspec.json.encode(value))

    def tag(self, practice: PracticeId, field: str, text: str) -> str:
        """
        Return a text's tag in a blind index: 32 hex digits, by the practice's key.

        `field` is the text's name, so that two fields never share a tag. Rotation changes no tag.
        See docs/records-and-keys.md#blind-indexes.

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
        """Open one record, with its own audit entry; raises as `AuditedReader.open`."""
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
        Store one audit entry for several records, and return their reader.

        `purpose` is a fixed phrase, as in `AuditTrail.record`. `subject` is the one client that all
        records are about, else None.

        Raises:
            NotFound: A record belongs to another practice than the access.
            Unavailable: The entry could not be stored.
        """
        page = AuditedReader(self, access, purpose, subject, action)
        page.cover(bindings)
        return page

    def open_own(self, binding: Binding, envelope: bytes, kind: type[T]) -> T:
        """
        Open a secret of the platform, such as a sign-in step; it needs no audit entry.

        Raises:
            ValueError: The binding belongs to a practice.
            Unavailable, Unreadable: As `AuditedReader.open`.
        """
        if binding.practice != PLATFORM_PRACTICE:
            raise ValueError("only the platform's own secrets open without an entry")
        return _opened(self, binding, envelope, kind)


@dataclass(slots=True)
class AuditedReader:
    """Opens records for one access and one purpose, within one request."""

    _vault: Vault
    _access: Access
    _purpose: str
    _subject: ClientId | None
    _action: AuditAction
    _covered: set[Binding] = field(default_factory=set)

    def cover(self, bindings: Collection[Binding]) -> None:
        """Store an audit entry for bindings without one. Raises NotFound or Unavailable."""
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
        Return the value that was sealed under this binding, with an audit entry.

        Raises:
            NotFound: The record belongs to another practice.
            Unavailable: No entry could be stored, or the key store does not answer.
            Unreadable: The envelope, its row, its key or its kind was altered; an alarm was
                raised (S21).
        """
        self.cover([binding])
        return _opened(self._vault, binding, envelope, kind)


def _opened(vault: Vault, binding: Binding, envelope: bytes, kind: type[T]) -> T:
    from chalicelib.platform.vault.envelope import open_sealed  # noqa: PLC0415 - as in `Vault.seal`

    try:
        value: T = msgspec.json.decode(open_sealed(vault.keys, binding, envelope), type=kind)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - many types, and their texts may quote the record
        vault.alarm(binding.record)
        raise Unreadable from None
    return value
