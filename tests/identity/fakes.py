"""Rows of sign-in and sessions in memory, and the audit trail as a list."""
# ruff: noqa: ARG002 - a port names what a fake need not look at

import itertools
from dataclasses import dataclass, field, replace

from chalicelib.identity.domain.lockout import Tries
from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.identity.domain.session import IDLE
from chalicelib.kernel.errors import Conflict, NotFound, SignedOut, Unavailable
from chalicelib.kernel.ids import OpRef
from chalicelib.platform.audit.actions import AuditOutcome


@dataclass
class FakeAudit:
    """Implements `AuditTrail`; `entries` are (person, action, purpose, outcome)."""

    down: bool = False
    entries: list[tuple] = field(default_factory=list)

    def record(
        self, access, action, records, *, purpose, subject=None, outcome=AuditOutcome.ALLOWED
    ):
        if self.down:
            raise Unavailable
        self.entries.append((access.person, action, purpose, outcome))

    def refusals(self):
        return [
            purpose for _, _, purpose, outcome in self.entries if outcome is AuditOutcome.REFUSED
        ]


@dataclass
class FakeIdGenerator:
    """Implements `Chance`: ids that count."""

    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def id(self):
        return f"01K0000000000000000000{next(self.numbers):04d}"

    def ref(self):
        return OpRef("A" * 20)


@dataclass
class FakeMemberships:
    """Implements `Members` of sign-in and `MembershipRows` of people."""

    rows: dict = field(default_factory=dict)
    cards: dict = field(default_factory=dict)

    def of_person(self, person):
        return [row for (_, own), row in self.rows.items() if own == person]

    def get(self, access, person):
        try:
            return self.rows[access.practice, person]
        except KeyError:
            raise NotFound from None

    def add(self, access, membership, card):
        key = membership.practice, membership.person
        if key in self.rows:
            raise Conflict
        self.rows[key], self.cards[key] = replace(membership, version=1), card

    def put(self, membership):
        self.rows[membership.practice, membership.person] = membership
        return membership

    def activate(self, membership):
        return self.put(
            replace(membership, status=MembershipStatus.ACTIVE, version=membership.version + 1)
        )

    def end_sessions(self, access, person):
        found = self.get(access, person)
        return self.put(replace(found, epoch=found.epoch + 1, version=found.version + 1))

    def card(self, access, person):
        return self.cards[access.practice, person]

    def staff(self, access, cursor):
        own = [key for key in self.rows if key[0] == access.practice and self.rows[key].is_staff]
        return [(self.rows[key], self.cards[key]) for key in own], None


@dataclass
class FakeSessionRows:
    """Implements `SessionRows`."""

    memberships: FakeMemberships
    rows: dict = field(default_factory=dict)
    newest: dict = field(default_factory=dict)
    reads: int = 0
    touches: int = 0

    def read(self, cookie):
        self.reads += 1
        session = self.rows.get(cookie.value)
        membership = self.memberships.rows.get((cookie.practice, cookie.person))
        return (session, membership) if session and membership else None

    def touch(self, cookie, now):
        self.touches += 1
        session = self.rows.get(cookie.value)
        if session is None or not now - IDLE + 1 <= session.seen <= now or session.ends <= now:
            return False
        self.rows[cookie.value] = replace(session, seen=now)
        return True

    def open(self, access, cookie, session):
        self.rows.pop(self.newest.get((session.person, session.device)), None)
        self.newest[session.person, session.device] = cookie.value
        self.rows[cookie.value] = session

    def replace(self, access, old, new, session):
        if self.rows.pop(old.value, None) is None:
            raise SignedOut
        self.open(access, new, session)

    def close(self, access, cookie):
        self.rows.pop(cookie.value, None)


@dataclass
class FakeSteps:
    """Implements `Steps`."""

    rows: dict = field(default_factory=dict)

    def put(self, secret, step, expires):
        self.rows[secret] = step, expires

    def get(self, secret, now):
        step, expires = self.rows.get(secret, (None, 0))
        return step if now < expires else None

    def take(self, secret):
        return self.rows.pop(secret, None) is not None


@dataclass
class FakeTries:
    """Implements `TriesRows`."""

    rows: dict = field(default_factory=dict)

    def read(self, about):
        return self.rows.get(about, Tries())

    def count(self, about, before, after):
        if self.read(about) != before:
            return False
        self.rows[about] = after
        return True

    def clear(self, about):
        self.rows.pop(about, None)


@dataclass
class FakeCodes:
    """Implements `Codes` of recovery."""

    rows: dict = field(default_factory=dict)

    def put(self, email, asked, expires):
        self.rows[email] = asked, expires

    def tried(self, email, now, most):
        asked, expires = self.rows.get(email, (None, 0))
        if asked is None or asked.tries >= most or expires <= now:
            return None
        self.rows[email] = replace(asked, tries=asked.tries + 1), expires
        return self.rows[email][0]

    def forget(self, email):
        self.rows.pop(email, None)


@dataclass
class FakeUsedCodes:
    """Implements `UsedCodes`."""

    rows: dict = field(default_factory=dict)

    def claim(self, person, code, now, expires):
        if self.rows.get((person, code), 0) > now:
            return False
        self.rows[person, code] = expires
        return True


@dataclass
class FakeMail:
    """Implements `Mail`: what was sent, as (to, subject, text)."""

    sent: list = field(default_factory=list)
    refuses: Exception | None = None

    def send(self, to, subject, text):
        if self.refuses:
            raise self.refuses
        self.sent.append((to, subject, text))
