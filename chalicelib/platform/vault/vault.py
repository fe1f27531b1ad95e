"""Seals records, and opens them after an audit entry has been stored (S14, S15)."""

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
    """Log the name of a record that cannot be opened. The log line triggers an alarm."""
    _log.critical("RECORD_UNREADABLE %s", record)


@dataclass(frozen=True, slots=True)
class Vault:
    """
    Seals (encrypts) records for tables, and opens them with an audit entry.

    Only the classes that store records use the vault.
    """

    keys: BranchKeys
    audit: AuditTrail
    alarm: Callable[[str], None] = alarm

    def seal(self, binding: Binding, value: object) -> Envelope:
        """
        Seal a value under the active branch key of the binding's practice.

        The value is a dataclass, a msgspec Struct or JSON. If a part of the binding
        changes, seal the value again. For example, if a concurrent write has already used a
        row's number, the row gets another number, and its value must be sealed again.

        Raises:
            TooLarge: The value has more than 64 KiB as JSON.
            Unavailable: The key store does not answer.
            Unreadable: The practice has no branch key.
        """
        # This import takes 100 ms, and half of the Lambda functions never need it.
        from chalicelib.platform.vault.envelope import seal  # noqa: PLC0415

        return seal(self.keys, binding, msgspec.json.encode(value))

    def tag(self, practice: PracticeId, field: str, text: str) -> str:
        """
        Return the tag of a string for a blind index, as 32 hex digits.

        The tag is a keyed hash of `text` under a secret key of the practice. Key rotation does
        not change this secret key. `field` is the name of the field that contains the string, so
        that equal strings in two fields have different tags. See
        docs/records-and-keys.md#blind-indexes.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no secret key for blind indexes.
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
        Store an audit entry about one record, and open the record.

        Raises:
            NotFound, Unavailable, Unreadable: For the reasons listed in
                `AuditedReader.open`.
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
        Store one audit entry about several records, and return a reader for them.

        `purpose` is a fixed phrase, as in `AuditTrail.record`. `subject` is the client if
        all the records are about one client, otherwise None.

        Raises:
            NotFound: A record does not belong to the caller's practice.
            Unavailable: The audit entry could not be stored.
        """
        page = AuditedReader(self, access, purpose, subject, action)
        page.cover(bindings)
        return page

    def open_own(self, binding: Binding, envelope: bytes, kind: type[T]) -> T:
        """
        Open a secret of the platform, such as a sign-in step.

        No audit entry is needed for a secret of the platform, so none is stored.

        Raises:
            ValueError: The binding belongs to a practice, not to the platform.
            Unavailable, Unreadable: For the reasons listed in `AuditedReader.open`.
        """
        if binding.practice != PLATFORM_PRACTICE:
            raise ValueError("only the platform's own secrets open without an entry")
        return _opened(self, binding, envelope, kind)


@dataclass(slots=True)
class AuditedReader:
    """
    Opens records for one caller and one purpose, within one request.

    An audit entry identifies each record that the reader opens.
    """

    _vault: Vault
    _access: Access
    _purpose: str
    _subject: ClientId | None
    _action: AuditAction
    _covered: set[Binding] = field(default_factory=set)

    def cover(self, bindings: Collection[Binding]) -> None:
        """
        Store one audit entry about those given records that have none from this reader.

        A record is covered if this reader has already stored an audit entry about the record. If
        all given records are covered, nothing is stored.

        Raises:
            NotFound: A record does not belong to the caller's practice.
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

        If this reader has not yet stored an audit entry about the record, it stores one
        first.

        Raises:
            NotFound: The record does not belong to the caller's practice.
            Unavailable: The audit entry could not be stored, or the key store does not
                answer.
            Unreadable: The record does not open, because the envelope, the row or the key
                was altered, the key is missing, or the record is not of type `kind`. An
                alarm was raised (S21).
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
