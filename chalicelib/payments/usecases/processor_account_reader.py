"""The port through which billing opens the processor accounts of a practice."""

from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorAccountReader(Protocol):
    """Opens the processor accounts of a practice with their stored keys."""

    def current(self, access: Access) -> tuple[ProcessorAccountId, int, PaymentProcessor]:
        """Return the default account and its keys' version. Raises Conflict."""

    def of(self, access: Access, account: ProcessorAccountId, credentials: int) -> PaymentProcessor:
        """Return any account with one version of its keys. Raises NotFound."""

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """Return any account with its newest keys. Raises NotFound."""
