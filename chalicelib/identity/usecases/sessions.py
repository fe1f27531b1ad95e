"""Who is signed in, for how long, in which role (data-and-crypto.md §9)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.identity.domain.session import (
    MAX_SESSION_SECONDS,
    Session,
    idle_seconds_left,
    is_alive,
    is_touch_due,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import NotAllowed, SignedOut
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail

COOKIE = re.compile(r"[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})")


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The whole secret value with the ids it names; kept by the browser only, here as a hash."""

    value: str = field(repr=False)
    practice: PracticeId
    person: PersonId


class SessionRows(Protocol):
    """Where sessions rest. Every change but a touch is one transaction with its audit entry."""

    def read(self, cookie: SessionCookie) -> tuple[Session, Membership] | None:
        """Session and membership in one consistent read; None when either is gone."""

    def touch(self, cookie: SessionCookie, now: int) -> bool:
        """Write activity down, unless the session is over at `now` or was seen later than that; then False."""

    def open(self, access: Access, cookie: SessionCookie, session: Session) -> None:
        """Begin a session and end the person's other one on this kind of device: the newest wins."""

    def replace(
        self, access: Access, old: SessionCookie, new: SessionCookie, session: Session
    ) -> None:
        """Begin `session` in place of the old one. Raises SignedOut when that is gone."""

    def close(self, access: Access, cookie: SessionCookie) -> None:
        """End a session; one that is gone is fine."""


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """A session in use: what it allows and how long it lasts."""

    access: Access
    session: Session
    membership: Membership
    idle_seconds_left: int


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that has just begun; `cookie` is told to the browser once."""

    cookie: str = field(repr=False)
    session: Session
    access: Access


@dataclass(frozen=True)
class Sessions:
    """Sessions of every practice. `new_secret`: 256 random bits as 43 characters."""

    rows: SessionRows
    audit: AuditTrail
    clock: Clock
    chance: IdGenerator
    new_secret: Callable[[], str]

    def find(self, cookie: str, caller: Caller, *, counts: bool) -> ActiveSession:
        """
        The session behind a cookie, after one read; activity that `counts` is written down at most each 60 s.

        Raises:
            SignedOut: No such session, or it is over, or its membership changed since.
        Source: S9, S12.
        """
        key = _parsed(cookie)
        live, now = self._read(key, caller), self._now()
        if not counts or not is_touch_due(live.session, now):
            return live
        if not self.rows.touch(key, now):
            # Another container whose clock runs ahead may have touched it; if not, the session is over.
            return self._read(key, caller)
        session = replace(live.session, seen=now)
        return replace(live, session=session, idle_seconds_left=idle_seconds_left(session, now))

    def open(self, membership: Membership, caller: Caller) -> NewSession:
        """Sign a person in. Raises Unavailable; then no session began."""
        now, role = self._now(), membership.first_role
        ends = now + MAX_SESSION_SECONDS[role]
        session = Session(
            self.chance.id(),
            membership.practice,
            membership.person,
            role,
            caller.device,
            membership.epoch,
            now,
            ends,
        )
        key, access = self._cookie(session), _access(session, membership, caller)
        self.rows.open(access, key, session)
        return NewSession(key.value, session, access)

    def switch_role(
        self, live: ActiveSession, cookie: str, role: Role, caller: Caller
    ) -> NewSession:
        """
        Change the role worn: a new session takes the old one's place and lasts no longer than it would have (S4).

        Raises:
            NotAllowed: The membership does not hold this role; the attempt is audited.
        """
        if role not in live.membership.roles:
            self.record_refusal(live.access, f"wear {role.value}", AuditAction.SWITCH_ROLE)
            raise NotAllowed("You do not have this role in the practice.")
        old, now = live.session, self._now()
        ends = min(old.ends, now + MAX_SESSION_SECONDS[role])
        session = Session(
            self.chance.id(), old.practice, old.person, role, old.device, old.epoch, now, ends
        )
        key, access = self._cookie(session), _access(session, live.membership, caller)
        self.rows.replace(access, _parsed(cookie), key, session)
        return NewSession(key.value, session, access)

    def sign_out(self, cookie: str, caller: Caller) -> Access | None:
        """End this session, and tell whose it was; when nobody is signed in, nothing happens (S13)."""
        try:
            live = self.find(cookie, caller, counts=False)
        except SignedOut:
            return None
        self.rows.close(live.access, _parsed(cookie))
        return live.access

    def record_refusal(self, access: Access, operation: str, action: AuditAction) -> None:
        """Write down that the role worn did not allow this operation, a few words. Raises Unavailable (S4, S14)."""
        self.audit.record(access, action, (), purpose=operation, outcome=AuditOutcome.REFUSED)

    def _read(self, key: SessionCookie, caller: Caller) -> ActiveSession:
        found, now = self.rows.read(key), self._now()
        if found is None:
            raise SignedOut
        session, membership = found
        holds = membership.status is MembershipStatus.ACTIVE and session.role in membership.roles
        if not holds or session.epoch != membership.epoch or not is_alive(session, now):
            raise SignedOut
        return ActiveSession(
            _access(session, membership, caller),
            session,
            membership,
            idle_seconds_left(session, now),
        )

    def _cookie(self, session: Session) -> SessionCookie:
        value = f"{self.new_secret()}.{session.practice}.{session.person}"
        return SessionCookie(value, session.practice, session.person)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _parsed(cookie: str) -> SessionCookie:
    match = COOKIE.fullmatch(cookie)
    if not match:
        raise SignedOut
    return SessionCookie(cookie, PracticeId(match[1]), PersonId(match[2]))


def _access(session: Session, membership: Membership, caller: Caller) -> Access:
    return Access(
        practice=session.practice,
        person=session.person,
        role=session.role,
        roles=membership.roles,
        client=membership.client if session.role is Role.CLIENT else None,
        session=session.id,
        request=caller.request,
        ip=caller.ip,
        agent=caller.agent,
    )
