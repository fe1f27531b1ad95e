"""Declares the store of processor accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.processor_account import Credentials, ProcessorAccount


class ProcessorAccountRows(Protocol):
    """
    Stores one row per account, and one per version of its keys.

    Key rows are never rewritten. The practice's row names the account that takes new payments.
    Every change has its audit entry.
    """

    def all(self, access: Access) -> Sequence[ProcessorAccount]:
        """Return every account, oldest first; they are opened under one audit entry."""

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccount:
        """Return one account. Raises NotFound."""

    def keys(self, access: Access, account: ProcessorAccountId, credentials: int) -> Credentials:
        """Open one version of an account's keys. Raises NotFound."""

    def add(
        self,
        access: Access,
        account: ProcessorAccount,
        keys: Credentials,
        idempotency_key: IdempotencyKey | None,
        *,
        default: bool,
    ) -> None:
        """
        Store a new account with its keys.

        Raises:
            AlreadyProcessed: A request with this idempotency key created an account before.
            Conflict: Another account became the default meanwhile.
        """

    def change(
        self,
        access: Access,
        account: ProcessorAccount,
        keys: Credentials | None,
        *,
        default: bool,
    ) -> ProcessorAccount:
        """
        Store the account as its next version, and return that.

        `keys` are stored as version `account.credentials`, which must be new. With `default` the
        account takes new payments with its newest keys; a retired one takes none.

        Raises:
            Conflict: The stored account has another version.
        """

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        """Store when the processor last accepted the keys; the version does not change."""

    def result_of(self, access: Access, idempotency_key: IdempotencyKey) -> str | None:
        """Return the account that a request with this idempotency key created."""
