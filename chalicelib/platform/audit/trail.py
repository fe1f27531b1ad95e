"""Declares the port for audit entries (docs/records-and-keys.md#audit)."""

from collections.abc import Collection
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome


class AuditTrail(Protocol):
    """
    Stores entries about reads, sign-ins and refusals.

    Entries about a change are stored in the transaction of that change instead.
    """

    def record(
        self,
        access: Access,
        action: AuditAction,
        records: Collection[str],
        *,
        purpose: str,
        subject: ClientId | None = None,
        outcome: AuditOutcome = AuditOutcome.ALLOWED,
    ) -> None:
        """
        Store one entry before returning.

        `records` are ids and keys, never content. `purpose` is a fixed phrase of lower-case words,
        such as `invoice page`. `subject` is the one client it is about, else None.

        Raises:
            Unavailable: It could not be stored; the caller must not go on (S15).
        """
