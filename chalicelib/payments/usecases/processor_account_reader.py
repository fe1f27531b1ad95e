"""Declares how billing gets a practice's processor accounts, ready for calls."""

from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorAccountReader(Protocol):
    """Returns a practice's processor accounts, ready for calls with their stored keys."""

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """
        Return the default account's id, the version of its keys, and the account.

        Raises:
            Conflict: The practice has no default account.
        """

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """
        Return an account with the version `credentials` of its keys.

        Raises:
            NotFound: There is no such account, or no such version.
        """

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """
        Return an account with its newest keys.

        Raises:
            NotFound: There is no such account.
        """
