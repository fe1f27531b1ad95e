"""
Begins, finds and ends sessions.

See docs/records-and-keys.md#sessions-and-sign-in.
"""

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
from chalicelib.kernel.access import Access, Role, SignInMethod
from chalicelib.kernel.caller import Caller, Device
from chalicelib.kernel.errors import (
    AccessEnded,
    NotAllowed,
    PasswordChanged,
    RoleRemoved,
    SessionExpired,
    SessionIdle,
    SignedInElsewhere,
    SignedOut,
)
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail

COOKIE = re.compile(r"[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})")


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """
    Holds the secret value of a session cookie and the ids in that value.

    Only a hash of the secret value is stored.
    """

    value: str = field(repr=False)
    practice: PracticeId
    person: PersonId


class SessionRows(Protocol):
    """
    Stores sessions.

    Each change and its audit entry are stored in one transaction. Only `touch` writes no audit
    entry.
    """

    def read(self, cookie: SessionCookie) -> tuple[Session, Membership] | None:
        """Return a cookie's session and membership, or None if one of them is gone."""

    def was_replaced(self, cookie: SessionCookie) -> bool:
        """Return whether a later sign-in on the same kind of device ended a session."""

    def newest(self, person: PersonId, device: Device) -> Session | None:
        """Return a person's present session on one kind of device, or None."""

    def touch(self, cookie: SessionCookie, now: int) -> bool:
        """
        Store that the person was active at `now`, in seconds since 1970.

        Returns False when the session has ended, or when a later activity is already stored.
        """

    def open(self, access: Access, cookie: SessionCookie, session: Session) -> None:
        """Begin a session, and end the person's other session on the same kind of device."""

    def replace(
        self, access: Access, old: SessionCookie, new: SessionCookie, session: Session
    ) -> None:
        """
        End the old session and begin `session` in its place.

        Raises SignedOut when the old session no longer exists.
        """

    def close(self, access: Access, cookie: SessionCookie) -> None:
        """End the session of a cookie. Does nothing when the session is gone already."""


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """
    A session that is still valid, with its access and membership.

    `idle_seconds_left` is the number of seconds after which the session ends if the person is not
    active.
    """

    access: Access
    session: Session
    membership: Membership
    idle_seconds_left: int


@dataclass(frozen=True, slots=True)
class NewSession:
    """
    A session that just began.

    `cookie` is the secret value of the session cookie. The browser gets this value once.
    """

    cookie: str = field(repr=False)
    session: Session
    access: Access


@dataclass(frozen=True)
class Sessions:
    """
    Begins, finds and ends sessions.

    `new_secret` returns the secret for a new cookie: 256 random bits, encoded as 43 characters.
    """

    rows: SessionRows
    audit: AuditTrail
    clock: Clock
    ids: IdGenerator
    new_secret: Callable[[], str]

    def find(self, cookie: str, caller: Caller, *, counts: bool) -> ActiveSession:
        """
        Return the session of a cookie, if the session is still valid.

        If `counts` is true, the request counts as activity, and the time of the activity is stored
        at most once a minute (S9, S12).

        Raises:
            SignedInElsewhere: A later sign-in on the same kind of device ended the session.
            SessionIdle, SessionExpired: The session ended by itself.
            PasswordChanged, AccessEnded, RoleRemoved: The membership no longer allows the session.
            SignedOut: The session does not exist.
        """
        key = _parse(cookie)
        live, now = self._read(key, caller), self._now()
        if not counts or not is_touch_due(live.session, now):
            return live
        if not self.rows.touch(key, now):
            # The session ended, or another container, whose clock is ahead, stored an activity.
            return self._read(key, caller)
        session = replace(live.session, seen=now)
        return replace(live, session=session, idle_seconds_left=idle_seconds_left(session, now))

    def open(
        self,
        membership: Membership,
        caller: Caller,
        method: SignInMethod = SignInMethod.UNKNOWN,
    ) -> NewSession:
        """
        Begin a session in the first role of a membership.

        Raises Unavailable when the session cannot be stored. In this case no session begins.
        """
        now, role = self._now(), membership.first_role
        ends = now + MAX_SESSION_SECONDS[role]
        session = Session(
            self.ids.id(),
            membership.practice,
            membership.person,
            role,
            caller.device,
            membership.epoch,
            now,
            ends,
            method=method,
        )
        key, access = self._cookie(session), _access(session, membership, caller)
        self.rows.open(access, key, session)
        return NewSession(key.value, session, access)

    def switch_role(
        self, live: ActiveSession, cookie: str, role: Role, caller: Caller
    ) -> NewSession:
        """
        Replace a session with a new session in another role of the person (S4).

        The new session ends no later than the old session would have ended.

        Raises:
            NotAllowed: The membership does not have this role. An audit entry records the refusal.
        """
        if role not in live.membership.roles:
            self.record_refusal(live.access, f"wear {role.value}", AuditAction.SWITCH_ROLE)
            refusal = NotAllowed("You do not have this role. Ask an Admin of your practice for it.")
            refusal.is_audited = True
            raise refusal
        old, now = live.session, self._now()
        ends = min(old.ends, now + MAX_SESSION_SECONDS[role])
        session = Session(
            self.ids.id(),
            old.practice,
            old.person,
            role,
            old.device,
            old.epoch,
            now,
            ends,
            old.sign_in_id,
            old.method,
        )
        key, access = self._cookie(session), _access(session, live.membership, caller)
        self.rows.replace(access, _parse(cookie), key, session)
        return NewSession(key.value, session, access)

    def sign_out(self, cookie: str, caller: Caller) -> Access | None:
        """
        End the session that a cookie identifies, and return its `Access` (S13).

        The `Access` identifies the person who signed out. Returns None when nobody is
        signed in with this cookie.
        """
        try:
            live = self.find(cookie, caller, counts=False)
        except SignedOut:
            return None
        self.rows.close(live.access, _parse(cookie))
        return live.access

    def record_refusal(self, access: Access, operation: str, action: AuditAction) -> None:
        """
        Write an audit entry about an operation that the role forbids (S4, S14).

        Raises Unavailable when the audit entry cannot be stored.
        """
        self.audit.record(access, action, (), purpose=operation, outcome=AuditOutcome.REFUSED)

    def _read(self, key: SessionCookie, caller: Caller) -> ActiveSession:
        row, now = self.rows.read(key), self._now()
        if row is None:
            raise SignedInElsewhere if self.rows.was_replaced(key) else SignedOut
        session, membership = row
        if cause := _cause_of_end(session, membership, now):
            raise cause
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


def _parse(cookie: str) -> SessionCookie:
    match = COOKIE.fullmatch(cookie)
    if not match:
        raise SignedOut
    return SessionCookie(cookie, PracticeId(match[1]), PersonId(match[2]))


def _cause_of_end(session: Session, membership: Membership, now: int) -> type[SignedOut] | None:
    """Return the error that tells the person why their session has ended, or None."""
    if membership.status is not MembershipStatus.ACTIVE:
        return AccessEnded
    if session.role not in membership.roles:
        return RoleRemoved
    if session.epoch != membership.epoch:
        # Only a new password ends the sessions of an active person.
        return PasswordChanged
    if not is_alive(session, now):
        return SessionExpired if now >= session.ends else SessionIdle
    return None


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
        sign_in=session.sign_in,
        method=session.method,
    )
