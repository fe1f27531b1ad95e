"""Opens a practice's account with its keys; a new processor is added here."""

from dataclasses import dataclass

from chalicelib.payments.domain.processor_account import Credentials
from chalicelib.payments.stripe.account import StripeAccount
from chalicelib.payments.stripe.transport import StripeAddresses
from chalicelib.payments.usecases.processor import PaymentProcessor


@dataclass(frozen=True, slots=True)
class ProcessorConnections:
    """Implements `ProcessorFactory`; the local cloud has its own addresses."""

    stripe: StripeAddresses

    def of(self, credentials: Credentials) -> PaymentProcessor:
        return StripeAccount.with_keys(credentials.fields, self.stripe)
