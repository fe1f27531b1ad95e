"""Declares the port that gives billing the adapters for a practice's accounts."""

from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.domain.payment import ChargeLimits
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorAccountReader(Protocol):
    """
    Returns adapters for a practice's processor accounts.

    Each adapter uses the stored keys of its account.
    """

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """
        Return the id, the key version and the adapter of the default account.

        The default account is the processor account that takes the practice's new payments.

        Raises:
            Conflict: The practice has no default account.
        """

    def charge_limits(self, access: Access, currency: str) -> ChargeLimits | None:
        """
        Return what the default account takes in one charge.

        Return None if the practice has no default account. No key is read.
        """

    def of(
        self, access: Access, account: ProcessorAccountId, credentials_version: int
    ) -> PaymentProcessor:
        """
        Return the adapter that uses version `credentials_version` of an account's keys.

        Raises:
            NotFound: The account or the version does not exist.
        """

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """
        Return the adapter that uses the newest version of an account's keys.

        Raises:
            NotFound: The account does not exist.
        """
