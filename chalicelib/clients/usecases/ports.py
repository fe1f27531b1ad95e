"""Defines the ports through which billing reads clients and the practice."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.money import Money
from chalicelib.practice.usecases.billing_setup import BillingSetup


@dataclass(frozen=True, slots=True)
class AmountOwed:
    """
    What a client owes: the sum of their newest unpaid invoices.

    `n` is the number of invoices in the sum. `more` says whether there are older invoices
    that were not read.
    """

    amount: Money
    n: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceNames:
    """
    The names of client and provider that a new invoice shows and keeps.

    `active` says whether the client may be billed.
    """

    client: str
    provider: str
    active: bool


class PracticeDirectory(Protocol):
    """Reads what billing needs to know about the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """
        Return the practice's settings as they apply to the caller.

        The settings are read with one BatchGet.
        """

    def names_for_invoice(self, access: Access, client: ClientId) -> InvoiceNames:
        """
        Return the names of the client and of the caller.

        Raises NotFound when one of them is not in the practice.
        """
