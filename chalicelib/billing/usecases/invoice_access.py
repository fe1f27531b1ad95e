"""Decides who may see, write and act on invoices (S2)."""

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

NO_BILLING = (
    "Client Billing is switched off for you. "
    "Ask an Admin to enable the service and assign you to it."
)


@dataclass(frozen=True, slots=True)
class InvoiceAccess:
    """
    Reads invoices for a person, and checks what they may do with them.

    An invoice that the person may not see is answered as one that does not exist.
    """

    invoices: InvoiceStore
    directory: PracticeDirectory
    client_access: ClientAccess

    def invoice(self, access: Access, invoice: InvoiceId) -> Invoice:
        """The invoice. Raises NotFound alike if it is absent, of another practice or not theirs."""
        return self.invoices.get(access, invoice, self._check(access))

    def read(self, access: Access, invoice: InvoiceId) -> tuple[Invoice, tuple[Entry, ...]]:
        """The invoice with its ledger. Raises NotFound as `invoice`."""
        return self.invoices.read(access, invoice, self._check(access))

    def require_writing(self, access: Access) -> BillingSetup:
        """
        The practice's billing settings, if the person may write and send invoices.

        Raises:
            NotAllowed: The service Client Billing is off, or the provider is not assigned to it.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        setup = self.directory.billing_setup(access)
        if lacks_billing(access, setup):
            raise NotAllowed(NO_BILLING)
        return setup

    def require_actions(self, access: Access) -> BillingSetup:
        """
        The billing settings, if the person may also act on the money of sent invoices.

        Raises:
            NotAllowed: As `require_writing`, or the practice leaves this to its Admins.
        """
        setup = self.require_writing(access)
        if access.role is Role.PROVIDER and not setup.staff_actions:
            raise NotAllowed("In this practice only an Admin may do this. Ask an Admin.")
        return setup

    def _check(self, access: Access) -> AccessCheck:
        def check(client: ClientId, status: Status) -> None:
            # The store audits a refusal, since it knows the invoice.
            hidden = access.role is Role.CLIENT and status is Status.DRAFT
            if hidden or not self.client_access.reaches(access, client):
                raise NotFound

        return check


def lacks_billing(access: Access, setup: BillingSetup) -> bool:
    """Whether a provider is kept from invoices because the service is off or not theirs."""
    return access.role is Role.PROVIDER and not (setup.enabled and setup.assigned)
