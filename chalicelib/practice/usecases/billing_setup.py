"""Defines the practice's settings that control billing."""

from dataclasses import dataclass

from chalicelib.practice.domain.tax import TaxRule


@dataclass(frozen=True, slots=True)
class BillingSetup:
    """
    The settings of a practice that decide what the caller may do in billing.

    `max_invoice` is the largest allowed invoice, in minor units. `rule` is the tax rule. `enabled`
    says whether the service Client Billing is on, and `assigned` whether the caller is assigned to
    that service. With `record_only`, invoices are paid without a processor.
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
