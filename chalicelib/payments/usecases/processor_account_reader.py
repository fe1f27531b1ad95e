"""The processor accounts of a practice, ready for use."""

from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorAccountReader(Protocol):
    """The processors a practice connected, opened."""

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """The one that takes new payments, with its credentials' version. Raises Conflict when there is none."""

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """The one that took the money, even when it is retired. Raises NotFound."""

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """The account with its newest credentials, retired or not. Raises NotFound."""
