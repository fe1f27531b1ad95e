"""Defines the ports through which billing reads clients and the practice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.kernel.money import Money
from chalicelib.practice.usecases.billing_setup import BillingSetup


@dataclass(frozen=True, slots=True)
class AmountOwed:
    """
    The amount owed on the newest unpaid invoices of a client or of a practice.

    `n` is the number of invoices in the sum. `more` is true if there are older invoices that were
    not read.
    """

    amount: Money
    n: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceNames:
    """
    The names of the client and the provider of an invoice.

    A draft's names follow the profiles; the invoice keeps the names that it has when it is sent.
    `active` is true if the client may be billed.
    """

    client: str
    provider: str
    active: bool


class PracticeDirectory(Protocol):
    """Reads what billing needs to know about the practice and its people."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """
        Return the practice's settings that decide what the caller may do in billing.

        The settings are read with one BatchGet.
        """

    def admins(self, access: Access) -> Sequence[PersonId]:
        """Return the practice's active Admins."""

    def names_for_invoice(
        self, access: Access, client: ClientId, provider: PersonId
    ) -> InvoiceNames:
        """
        Return the current names of an invoice's client and provider.

        Raises NotFound when one of them is not in the practice.
        """

    def invoice_names(
        self, access: Access, clients: Collection[ClientId], providers: Collection[PersonId]
    ) -> Mapping[str, str]:
        """
        Return the current names of clients and providers, by id.

        A client's name is their legal name. The result omits people who are not in the
        practice.
        """

    def client_zones(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        Return the time zones that clients have in their profiles, by client id.

        The result omits clients without a time zone, and clients who are not in the practice.
        One audit entry covers every hundred profiles.
        """

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """
        Return the memberships and names of `people`, by person.

        The result omits people who do not belong to the practice.
        """
