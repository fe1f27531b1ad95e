"""Connects payment processors. Each part is made at first use."""

from functools import cache

from chalicelib.payments.processor_connections import ProcessorConnections
from chalicelib.payments.store.processor_accounts import DynamoProcessorAccounts
from chalicelib.payments.usecases.processor_accounts import ProcessorAccounts
from chalicelib.platform.settings import settings
from chalicelib.wiring import platform, practice


@cache
def processor_accounts() -> ProcessorAccounts:
    """Payment processors, in Setup and opened for billing."""
    here = settings()
    processors = ProcessorConnections(here.stripe_api_base, here.stripe_script_url)
    return ProcessorAccounts(
        DynamoProcessorAccounts(platform.vault(), platform.audit(), platform.clock),
        practice.practice_rows(),
        processors,
        platform.ids(),
        platform.clock,
    )
