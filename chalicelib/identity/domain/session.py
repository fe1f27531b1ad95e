"""
Defines the session of a signed-in person, and when a session ends.

See docs/records-and-keys.md#sessions-and-sign-in.
"""

from dataclasses import dataclass

from chalicelib.kernel.access import Role, SignInMethod
from chalicelib.kernel.caller import Device
from chalicelib.kernel.ids import PersonId, PracticeId

IDLE_SECONDS = 1800
"""A session ends after this many seconds without activity (S12)."""


TOUCH_SECONDS = 60
"""
Activity is stored at most once in this many seconds.

So a session ends 29 to 30 minutes after the last activity.
"""


MAX_SESSION_SECONDS = {Role.ADMIN: 12 * 3600, Role.PROVIDER: 12 * 3600, Role.CLIENT: 24 * 3600}
"""A session ends after this many seconds, even with activity."""


@dataclass(frozen=True, slots=True)
class Session:
    """
    A person's session, in one role and on one kind of device.

    `id` differs from the cookie and is safe to log. `epoch` is the membership's epoch when the
    session began; when the membership's epoch is raised, the session ends. `seen` is the time of
    the last stored activity. `ends` is the time at which the session ends even if the person is
    active. `seen` and `ends` are in seconds since 1970. `sign_in` is the `id` of the session with
    which the person signed in, if the person has changed their role since; otherwise it is empty.
    `method` is how they proved who they are.
    """

    id: str
    practice: PracticeId
    person: PersonId
    role: Role
    device: Device
    epoch: int
    seen: int
    ends: int
    sign_in: str = ""
    method: SignInMethod = SignInMethod.UNKNOWN

    @property
    def sign_in_id(self) -> str:
        """The id of the sign-in, which a change of role keeps."""
        return self.sign_in or self.id


def is_alive(session: Session, now: int) -> bool:
    """Return whether the session is still valid at `now`."""
    return now < session.seen + IDLE_SECONDS and now < session.ends


def is_touch_due(session: Session, now: int) -> bool:
    """
    Return whether activity at `now` must be stored.

    Activity is stored at most once in TOUCH_SECONDS.
    """
    return now >= session.seen + TOUCH_SECONDS


def idle_seconds_left(session: Session, now: int) -> int:
    """
    Return the seconds after which the session ends if the person stays inactive.

    The result is never negative.
    """
    return max(0, min(session.seen + IDLE_SECONDS, session.ends) - now)
