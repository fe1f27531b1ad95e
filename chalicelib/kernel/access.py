"""Who acts now: one person, in one practice, wearing one role (product.md §3)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId


class Role(StrEnum):
    """What a person wears, one at a time; `system` is the platform's own work, never a person's."""

    ADMIN = "admin"
    PROVIDER = "provider"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Access:
    """
    The one who asks, as every service is told and every audit entry names.

    `client`: the profile a person who wears Client owns, else None. `session` and `request` are opaque ids;
    `ip` and `agent` are keyed hashes, never the address itself (data-and-crypto.md §8).
    """

    practice: PracticeId
    person: PersonId
    role: Role
    roles: frozenset[Role] = frozenset()
    client: ClientId | None = None
    session: str = ""
    request: str = ""
    ip: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)

    def require_role(self, *roles: Role) -> "Access":
        """The same access, when it wears one of these. Raises NotAllowed naming the role to wear (S4)."""
        if self.role not in roles:
            raise NotAllowed(_refusal(roles))
        return self


def system(practice: PracticeId, request: str = "") -> Access:
    """The platform acting for a practice: the state machine, the sweep, notices."""
    return Access(practice, PersonId("system"), Role.SYSTEM, request=request)


def _refusal(roles: Collection[Role]) -> str:
    return f"Only {' or '.join(role.value.capitalize() for role in roles)} may do this. Switch your role first."
