"""Provides the real code of a practice on fake stores and fake providers."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chalicelib.clients.domain.client import Profile
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_list import ClientList
from chalicelib.clients.usecases.clients import Clients
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.usecases.guess_limits import GuessLimits
from chalicelib.identity.usecases.invitations import Invitations
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.payments.account_forms import ACCOUNT_FORMS
from chalicelib.payments.usecases.processor_accounts import ProcessorAccounts
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.service import CLIENT_BILLING, client_billing
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.practice.usecases.offerings import Offerings
from chalicelib.practice.usecases.practices import Practices
from tests.clients.fake_client_store import FakeClientStore
from tests.clients.fake_practice_directory import FakePracticeDirectory
from tests.identity.fake_failed_attempts import FakeFailedAttempts
from tests.identity.fake_identity_provider import FakeIdentityProvider
from tests.identity.fake_used_codes import FakeUsedCodes
from tests.kernel.fake_clock import FakeIdGenerator
from tests.notices.fake_mail import FakeMail
from tests.payments.fake_processor import FakeProcessor
from tests.payments.fake_processor_account_rows import FakeProcessorAccountRows
from tests.platform.fake_audit_trail import FakeAuditTrail
from tests.practice.fake_agreement import FakeAgreement
from tests.practice.fake_linked_memberships import FakeLinkedMemberships
from tests.practice.fake_offering_rows import FakeOfferingRows
from tests.practice.fake_practice_rows import FakePracticeRows

PRACTICE = PracticeId("prc-1")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ADMIN = Access(PRACTICE, PersonId("boss"), Role.ADMIN)
SAM = Access(PRACTICE, PersonId("sam"), Role.PROVIDER)
KIM = Access(PRACTICE, PersonId("kim"), Role.PROVIDER)
AVERY = Profile("Avery Stone", "avery@mail.example")
KEYS = {
    "publishable_key": "pk_test_willowcreek",
    "secret_key": "sk_test_willowcreek",
    "webhook_secret": "whsec_willowcreek",
}


@dataclass
class FakeProcessorFactory:
    """
    A fake `ProcessorFactory` that returns a `FakeProcessor` for any keys.

    `refusal` is the error that each call to the processor raises, or None. `opened` lists the keys
    that were used.
    """

    clock: object
    refusal: Exception | None = None
    opened: list = field(default_factory=list)

    def charge_limits(self, kind, currency):  # noqa: ARG002 - all processors are the fake
        return FakeProcessor(self.clock).charge_limits(currency)

    def of(self, credentials):
        self.opened.append(credentials)
        return FakeProcessor(self.clock, refusal=self.refusal)


@dataclass
class PracticeHarness:
    """
    Holds the practice use cases under test, and the fakes that they use.

    `practices`, `offerings`, `accounts`, `clients` and `people` are the product's own
    classes. The stores, the mail service, the identity provider and the payment
    processors are fakes.
    """

    at: datetime = NOW

    def __post_init__(self):
        self.client_rows = FakeClientStore(now=self.now)
        self.memberships = FakeLinkedMemberships(clients=self.client_rows)
        self.identity, self.mail, ids = (
            FakeIdentityProvider(self.now),
            FakeMail(),
            FakeIdGenerator(),
        )
        guessing = GuessLimits(
            FakeFailedAttempts(), FakeUsedCodes(), FakeAuditTrail(), self.now, str
        )
        self.people = Invitations(
            self.identity, self.memberships, self.mail, guessing, "https://clocktree.test"
        )
        self.offering_rows, self.agreement, self.processors = (
            FakeOfferingRows(),
            FakeAgreement(),
            FakeProcessorFactory(self.now),
        )
        self.practice_rows = FakePracticeRows(self.offering_rows)
        self.account_rows = FakeProcessorAccountRows(self.practice_rows)
        self.practice_rows.add(
            ADMIN, Practice(PRACTICE, "Willow Creek", "America/New_York"), client_billing()
        )
        self.directory = FakePracticeDirectory(
            PRACTICE,
            self.client_rows,
            self.memberships,
            BillingSetup("USD", "UTC", 10**6, None, *[True] * 6),
        )
        self.client_rows.directory = self.directory
        self.practices = Practices(self.practice_rows, self.agreement, self.memberships, self.now)
        self.offerings = Offerings(self.offering_rows, self.memberships, self.practice_rows)
        self.accounts = ProcessorAccounts(
            self.account_rows, self.practice_rows, self.processors, ACCOUNT_FORMS, ids, self.now
        )
        client_access = ClientAccess(self.directory, self.directory)
        self.client_list = ClientList(self.client_rows, self.directory, client_access)
        self.clients = Clients(
            self.client_rows,
            self.directory,
            self.people,
            self.directory,
            client_access,
            ids,
            self.now,
        )
        self.add_member(ADMIN, "Jordan Ellis", Role.ADMIN)
        self.add_member(SAM, "Sam Rivera", Role.PROVIDER)
        self.add_member(KIM, "Kim Park", Role.PROVIDER)

    def now(self):
        return self.at

    def add_member(self, access, name, *roles):
        member = Membership(PRACTICE, access.person, frozenset(roles), MembershipStatus.ACTIVE)
        self.memberships.add(ADMIN, member, PersonSummary(name, f"{access.person}@clocktree.test"))

    def without_agreement(self):
        self.directory.settings = replace(self.directory.settings, baa_accepted=False)

    def client(self, access=SAM, profile=AVERY, **changed):
        """Create a client with the product's `Clients` class, and return the client."""
        options = {"providers": [], "key": None, "invite": False} | changed
        return self.clients.create(
            access, profile, options["providers"], options["key"], invite=options["invite"]
        ).client

    def service(self):
        return self.offering_rows.get(PRACTICE, CLIENT_BILLING)


NOBODYS = ClientId("01K00000000000000000000000")
