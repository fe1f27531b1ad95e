"""The one door to what is sealed: nothing opens before the audit entry about it is stored (S14, S15)."""

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
    """A record that does not open is damage or an attack. Names its keys only; operations watch for the word."""
    _log.critical("RECORD_UNREADABLE %s", record)


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals records for the tables and opens them for someone; used by repositories only."""

    keys: BranchKeys
    audit: AuditTrail
    alarm: Callable[[str], None] = alarm

    def seal(self, binding: Binding, value: object) -> Envelope:
        """
        A dataclass, Struct or plain JSON value, sealed under its practice's active key; it holds nothing in clear.

        Seal again whenever a part of the binding changes, such as a sequence number after a lost race.

        Raises:
            TooLarge: More than 64 KiB.
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
        """
        # Imported at first use: it takes 100 ms, and half of the functions never open anything.
        from chalicelib.platform.vault.envelope import seal  # noqa: PLC0415

        return seal(self.keys, binding, msgspec.json.encode(value))

    def tag(self, practice: PracticeId, field: str, text: str) -> str:
        """
        A text as a blind index holds it: 32 hex digits, the same for the same text, worthless without the practice's key.

        `field`: what the text is, so that two fields never have a tag in common. Turning keys changes no tag; once the
        practice is shredded, none can be tried any more.

        Raises:
            Unavailable: The key store does not answer.
            Unreadable: The practice has no key.
        Source: data-and-crypto.md §5.
        """
        return hmac.digest(self.keys.beacon(practice), f"{field}|{text}".encode(), "sha256").hex()[
            :32
        ]

    def open(
        self,
        access: Access,
        binding: Binding,
        blob: bytes,
        kind: type[T],
        *,
        purpose: str = "record",
        subject: ClientId | None = None,
    ) -> T:
        """One record, under an entry of its own. Raises as `AuditedReader.open`. For more than one use `reading`."""
        return self.reader(access, purpose, [binding], subject=subject).open(binding, blob, kind)

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
        Leave to open a page: one entry covers all its bindings, and is stored when this returns.

        `purpose`: a fixed phrase, as in `AuditTrail.record`. `subject`: the client all of them are about, else None.

        Raises:
            NotFound: One of them is of another practice than the access.
            Unavailable: The entry could not be written.
        """
        page = AuditedReader(self, access, purpose, subject, action)
        page.cover(bindings)
        return page

    def open_own(self, binding: Binding, blob: bytes, kind: type[T]) -> T:
        """
        A secret of the platform itself, such as a half-signed-in person's challenge; nobody's record, so no entry.

        Raises:
            ValueError: The binding is of a practice.
            Unavailable, Unreadable: As `AuditedReader.open`.
        """
        if binding.practice != PLATFORM_PRACTICE:
            raise ValueError("only the platform's own secrets open without an entry")
        return _opened(self, binding, blob, kind)


@dataclass(slots=True)
class AuditedReader:
    """What one access may open, for one purpose; lives no longer than the request."""

    _vault: Vault
    _access: Access
    _purpose: str
    _subject: ClientId | None
    _action: AuditAction
    _covered: set[Binding] = field(default_factory=set)

    def cover(self, bindings: Collection[Binding]) -> None:
        """Write one more entry, about those that none covers yet. Raises NotFound, Unavailable."""
        new = set(bindings) - self._covered
        if any(binding.practice != self._access.practice for binding in new):
            raise NotFound
        if new:
            names = sorted(binding.record for binding in new)
            self._vault.audit.record(
                self._access, self._action, names, purpose=self._purpose, subject=self._subject
            )
            self._covered |= new

    def open(self, binding: Binding, blob: bytes, kind: type[T]) -> T:
        """
        The value that was sealed under exactly this binding; what no entry covers yet gets its entry first.

        Raises:
            NotFound: It is another practice's.
            Unavailable: No entry could be written, or the key store does not answer; nothing was opened.
            Unreadable: The envelope, its row, its keys or its kind were altered; an alarm was raised (S21).
        """
        self.cover([binding])
        return _opened(self._vault, binding, blob, kind)


def _opened(vault: Vault, binding: Binding, blob: bytes, kind: type[T]) -> T:
    from chalicelib.platform.vault.envelope import open_sealed  # noqa: PLC0415 - as in `Vault.seal`

    try:
        value: T = msgspec.json.decode(open_sealed(vault.keys, binding, blob), type=kind)
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001 - an altered message fails in nine ways, and any of their texts may quote it
        vault.alarm(binding.record)
        raise Unreadable from None
    return value
