"""
Creates the adapter for a practice's processor account from the account's keys.

Developers who add a processor must add its adapter here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.payments.domain.payment import ChargeLimits, ProcessorKind
from chalicelib.payments.domain.processor_account import Credentials
from chalicelib.payments.stripe.account import StripeAccount, stripe_limits
from chalicelib.payments.stripe.transport import StripeAddresses
from chalicelib.payments.usecases.processor import PaymentProcessor

LIMITS: Mapping[ProcessorKind, Callable[[str], ChargeLimits]] = {
    ProcessorKind.STRIPE: stripe_limits
}


@dataclass(frozen=True, slots=True)
class ProcessorConnections:
    """
    Implements `ProcessorFactory` for all processors.

    `stripe` holds the URLs of Stripe, which are different in the local test environment.
    """

    stripe: StripeAddresses

    def of(self, credentials: Credentials) -> PaymentProcessor:
        return StripeAccount.with_keys(credentials.fields, self.stripe)

    def charge_limits(self, kind: ProcessorKind, currency: str) -> ChargeLimits:
        return LIMITS[kind](currency)
