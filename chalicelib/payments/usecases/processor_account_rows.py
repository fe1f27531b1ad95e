"""Declares the store of processor accounts and their keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.processor_account import Credentials, ProcessorAccount


class ProcessorAccountRows(Protocol):
    """
    Stores one row for each account, and one for each version of its keys.

    Rows of keys are never rewritten. The practice's row names the default account, which takes new
    payments. Every change is stored with its audit entry.
    """

    def all(self, access: Access) -> Sequence[ProcessorAccount]:
        """Return the practice's accounts, oldest first, under one audit entry."""

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccount:
        """
        Return one account.

        Raises:
            NotFound: There is no such account.
        """

    def keys(self, access: Access, account: ProcessorAccountId, credentials: int) -> Credentials:
        """
        Open the version `credentials` of an account's keys.

        Raises:
            NotFound: There is no such account, or no such version.
        """

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
        Store the changed account as its next version, and return it.

        If `keys` are given, they become version `account.credentials` of the keys, which must
        be new. If `default` is true, the account takes new payments with its newest keys. A
        retired account never takes new payments.

        Raises:
            Conflict: The account was changed meanwhile.
        """

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        """
        Store that the processor accepted the keys at this time.

        The account's version does not change.
        """

    def result_of(self, access: Access, idempotency_key: IdempotencyKey) -> str | None:
        """Return the id of the account that a request with this key created, or None."""
