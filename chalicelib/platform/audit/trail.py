"""Declares the port that stores audit entries (docs/records-and-keys.md#audit)."""

from collections.abc import Collection
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome


class AuditTrail(Protocol):
    """
    Stores audit entries about reads, sign-ins and refused actions.

    An audit entry about a change is stored in the transaction of that change instead.
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
        Store one audit entry before returning.

        `records` are the ids and keys of the records, never their content. `purpose` is a
        fixed phrase of lower-case words, such as `invoice page`. `subject` is the client
        whom the entry is about, or None if the entry is not about one client.

        Raises:
            Unavailable: The entry could not be stored; the caller must not continue (S15).
        """
