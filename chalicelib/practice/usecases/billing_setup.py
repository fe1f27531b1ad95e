"""What a practice allows in billing."""

from dataclasses import dataclass

from chalicelib.practice.domain.tax import TaxRule


@dataclass(frozen=True, slots=True)
class BillingSetup:
    """
    What a practice allows in billing.

    `max_invoice` is in minor units. `assigned` says whether the caller is assigned to the service.
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
