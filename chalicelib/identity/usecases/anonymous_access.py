"""Describes callers who are not signed in, for audit entries."""

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.ids import PLATFORM_PRACTICE, PersonId, PracticeId

UNKNOWN = PersonId("unknown")


def anonymous_access(
    caller: Caller,
    practice: PracticeId = PLATFORM_PRACTICE,
    person: PersonId = UNKNOWN,
) -> Access:
    """Return the access of a caller without session, and whom they claim to be."""
    return Access(
        practice, person, Role.SYSTEM, request=caller.request, ip=caller.ip, agent=caller.agent
    )
