"""Finds which sessions are active. A check does not count as activity (S12)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.identity.domain.membership import Membership, MembershipStatus
from chalicelib.identity.domain.session import Session, is_alive
from chalicelib.identity.store import keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.identity.store.sessions import NewestSessionItem, SessionItem
from chalicelib.kernel.access import Access
from chalicelib.kernel.caller import Device
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.platform.dynamodb import key_parts, queries


@dataclass(frozen=True, slots=True)
class DynamoActiveSessions:
    """
    Implements `LiveSessions` with DynamoDB. `now` returns an aware datetime.

    `follows_role`: whether an access stays valid after its person changed to another role.
    """

    now: Callable[[], datetime]
    follows_role: bool = True

    def still(self, accesses: Collection[Access]) -> Collection[Access]:
        """Return those of `accesses` whose sessions are still active."""
        people = sorted({each.person for each in accesses})
        hashes = _newest(people)
        members = sorted({(each.practice, each.person) for each in accesses})
        requests: list[tuple[Any, key_parts.Key]] = [
            (SessionItem, keys.session(hashed)) for hashed in hashes
        ]
        requests += [(MembershipItem, keys.membership(*each)) for each in members]
        rows = [row for row in queries.batch_get(*requests) if row]
        sessions: dict[tuple[PracticeId, PersonId], list[Session]] = defaultdict(list)
        for row in rows:
            if isinstance(row, SessionItem) and not row.replaced:
                session = row.session()
                sessions[session.practice, session.person].append(session)
        memberships = {
            (member.practice, member.person): member
            for member in (row.membership() for row in rows if isinstance(row, MembershipItem))
        }
        now = int(self.now().timestamp())
        return [
            each
            for each in accesses
            if _is_active(
                each,
                _session_of(
                    each,
                    sessions[each.practice, each.person],
                    follows_role=self.follows_role,
                ),
                memberships.get((each.practice, each.person)),
                now,
            )
        ]


@dataclass(frozen=True, slots=True)
class DynamoSessionCheck:
    """
    Implements `SignIns` with DynamoDB. `now` returns a datetime with a time zone.

    A check reads only the person's sessions, not the membership. This is enough, because the
    `ConnectionSweeper` closes the person's sockets when the membership changes (S9).
    """

    now: Callable[[], datetime]

    def holds(self, access: Access) -> bool:
        """
        Return whether a session is still valid.

        The method sends two BatchGets.
        """
        rows = queries.batch_get(
            *((SessionItem, keys.session(hashed)) for hashed in _newest([access.person]))
        )
        session = _session_of(access, [row.session() for row in rows if row and not row.replaced])
        return session is not None and is_alive(session, int(self.now().timestamp()))


def _newest(people: Iterable[PersonId]) -> Sequence[str]:
    pointers = [
        (NewestSessionItem, keys.session_of_person(who, device.value))
        for who in people
        for device in Device
    ]
    return [row.sid for row in queries.batch_get(*pointers) if row]


def _session_of(
    access: Access, sessions: Iterable[Session], *, follows_role: bool = True
) -> Session | None:
    """
    Return the session that an access belongs to, or None if there is none.

    A session belongs to the access if it is the same session in the same role. If the person
    has changed their role since, the session that replaced it belongs to the access too:
    the person did not sign out. With `follows_role=False`, it does not.
    """
    own = [
        each
        for each in sessions
        if (each.practice, each.person) == (access.practice, access.person)
    ]
    for session in own:
        if session.id == access.session:
            return session if session.role is access.role else None
    if not follows_role:
        return None
    return next((each for each in own if each.sign_in_id == access.sign_in_id), None)


def _is_active(
    access: Access, session: Session | None, membership: Membership | None, now: int
) -> bool:
    if session is None or membership is None or membership.status is not MembershipStatus.ACTIVE:
        return False
    roles = {session.role, access.role}
    return (
        roles <= membership.roles and session.epoch == membership.epoch and is_alive(session, now)
    )
