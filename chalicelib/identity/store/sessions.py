"""Stores sessions under a hash of their cookies."""

from dataclasses import dataclass, replace
from hashlib import sha256

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.domain.session import IDLE_SECONDS, Session
from chalicelib.identity.store import keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.identity.usecases.sessions import SessionCookie
from chalicelib.kernel.access import Access, Role, SignInMethod
from chalicelib.kernel.caller import Device
from chalicelib.kernel.errors import Conflict, SignedOut
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.queries import batch_get
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.platform.dynamodb.transactions import Transaction, transaction

MAX_WRITE_ATTEMPTS = 3
REPLACED_SECONDS = 24 * 3600
"""How long the browser of a replaced session can learn why the session ended."""


class SessionItem(EphemeralItem):
    """
    A row for a session.

    The row has about 300 bytes, so updating the time of the last activity costs one write unit.
    `replaced`: true after another sign-in on the same kind of device has ended the session.
    """

    id = UnicodeAttribute()
    practice = UnicodeAttribute()
    person = UnicodeAttribute()
    role = UnicodeAttribute()
    device = UnicodeAttribute()
    epoch = NumberAttribute()
    seen = NumberAttribute()
    ends = NumberAttribute()
    sign_in = UnicodeAttribute(null=True)
    method = UnicodeAttribute(null=True)
    replaced = BooleanAttribute(null=True)

    def session(self) -> Session:
        return Session(
            self.id,
            PracticeId(self.practice),
            PersonId(self.person),
            Role(self.role),
            Device(self.device),
            int(self.epoch),
            int(self.seen),
            int(self.ends),
            self.sign_in or "",
            SignInMethod(self.method or SignInMethod.UNKNOWN),
        )


class NewestSessionItem(EphemeralItem):
    """
    A row that points to a person's session on one kind of device.

    `sid` is the SHA-256 hash of the session's cookie.
    """

    sid = UnicodeAttribute()


@dataclass(frozen=True, slots=True)
class DynamoSessions:
    """Implements `SessionRows` with DynamoDB."""

    audit: DynamoAudit

    def read(self, cookie: SessionCookie) -> tuple[Session, Membership] | None:
        """Read the session and the membership with one BatchGet over two tables."""
        own = keys.membership(cookie.practice, cookie.person)
        item, membership = batch_get(
            (SessionItem, keys.session(_hash(cookie))), (MembershipItem, own)
        )
        if not item or not membership or item.replaced:
            return None
        return item.session(), membership.membership()

    def was_replaced(self, cookie: SessionCookie) -> bool:
        """Read the row that the ended session left behind."""
        (item,) = batch_get((SessionItem, keys.session(_hash(cookie))))
        return bool(item and item.replaced)

    def newest(self, person: PersonId, device: Device) -> Session | None:
        """Read the row that points to the session, and then the session."""
        (pointer,) = batch_get((NewestSessionItem, keys.session_of_person(person, device.value)))
        if pointer is None:
            return None
        (item,) = batch_get((SessionItem, keys.session(pointer.sid)))
        return item.session() if item and not item.replaced else None

    def touch(self, cookie: SessionCookie, now: int) -> bool:
        """
        Store that the person is active, with a conditional update.

        The condition fails for an ended session, so the update cannot revive the session.
        """
        alive = SessionItem.seen.between(now - IDLE_SECONDS + 1, now) & (SessionItem.ends > now)
        alive &= SessionItem.replaced.does_not_exist()
        try:
            with mapped_errors():
                SessionItem(*keys.session(_hash(cookie))).update(
                    [SessionItem.seen.set(now)], condition=alive
                )
        except Conflict:
            return False
        return True

    def open(self, access: Access, cookie: SessionCookie, session: Session) -> None:
        """
        Begin a session, and retry if another sign-in of the person interferes.

        Raises Conflict after MAX_WRITE_ATTEMPTS failed attempts.
        """
        for attempt in range(1, MAX_WRITE_ATTEMPTS + 1):
            try:
                return self._open(access, cookie, session)
            except Conflict:
                if attempt == MAX_WRITE_ATTEMPTS:
                    raise
        return None

    def replace(
        self, access: Access, old: SessionCookie, new: SessionCookie, session: Session
    ) -> None:
        """
        Replace the old session with the new session in one transaction.

        Raises SignedOut when the old session no longer exists.
        """
        try:
            with transaction() as write:
                present = SessionItem.pk.exists() & SessionItem.replaced.does_not_exist()
                write.delete(SessionItem(*keys.session(_hash(old))), condition=present)
                self._begin(write, new, session, _hash(old))
                entry = self.audit.entry(
                    access, AuditAction.SWITCH_ROLE, [session.id], purpose="switch role"
                )
                self.audit.add_to(write, entry)
        except Conflict:
            raise SignedOut from None

    def close(self, access: Access, cookie: SessionCookie) -> None:
        """
        Delete the session's row and write an audit entry.

        The row that points to the session may remain. A pointer to a deleted session has no effect.
        """
        with transaction() as write:
            write.delete(SessionItem(*keys.session(_hash(cookie))))
            self.audit.add_to(
                write,
                self.audit.entry(
                    access, AuditAction.SIGN_OUT, [access.session], purpose="sign out"
                ),
            )

    def _open(self, access: Access, cookie: SessionCookie, session: Session) -> None:
        before = self._newest(session)
        with transaction() as write:
            self._begin(write, cookie, session, before)
            if before:
                self._mark_replaced(write, session, before)
            self.audit.add_to(
                write,
                self.audit.entry(access, AuditAction.SIGN_IN, [session.id], purpose="sign in"),
            )

    def _mark_replaced(self, write: Transaction, session: Session, before: str) -> None:
        """
        End the older session, and leave a row that tells its browser why it ended.

        The row has none of the older session's data.
        """
        ended = replace(
            session, id="ended", seen=0, ends=0, sign_in="", method=SignInMethod.UNKNOWN
        )
        item = _row(before, ended)
        item.replaced, item.expires = True, session.seen + REPLACED_SECONDS
        write.save(item)

    def _newest(self, session: Session) -> str | None:
        with mapped_errors():
            try:
                pointer = NewestSessionItem.get(*_pointer(session), consistent_read=True)
            except NewestSessionItem.DoesNotExist:
                return None
        return str(pointer.sid)

    def _begin(
        self, write: Transaction, cookie: SessionCookie, session: Session, before: str | None
    ) -> None:
        unchanged = (
            (NewestSessionItem.sid == before) if before else NewestSessionItem.pk.does_not_exist()
        )
        pointer = NewestSessionItem(*_pointer(session), sid=_hash(cookie), expires=session.ends)
        write.save(_item(cookie, session), condition=SessionItem.pk.does_not_exist())
        write.save(pointer, condition=unchanged)


def _item(cookie: SessionCookie, session: Session) -> SessionItem:
    return _row(_hash(cookie), session)


def _row(hashed: str, session: Session) -> SessionItem:
    return SessionItem(
        *keys.session(hashed),
        id=session.id,
        practice=session.practice,
        person=session.person,
        role=session.role.value,
        device=session.device.value,
        epoch=session.epoch,
        seen=session.seen,
        ends=session.ends,
        sign_in=session.sign_in or None,
        method=session.method.value,
        expires=session.ends,
    )


def _pointer(session: Session) -> key_parts.Key:
    return keys.session_of_person(session.person, session.device.value)


def _hash(cookie: SessionCookie) -> str:
    return sha256(cookie.value.encode()).hexdigest()
