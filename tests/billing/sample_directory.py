"""Creates a fake practice directory: one client, assigned to one provider."""

from chalicelib.clients.domain.client import Client, Profile
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Role
from tests.billing.builders import A_PROVIDER, ADMIN, AN_ADMIN, CLIENT, NOW, PRACTICE, PROVIDER
from tests.clients.fake_practice_directory import FakePracticeDirectory


def billing_directory():
    directory = FakePracticeDirectory(PRACTICE)
    profile = Profile("Cleo Client", "cleo@example.org")
    client = Client(CLIENT, PRACTICE, profile, NOW, frozenset({PROVIDER}))
    directory.clients.rows[PRACTICE, CLIENT] = client
    roles, active = frozenset({Role.PROVIDER}), MembershipStatus.ACTIVE
    member = Membership(PRACTICE, PROVIDER, roles, active)
    card = PersonSummary("Pat Provider", "pat@example.org")
    directory.memberships.add(A_PROVIDER, member, card)
    admin = Membership(PRACTICE, ADMIN, frozenset({Role.ADMIN}), active)
    directory.memberships.add(AN_ADMIN, admin, PersonSummary("Ada Admin", "ada@example.org"))
    return directory
