"""Whose invoices a person reaches: an Admin all, a provider his clients', a client his own (S2)."""

from dataclasses import dataclass

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.usecases.ports import AccessCheck, InvoiceStore
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotAllowed, NotFound
from chalicelib.kernel.ids import ClientId, InvoiceId
from chalicelib.practice.usecases.billing_setup import BillingSetup


@dataclass(frozen=True, slots=True)
class InvoiceAccess:
    """Every way to an invoice leads through here; what is out of reach is absent, never forbidden."""

    invoices: InvoiceStore
    desk: PracticeDirectory
    client_access: ClientAccess

    def invoice(self, access: Access, invoice: InvoiceId) -> Invoice:
        """The invoice, if the person reaches it. Raises NotFound alike for absent, foreign and not his."""
        return self.invoices.get(access, invoice, self._may(access))

    def read(self, access: Access, invoice: InvoiceId) -> tuple[Invoice, tuple[Entry, ...]]:
        """The invoice with its ledger, if the person reaches it. Raises NotFound as `invoice`."""
        return self.invoices.read(access, invoice, self._may(access))

    def client(self, access: Access, client: ClientId) -> None:
        """Raises NotFound unless the person reaches this client; the attempt is written down (S14)."""
        self.client_access.require(access, client)

    def _may(self, access: Access) -> AccessCheck:
        def may(client: ClientId, status: Status) -> None:
            # Whoever may not is written down by the store, which knows the invoice.
            if not self.client_access.reaches(access, client) or (
                access.role is Role.CLIENT and status is Status.DRAFT
            ):
                raise NotFound

        return may

    def billing(self, access: Access) -> BillingSetup:
        """
        The practice's billing, when this person may write and send invoices now.

        Raises:
            NotAllowed: A provider without the service, or the service is off; says whom to ask.
        Source: product.md §6, lifecycle.md §3.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        setup = self.desk.billing_setup(access)
        if access.role is Role.PROVIDER and not (setup.enabled and setup.assigned):
            raise NotAllowed(
                "Client Billing is switched off for you. Ask an Admin to enable the service and assign you to it."
            )
        return setup

    def money(self, access: Access) -> BillingSetup:
        """The same, when he may also act on a sent invoice's money; a practice may leave that to its Admins."""
        setup = self.billing(access)
        if access.role is Role.PROVIDER and not setup.staff_actions:
            raise NotAllowed("In this practice only an Admin may do this. Ask an Admin.")
        return setup
