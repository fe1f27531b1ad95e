"""Ports through which billing reads clients and the practice."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.money import Money
from chalicelib.practice.usecases.billing_setup import BillingSetup


@dataclass(frozen=True, slots=True)
class AmountOwed:
    """
    The sum of the newest `n` unpaid invoices.

    `more` says that there are older ones, which are not in the sum.
    """

    amount: Money
    n: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceNames:
    """
    The names that a new invoice shows and keeps.

    `active` says whether the client may be billed.
    """

    client: str
    provider: str
    active: bool


class PracticeDirectory(Protocol):
    """Reads what billing needs to know of the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Read the practice's settings as they apply to the caller, in one BatchGet."""

    def names_for_invoice(self, access: Access, client: ClientId) -> InvoiceNames:
        """Return the names of the client and of the caller. Raises NotFound."""
