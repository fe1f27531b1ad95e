from dataclasses import dataclass, field

from chalicelib.clients.domain.client import AccountState
from tests.clients.fake_client_store import FakeClientStore
from tests.identity.fake_memberships import FakeMemberships


@dataclass
class FakeLinkedMemberships(FakeMemberships):
    """Fake memberships that also update the client's profile, as the tables do."""

    clients: FakeClientStore = field(default_factory=FakeClientStore)

    def add(self, access, membership, summary):
        super().add(access, membership, summary)
        if membership.client:
            self.clients.link(membership, AccountState.INVITED)

    def activate(self, membership):
        activated = super().activate(membership)
        if membership.client:
            self.clients.link(membership, AccountState.ACTIVE)
        return activated

    def withdraw(self, access, membership):
        super().withdraw(access, membership)
        if membership.client:
            self.clients.link(membership, AccountState.NOT_INVITED)
