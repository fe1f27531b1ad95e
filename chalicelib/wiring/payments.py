"""Builds the use case for accounts at payment processors, at first use."""

from functools import cache

from chalicelib.payments.account_forms import ACCOUNT_FORMS
from chalicelib.payments.processor_connections import ProcessorConnections
from chalicelib.payments.store.processor_accounts import DynamoProcessorAccounts
from chalicelib.payments.stripe.transport import StripeAddresses
from chalicelib.payments.usecases.processor_accounts import ProcessorAccounts
from chalicelib.platform.settings import settings
from chalicelib.wiring import platform
from chalicelib.wiring.directory import practice_rows


@cache
def processor_accounts() -> ProcessorAccounts:
    stripe = StripeAddresses(settings().stripe_api_base, settings().stripe_script_url)
    return ProcessorAccounts(
        DynamoProcessorAccounts(platform.vault(), platform.audit(), platform.clock),
        practice_rows(),
        ProcessorConnections(stripe),
        ACCOUNT_FORMS,
        platform.ids(),
        platform.clock,
    )
