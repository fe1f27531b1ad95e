"""Provides the real sign-in code on fake stores, with a clock that tests set."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.usecases.guess_limits import GuessLimits
from chalicelib.identity.usecases.invitations import Invitations
from chalicelib.identity.usecases.password_recovery import PasswordRecovery
from chalicelib.identity.usecases.sessions import Sessions
from chalicelib.identity.usecases.sign_in import SignIn
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller, Device
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from tests.identity.fake_failed_attempts import FakeFailedAttempts
from tests.identity.fake_identity_provider import FakeIdentityProvider
from tests.identity.fake_memberships import FakeMemberships
from tests.identity.fake_open_visits import FakeOpenVisits
from tests.identity.fake_reset_requests import FakeResetRequests
from tests.identity.fake_session_rows import FakeSessionRows
from tests.identity.fake_sign_in_steps import FakeSignInSteps
from tests.identity.fake_used_codes import FakeUsedCodes
from tests.kernel.fake_clock import FakeIdGenerator
from tests.notices.fake_mail import FakeMail
from tests.platform.fake_audit_trail import FakeAuditTrail

PASSWORD = "Correct-Horse-7"
ORIGIN = "https://clocktree.test"
PRACTICE = PracticeId("prc-1")
DESKTOP, PHONE = (
    Caller("r1", "ip", "agent", Device.DESKTOP, ("net",)),
    Caller("r2", "ip", "agent", Device.MOBILE, ("net",)),
)
ADMIN = Access(PRACTICE, PersonId("boss"), Role.ADMIN)


def hash_of(text):
    """Return a plain SHA-256 hash, where the product uses a keyed one."""
    return sha256(text.encode()).hexdigest()


@dataclass
class SignInHarness:
    """
    Holds the sign-in code under test and the fakes on which it runs.

    `people`, `sign_in`, `recovery` and `sessions` are the product's own classes. The stores, the
    mail service and the identity provider are fakes.
    """

    at: datetime = datetime(2026, 11, 24, 15, tzinfo=UTC)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self):
        self.identity, self.audit, self.mail = (
            FakeIdentityProvider(self.now),
            FakeAuditTrail(),
            FakeMail(),
        )
        self.memberships, self.steps, self.failed_attempts = (
            FakeMemberships(),
            FakeSignInSteps(),
            FakeFailedAttempts(),
        )
        self.rows, self.visits = FakeSessionRows(self.memberships), FakeOpenVisits()
        guessing = GuessLimits(self.failed_attempts, FakeUsedCodes(), self.audit, self.now, hash_of)
        self.sessions = Sessions(self.rows, self.audit, self.now, FakeIdGenerator(), self.secret)
        self.sign_in = SignIn(
            self.identity,
            self.steps,
            guessing,
            self.memberships,
            self.sessions,
            self.visits,
            self.now,
            self.secret,
        )
        self.codes = FakeResetRequests()
        self.recovery = PasswordRecovery(
            self.identity,
            self.codes,
            guessing,
            self.memberships,
            self.mail,
            self.audit,
            self.now,
            self.code,
            self.secret,
            hash_of,
            ORIGIN,
        )
        self.people = Invitations(self.identity, self.memberships, self.mail, guessing, ORIGIN)

    def now(self):
        return self.at

    def secret(self):
        return f"{next(self.numbers):043d}"

    def code(self):
        return f"{next(self.numbers):08d}"

    def later(self, seconds):
        self.at += timedelta(seconds=seconds)

    def add_person(
        self, email, *roles, factor="", status=MembershipStatus.ACTIVE, has_chosen_password=True
    ):
        """Add a person with these roles; `factor` is the secret of their second factor."""
        person, _ = self.identity.invite(email)
        known = self.identity.people[email.casefold()]
        known.has_chosen_password, known.password, known.factor = (
            has_chosen_password,
            PASSWORD,
            factor,
        )
        client = ClientId("cli-1") if Role.CLIENT in roles else None
        membership = Membership(PRACTICE, person, frozenset(roles), status, client=client)
        self.memberships.add(ADMIN, membership, PersonSummary("Wil Low", email))
        return self.memberships.get(ADMIN, person)

    def signed_in(self, *roles, caller=DESKTOP):
        """Add a person with these roles, and return a new session for them."""
        number = len(self.identity.people)
        return self.sessions.open(self.add_person(f"p{number}@clocktree.test", *roles), caller)
