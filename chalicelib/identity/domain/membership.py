"""What a person may be in a practice: the membership says it, not the identity provider (data-and-crypto.md §9)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId

STAFF_ROLES = frozenset({Role.ADMIN, Role.PROVIDER})
ROLE_PRECEDENCE = (Role.ADMIN, Role.PROVIDER, Role.CLIENT)


class MembershipStatus(StrEnum):
    """Invited until the first complete sign-in; removed for good: an id is never used again (S5)."""

    INVITED = "invited"
    ACTIVE = "active"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Membership:
    """
    A person in a practice. `epoch`: raised to end every session that began before (S9). `client`: the profile that
    a person who may wear Client owns. The sealed name and e-mail are a `PersonCard`.
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
        """Whether a second factor is required (S6)."""
        return bool(self.roles & STAFF_ROLES)

    @property
    def may_enter(self) -> bool:
        """Whether signing in leads here."""
        return self.status is not MembershipStatus.REMOVED and bool(self.roles)

    @property
    def first_role(self) -> Role:
        """The role worn right after signing in."""
        return next(role for role in ROLE_PRECEDENCE if role in self.roles)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who a person is to the practice; sealed wherever it rests."""

    name: str = field(repr=False)
    email: str = field(repr=False)


def roles_of(words: Collection[str]) -> frozenset[Role]:
    """Roles from words that are known to be roles."""
    return frozenset(Role(word) for word in words)
