"""Defines the practice's settings that control billing."""

from dataclasses import dataclass

from chalicelib.practice.domain.letterhead import DEFAULT_DUE_DAYS
from chalicelib.practice.domain.tax import TaxRule


@dataclass(frozen=True, slots=True)
class BillingSetup:
    """
    Holds the settings that decide what the caller may do in billing.

    `max_invoice` is the largest allowed amount of an invoice, in minor units. `rule` is
    the practice's tax rule. `enabled` says whether the service Client Billing is on,
    and `assigned` says whether the caller is assigned to that service. If `record_only`
    is true, invoices are paid without a payment processor. `due_days` are the due terms of
    invoices without a due day.
    """

    currency: str
    zone: str
    max_invoice: int
    rule: TaxRule
    enabled: bool
    assigned: bool
    baa_accepted: bool
    record_only: bool
    has_processor: bool
    staff_actions: bool
    due_days: int = DEFAULT_DUE_DAYS
