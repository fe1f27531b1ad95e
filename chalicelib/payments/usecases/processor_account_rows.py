"""Declares the port that stores processor accounts and their keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PracticeId, ProcessorAccountId
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.domain.processor_account import Credentials, ProcessorAccount


class ProcessorAccountRows(Protocol):
    """
    Stores one row for each account, and one row for each version of its keys.

    A row with keys is never changed. The practice's row holds the id of the default
    account, which takes new payments. Every change is stored together with its audit entry.
    """

    def all(self, access: Access) -> Sequence[ProcessorAccount]:
        """
        Return the practice's accounts, oldest first.

        This call stores one audit entry for all accounts together.
        """

    def get(self, access: Access, account: ProcessorAccountId) -> ProcessorAccount:
        """
        Return one processor account.

        Raises:
            NotFound: The account does not exist.
        """

    def kind(self, practice: PracticeId, account: ProcessorAccountId) -> ProcessorKind:
        """
        Return the kind of an account's processor, and open nothing sealed.

        Raises:
            NotFound: The account does not exist.
        """

    def keys(
        self, access: Access, account: ProcessorAccountId, credentials_version: int
    ) -> Credentials:
        """
        Return version `credentials_version` of an account's keys, decrypted.

        Raises:
            NotFound: The account or the version does not exist.
        """

    def newest_keys(self, access: Access, account: ProcessorAccount) -> int:
        """
        Return the version of an account's newest keys.

        It is higher than `account.credentials_version` if somebody has put back an older copy
        of the account's row. An alarm is raised then.
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
        Store a new processor account with its keys.

        If `default` is true, the account becomes the default for new payments.

        Raises:
            AlreadyProcessed: An earlier request with this idempotency key created an account.
            Conflict: Another account has become the default in the meantime.
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
        Store the changed account with the next version number, and return the account.

        If `keys` is not None, `keys` are stored as version `account.credentials_version` of the
        account's keys; that version must not exist yet. If `default` is true, an active account
        becomes the default, and new payments use its newest keys. If `default` is true and the
        account is retired, the practice has no default account after the change.

        Raises:
            Conflict: The account was changed in the meantime.
        """

    def verified(self, access: Access, account: ProcessorAccount, at: datetime) -> None:
        """
        Store the time `at` as the time when the processor last accepted the keys.

        The account's version does not change.
        """

    def webhook_received(self, access: Access, account: ProcessorAccountId, at: datetime) -> None:
        """
        Store the time `at` as the time of the account's last genuine webhook.

        The call does nothing if the stored time is less than a minute older, so that many
        webhooks at once cause one write. The account's version does not change, and no audit
        entry is stored, because the time says nothing about a person.
        """

    def result_of(self, access: Access, idempotency_key: IdempotencyKey) -> str | None:
        """
        Return the id of the account that an earlier request created.

        Returns None if no request with this idempotency key has created an account.
        """
