"""Declares how to create the adapter for a processor account."""

from typing import Protocol

from chalicelib.payments.domain.processor_account import Credentials
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorFactory(Protocol):
    """Creates the adapter for an account's keys, without a call to the processor."""

    def of(self, credentials: Credentials) -> PaymentProcessor:
        """Return an adapter that calls the processor with these keys."""
