"""Declares the port that creates the adapter for a processor account."""

from typing import Protocol

from chalicelib.payments.domain.payment import ChargeLimits, ProcessorKind
from chalicelib.payments.domain.processor_account import Credentials
from chalicelib.payments.usecases.processor import PaymentProcessor


class ProcessorFactory(Protocol):
    """Creates an adapter from an account's keys, without calling the processor."""

    def of(self, credentials: Credentials) -> PaymentProcessor:
        """Return an adapter that calls the processor with these keys."""

    def charge_limits(self, kind: ProcessorKind, currency: str) -> ChargeLimits:
        """Return the limits that all accounts at a processor have for one charge."""
