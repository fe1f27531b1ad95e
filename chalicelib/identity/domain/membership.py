"""
Defines the membership of a person in a practice.

See docs/records-and-keys.md#sessions-and-sign-in.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId

STAFF_ROLES = frozenset({Role.ADMIN, Role.PROVIDER})
ROLE_PRECEDENCE = (Role.ADMIN, Role.PROVIDER, Role.CLIENT)


class MembershipStatus(StrEnum):
    """
    The status of a membership.

    A person is invited until they complete their first sign-in. A removal is final, because a
    person's id is never used again (S5).
    """

    INVITED = "invited"
    ACTIVE = "active"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Membership:
    """
    A person's membership in a practice, with the person's roles.

    Raising `epoch` ends all sessions that began before (S9). `client` is the id of the client's
    profile if the person has the Client role, or else None. The person's name and e-mail address
    are sealed in a `PersonSummary`.
    """

    practice: PracticeId
    person: PersonId
    roles: frozenset[Role]
    status: MembershipStatus = MembershipStatus.INVITED
    epoch: int = 0
    client: ClientId | None = None
    version: int = 0

    @property
    def is_staff(self) -> bool:
        """Whether the person has a staff role and therefore needs a second factor (S6)."""
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_provider(self) -> bool:
        """Whether the person is a provider now, so that they can be assigned."""
        return Role.PROVIDER in self.roles and self.status is not MembershipStatus.REMOVED

    @property
    def is_active_provider(self) -> bool:
        """Whether the person can take part in appointments."""
        return Role.PROVIDER in self.roles and self.status is MembershipStatus.ACTIVE

    @property
    def may_enter(self) -> bool:
        """Whether the person may sign in to this practice."""
        return self.status is not MembershipStatus.REMOVED and bool(self.roles)

    @property
    def first_role(self) -> Role:
        """The role in which a new session begins."""
        return next(role for role in ROLE_PRECEDENCE if role in self.roles)


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person's name and e-mail address, which are sealed in storage."""

    name: str = field(repr=False)
    email: str = field(repr=False)


def roles_of(words: Collection[str]) -> frozenset[Role]:
    """Return the roles with these names. Raises ValueError for an unknown name."""
    return frozenset(Role(word) for word in words)
