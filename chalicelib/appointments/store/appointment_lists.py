"""Queries the rows of lists of appointments, and of requests that nobody answered."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.appointments.store import keys
from chalicelib.appointments.store.items import AppointmentItem
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.key_parts import moment

FIRST, LAST = "0", "~"
"""FIRST sorts before every time in a key, and LAST after every time."""
MAX_UNANSWERED = 25
"""The most unanswered requests that are read at once from each shard of their queue."""


class DynamoRequestQueue:
    """Implements `RequestQueue` with DynamoDB."""

    def unanswered(self, now: datetime) -> Sequence[tuple[PracticeId, AppointmentId]]:
        rows = due_rows(AppointmentItem, keys.request_queue, now, limit=MAX_UNANSWERED)
        return [(PracticeId(item.practice), AppointmentId(item.id)) for item in rows]


def appointments_page(access: Access, filters: AppointmentFilter) -> queries.Page[AppointmentItem]:
    """Return a page of rows that a list of appointments consists of."""
    partition, index, condition = _query(access, filters)
    return queries.page(
        AppointmentItem,
        partition,
        index=index,
        condition=condition,
        cursor=filters.cursor,
        limit=filters.limit,
        newest_first=filters.latest_first,
        only=AppointmentItem.status == filters.status.value if filters.status else None,
    )


def _query(access: Access, filters: AppointmentFilter) -> tuple[str, int, Condition]:
    if not filters.provider and not filters.client:
        since, until = (
            moment(at) if at else border
            for at, border in ((filters.since, FIRST), (filters.until, LAST))
        )
        return (
            partitions.appointments(access.practice),
            2,
            AppointmentItem.g2sk.between(since, until),
        )
    prefix, ends = keys.OWN_APPOINTMENTS, ((filters.since, FIRST), (filters.until, LAST))
    since, until = (keys.own_appointments(at) if at else prefix + border for at, border in ends)
    partition = (
        partitions.provider(access.practice, filters.provider)
        if filters.provider
        else partitions.client_partition(access.practice, filters.client or "")
    )
    return partition, 1, AppointmentItem.g1sk.between(since, until)
