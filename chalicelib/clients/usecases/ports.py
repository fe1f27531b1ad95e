"""What billing and others ask about clients and the practice."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.money import Money
from chalicelib.practice.usecases.billing_setup import BillingSetup


@dataclass(frozen=True, slots=True)
class AmountOwed:
    """
    A sum over `n` unpaid invoices, the newest ones;

    `more`: there are others that it leaves out.
    """

    amount: Money
    n: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceNames:
    """
    The names an invoice carries from the day it was written;

    `active`: the client may be billed.
    """

    client: str
    provider: str
    active: bool


class PracticeDirectory(Protocol):
    """What billing asks of the rest of the practice."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """The practice's billing settings as they apply to the asker. One read."""

    def names_for_invoice(self, access: Access, client: ClientId) -> InvoiceNames:
        """Who the invoice is to and from. Raises NotFound."""
