"""Defines the person, practice and role of a request (docs/product.md#roles)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.kernel.errors import NotAllowed
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId


class Role(StrEnum):
    """
    Lists the roles; a person acts in one role at a time.

    `system` is the role of the platform itself, for example in a scheduled job.
    """

    ADMIN = "admin"
    PROVIDER = "provider"
    CLIENT = "client"
    SYSTEM = "system"


class SignInMethod(StrEnum):
    """
    Lists how a person proved who they are when they signed in.

    `unknown` is the method of sessions that began before it was recorded.
    """

    PASSWORD = "password"
    PASSWORD_AND_CODE = "password_and_code"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Access:
    """
    Identifies the person who makes a request, for use cases and audit entries.

    `client` is the id of the person's own client profile while the person acts as Client,
    else None. `roles` are all roles that the person has in the practice. `session` and
    `request` are opaque ids. `ip` and `agent` are keyed hashes of the person's IP address
    and browser (docs/records-and-keys.md#audit). `sign_in` is the id of the session with
    which the person signed in, if a change of role has replaced that session since;
    otherwise it is empty. `writes` says that the request may change a client's record, which
    nobody may do after the client's profile was merged into another. `method` is how the person
    signed in.
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
    sign_in: str = ""
    writes: bool = False
    method: SignInMethod = SignInMethod.UNKNOWN

    @property
    def sign_in_id(self) -> str:
        """The id of the person's sign-in, which a change of role keeps."""
        return self.sign_in or self.session

    def require_role(self, *roles: Role) -> "Access":
        """
        Return this access if the person acts in one of the given roles.

        Raises:
            NotAllowed: The person acts in another role (S4).
        """
        if self.role not in roles:
            raise NotAllowed(_refusal(roles))
        return self


def system(practice: PracticeId, request: str = "") -> Access:
    """Return an `Access` for work that the platform itself does for a practice."""
    return Access(practice, PersonId("system"), Role.SYSTEM, request=request)


def _refusal(roles: Collection[Role]) -> str:
    names = " or ".join(role.value.capitalize() for role in roles)
    return f"Only {names} may do this. Switch your role first."
