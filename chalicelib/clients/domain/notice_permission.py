"""Decides about which topics a client gets notices, by what they permitted (S30)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import PersonId
from chalicelib.notices.domain import NoticeKind, NoticeTopic, topic_of

ASKED_FIRST = frozenset({NoticeTopic.TEXT_REMINDER})
"""Notices about these topics are sent only after the client has permitted them."""


@dataclass(frozen=True, slots=True)
class NoticePermission:
    """
    Whether a client permits notices about a topic, and since when.

    Notices say nothing personal, so most are permitted until the client withdraws the
    permission; those of ASKED_FIRST are not permitted until the client permits them. `at` and
    `recorded_by` are None for a permission that was never changed.
    """

    topic: NoticeTopic
    is_given: bool = True
    at: datetime | None = None
    recorded_by: PersonId | None = None
    role: Role | None = None


STAFF_ONLY = frozenset({NoticeTopic.CONTACT})
"""No client gets notices about these topics."""


def notice_topics(kinds: Iterable[NoticeKind] = NoticeKind) -> Sequence[NoticeTopic]:
    """Return the topics about which clients get notices, in a fixed order."""
    used = {topic_of(kind) for kind in kinds} - STAFF_ONLY
    return [topic for topic in NoticeTopic if topic in used]


def current_permissions(
    history: Iterable[NoticePermission],
) -> Mapping[NoticeTopic, NoticePermission]:
    """Return the permission for each topic, from all changes, oldest first."""
    permissions = {
        topic: NoticePermission(topic, topic not in ASKED_FIRST) for topic in notice_topics()
    }
    return permissions | {change.topic: change for change in history}
