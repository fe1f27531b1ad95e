"""Decides who may see, write and act on invoices (S2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.usecases.invoice_rows import InvoiceRow
from chalicelib.billing.usecases.ports import AccessCheck, InvoiceStore
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.ids import ClientId, InvoiceId
from chalicelib.practice.usecases.billing_setup import BillingSetup

Named = TypeVar("Named", Invoice, InvoiceRow)
NO_BILLING = (
    "Client Billing is switched off for you. "
    "Ask an Admin to enable the service and assign you to it."
)


@dataclass(frozen=True, slots=True)
class InvoiceAccess:
    """
    Reads invoices for a person, and checks what the person may do with invoices.

    For an invoice that the person may not see, the methods raise the same error as for an
    invoice that does not exist.
    """

    invoices: InvoiceStore
    directory: PracticeDirectory
    client_access: ClientAccess

    def invoice(self, access: Access, invoice: InvoiceId) -> Invoice:
        """
        Return an invoice that the person may see.

        Raises:
            NotFound: The invoice does not exist, or the person may not see it.
        """
        return self.invoices.get(access, invoice, self._check(access))

    def read(self, access: Access, invoice: InvoiceId) -> tuple[Invoice, tuple[Entry, ...]]:
        """
        Return an invoice that the person may see, with its ledger entries.

        Raises:
            NotFound: The invoice does not exist, or the person may not see it.
        """
        return self.invoices.read(access, invoice, self._check(access))

    def with_current_names(self, access: Access, invoices: Sequence[Named]) -> Sequence[Named]:
        """
        Return the invoices, and put people's current names into the drafts.

        A sent invoice keeps its names. A draft keeps the name of a client or provider who
        no longer exists.
        """
        drafts = [each for each in invoices if each.status is Status.DRAFT]
        if not drafts:
            return invoices
        clients, providers = {each.client for each in drafts}, {each.provider for each in drafts}
        names = self.directory.invoice_names(access, clients, providers)
        return [_renamed(each, names) if each in drafts else each for each in invoices]

    def require_writing(self, access: Access) -> BillingSetup:
        """
        Return the practice's billing settings if the person may write invoices.

        Raises:
            NotAllowed: The person is a client. Also raised for a provider if the service Client
                Billing is off or is not assigned to the provider.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        setup = self.directory.billing_setup(access)
        if lacks_billing(access, setup):
            raise NotAllowed(NO_BILLING)
        return setup

    def require_actions(self, access: Access) -> BillingSetup:
        """
        Return the practice's billing settings if the person may act on sent invoices.

        Raises:
            NotAllowed: The person may not write invoices. Also raised for a provider if the
                practice lets only Admins act on sent invoices.
        """
        setup = self.require_writing(access)
        if access.role is Role.PROVIDER and not setup.staff_actions:
            raise NotAllowed("In this practice, only an Admin can do this. Ask an Admin.")
        return setup

    def _check(self, access: Access) -> AccessCheck:
        def check(client: ClientId, status: Status) -> None:
            # The store writes the audit entry of a refusal, because it has read the invoice.
            hidden = access.role is Role.CLIENT and status is Status.DRAFT
            if hidden or not self.client_access.reaches(access, client):
                raise NotFound
            self.client_access.require_unmerged(access, [client])

        return check


def _renamed(invoice: Named, names: Mapping[str, str]) -> Named:
    return replace(
        invoice,
        client_name=names.get(invoice.client, invoice.client_name),
        provider_name=names.get(invoice.provider, invoice.provider_name),
    )


def lacks_billing(access: Access, setup: BillingSetup) -> bool:
    """Return whether the caller is a provider who may not use Client Billing."""
    return access.role is Role.PROVIDER and not (setup.enabled and setup.assigned)
