"""Declares the port through which billing opens processor accounts."""

from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorAccountReader(Protocol):
    """Opens a practice's processor accounts with their stored keys."""

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """Return the default account and its keys' version. Raises Conflict."""

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """Return an account with one version of its keys. Raises NotFound."""

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """Return an account with its newest keys. Raises NotFound."""
