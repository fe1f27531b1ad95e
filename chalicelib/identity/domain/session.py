"""How long a sign-in lasts, as arithmetic on whole seconds since 1970 (data-and-crypto.md §9)."""

from dataclasses import dataclass

from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Device
from chalicelib.kernel.ids import PersonId, PracticeId

IDLE_SECONDS = 1800
"""Seconds without activity after which a session is over (S12)."""


TOUCH_SECONDS = 60
"""Activity is written down at most this often, in seconds: a session ends 29 to 30 minutes after the last one."""


MAX_SESSION_SECONDS = {Role.ADMIN: 12 * 3600, Role.PROVIDER: 12 * 3600, Role.CLIENT: 24 * 3600}
"""Seconds after which even a busy session is over."""


@dataclass(frozen=True, slots=True)
class Session:
    """
    One sign-in. `id` is opaque and safe to log; the cookie is not in it.

    `epoch`: that of the membership when it began; a later one there ends this session. `seen`: last activity
    written down. `ends`: when it is over whatever happens. Both in seconds.
    """

    id: str
    practice: PracticeId
    person: PersonId
    role: Role
    device: Device
    epoch: int
    seen: int
    ends: int


def is_alive(session: Session, now: int) -> bool:
    """Whether the session may still be used at `now`."""
    return now < session.seen + IDLE_SECONDS and now < session.ends


def is_touch_due(session: Session, now: int) -> bool:
    """Whether activity at `now` must be written down."""
    return now >= session.seen + TOUCH_SECONDS


def idle_seconds_left(session: Session, now: int) -> int:
    """Seconds until the session ends unless there is activity; never negative."""
    return max(0, min(session.seen + IDLE_SECONDS, session.ends) - now)
