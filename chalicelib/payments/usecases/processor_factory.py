"""Declares the port that opens a processor account with its keys."""

from typing import Protocol

from chalicelib.payments.domain.processor_account import Credentials
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorFactory(Protocol):
    """Creates the adapter for an account's keys, without a call."""

    def of(self, credentials: Credentials) -> PaymentProcessor:
        """Return the account that these keys open."""
