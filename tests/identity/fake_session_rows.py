# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements
from dataclasses import dataclass, field, replace

from chalicelib.identity.domain.session import IDLE_SECONDS
from chalicelib.kernel.errors import SignedOut
from tests.identity.fake_memberships import FakeMemberships


@dataclass
class FakeSessionRows:
    """A fake `SessionRows` that keeps sessions in memory and counts its calls."""

    memberships: FakeMemberships
    rows: dict = field(default_factory=dict)
    newest_of: dict = field(default_factory=dict)
    replaced: set = field(default_factory=set)
    reads: int = 0
    touches: int = 0

    def read(self, cookie):
        self.reads += 1
        session = self.rows.get(cookie.value)
        membership = self.memberships.rows.get((cookie.practice, cookie.person))
        return (session, membership) if session and membership else None

    def was_replaced(self, cookie):
        return cookie.value in self.replaced

    def newest(self, person, device):
        return self.rows.get(self.newest_of.get((person, device)))

    def touch(self, cookie, now):
        self.touches += 1
        session = self.rows.get(cookie.value)
        if (
            session is None
            or not now - IDLE_SECONDS + 1 <= session.seen <= now
            or session.ends <= now
        ):
            return False
        self.rows[cookie.value] = replace(session, seen=now)
        return True

    def open(self, access, cookie, session):
        before = self.newest_of.get((session.person, session.device))
        if self.rows.pop(before, None):
            self.replaced.add(before)
        self.newest_of[session.person, session.device] = cookie.value
        self.rows[cookie.value] = session

    def replace(self, access, old, new, session):
        if self.rows.pop(old.value, None) is None:
            raise SignedOut
        self.open(access, new, session)

    def close(self, access, cookie):
        self.rows.pop(cookie.value, None)
