"""What billing asks of the rest of the practice, in memory."""

from dataclasses import dataclass, field, replace

from chalicelib.clients.usecases.ports import InvoiceNames
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound
from chalicelib.practice.domain.tax import TaxRule
from chalicelib.practice.usecases.billing_setup import BillingSetup
from tests.billing.builders import CLIENT, PROVIDER

BILLING_SETUP = BillingSetup(
    currency="USD",
    zone="America/New_York",
    max_invoice=1_000_000,
    rule=TaxRule(),
    enabled=True,
    assigned=True,
    baa_accepted=True,
    record_only=False,
    has_processor=True,
    staff_actions=True,
)


@dataclass
class FakePracticeDirectory:
    """Implements `PracticeDirectory` and `Addresses`: one client, assigned to one provider."""

    open: BillingSetup = BILLING_SETUP
    assigned: set = field(default_factory=lambda: {(PROVIDER, CLIENT)})
    refused: list = field(default_factory=list)
    names_of: dict = field(
        default_factory=lambda: {CLIENT: InvoiceNames("Cleo Client", "Pat Provider", active=True)}
    )

    def now_has(self, **changes):
        self.open = replace(self.open, **changes)

    def billing_setup(self, access):
        assigned = access.role is not Role.PROVIDER or access.person == PROVIDER
        return replace(self.open, assigned=self.open.assigned and assigned)

    def is_assigned(self, access, client):
        return (access.person, client) in self.assigned

    def record_refusal(self, access, client):
        self.refused.append((access.person, client))

    def has_client(self, access, client):  # noqa: ARG002 - one practice
        return client in self.names_of

    def names_for_invoice(self, access, client):  # noqa: ARG002 - one practice
        try:
            return self.names_of[client]
        except KeyError:
            raise NotFound from None

    def of(self, notice):
        return f"{notice.client or notice.person}@example.org"
