"""The port to the stored processor accounts of a practice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.processor_account import Credentials, ProcessorAccount


class ProcessorAccountRows(Protocol):
    """
    Stores a row per account and a row per version of its keys.

    Key rows are never rewritten. The practice's row names the account that takes new payments.
    Every change carries its audit entry.
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
        once: IdempotencyKey | None,
        *,
        default: bool,
    ) -> None:
        """
        Store a new account with its keys.

        Raises:
            AlreadyProcessed: A request with this idempotency key made an account before.
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
        Store the account under its next version, which is returned.

        `keys` are stored as version `account.credentials`, which must be new. With `default` the
        account takes new payments with its newest keys; a retired one takes none.

        Raises:
            Conflict: The stored account has another version.
        """

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        """Store when the processor last accepted the keys; the version stays."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """Return the account that an earlier request with this idempotency key made."""
