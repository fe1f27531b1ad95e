"""Queries the rows of lists of appointments, and of queues of due ones."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AGREED
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.items import AppointmentItem
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import moment

FIRST, LAST = "0", "~"
"""FIRST sorts before every time in a key, and LAST after every time."""
MAX_DUE = 25
"""The most appointments that are read at once from each shard of a queue."""


class DynamoRequestQueue:
    """Implements `RequestQueue` with DynamoDB."""

    def unanswered(self, now: datetime) -> Sequence[tuple[PracticeId, AppointmentId]]:
        return _due(keys.request_queue, now)


class DynamoSettlementQueue:
    """Implements `SettlementQueue` with DynamoDB."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, AppointmentId]]:
        return _due(keys.unsettled_queue, now)

    def leave_to_staff(self, appointment: Appointment) -> None:
        item = AppointmentItem(*keys.appointment(appointment.practice, appointment.id))
        with mapped_errors():
            item.update(
                [AppointmentItem.g3pk.remove(), AppointmentItem.g3sk.remove()],
                condition=AppointmentItem.version == appointment.version,
            )


def stored_appointments(
    practice: PracticeId, appointments: Collection[AppointmentId]
) -> Sequence[Appointment]:
    """Return those of the appointments that exist without names, read consistently."""
    rows = [(AppointmentItem, keys.appointment(practice, each)) for each in appointments]
    return [item.appointment() for item in queries.batch_get(*rows) if item]


def _due(queue: Callable[[int], str], now: datetime) -> Sequence[tuple[PracticeId, AppointmentId]]:
    rows = due_rows(AppointmentItem, queue, now, limit=MAX_DUE)
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
        only=_only(filters),
    )


def _only(filters: AppointmentFilter) -> Condition | None:
    statuses = AGREED if filters.undecided else {filters.status} - {None}
    values = sorted(each.value for each in statuses if each)
    return AppointmentItem.status.is_in(*values) if values else None


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
