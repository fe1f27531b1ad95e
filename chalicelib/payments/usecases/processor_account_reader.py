"""Declares how billing gets the adapters for a practice's accounts."""

from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorAccountReader(Protocol):
    """Returns adapters that call a practice's accounts with their stored keys."""

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """
        Return the default account's id, the version of its keys, and its adapter.

        Raises:
            Conflict: The practice has no default account.
        """

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """
        Return an account's adapter with the version `credentials` of its keys.

        Raises:
            NotFound: There is no such account, or no such version.
        """

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """
        Return an account's adapter with the newest keys.

        Raises:
            NotFound: There is no such account.
        """
