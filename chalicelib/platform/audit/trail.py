"""The port through which everything that must be known afterwards is written down (data-and-crypto.md §8)."""

from collections.abc import Collection
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome


class AuditTrail(Protocol):
    """
    Where entries go that stand alone: reads, sign-ins, refusals.

    Entries about a change are not written through this port: the repository puts them into the change's own
    transaction.
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
        Write one entry; when this returns, it is stored.

        `records`: ids and keys of what was touched, never content. `purpose`: a fixed phrase of lower-case words,
        such as `invoice page`. `subject`: the one client it is about, else None.

        Raises:
            Unavailable: It could not be written; what it was to cover must not happen (S15).
        """
