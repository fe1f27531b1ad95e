"""Which adapter opens which processor's keys; a new processor joins here."""

from dataclasses import dataclass

from chalicelib.payments.domain.processor_account import Credentials
from chalicelib.payments.stripe.account import StripeAccount
from chalicelib.payments.stripe.transport import StripeAddresses
from chalicelib.payments.usecases.processor import PaymentProcessor


@dataclass(frozen=True, slots=True)
class ProcessorConnections:
    """Implements `Processors`. Addresses of Stripe's API and of its script: the local cloud has its own."""

    stripe_api_base: str
    stripe_script_url: str

    def of(self, credentials: Credentials) -> PaymentProcessor:
        """See `Processors`."""
        keys, places = (
            credentials.fields,
            StripeAddresses(self.stripe_api_base, self.stripe_script_url),
        )
        return StripeAccount(
            keys["secret_key"], keys["publishable_key"], keys.get("webhook_secret", ""), places
        )
