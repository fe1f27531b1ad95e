"""Stores which appointments belong to a series; nothing here is sealed."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.series import FormerTime, Series, SeriesAction, SeriesChange
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.appointment_lists import stored_appointments
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId, SeriesId
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import commit, new_transaction

PAGE = 25
TIMES = ("starts_at", "new_start")


class SeriesItem(CoreRow):
    """
    A row for a series: the ids of its appointments, and its change as JSON.

    The row appears in the index GSI3 only while a change is not complete.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    appointments = UnicodeAttribute()
    change = UnicodeAttribute(null=True)
    version = NumberAttribute()

    def series(self) -> Series:
        return Series(
            SeriesId(self.id),
            PracticeId(self.practice),
            tuple(AppointmentId(each) for each in json.loads(self.appointments)),
            _parse_change(self.change) if self.change else None,
            int(self.version),
        )


@dataclass(frozen=True, slots=True)
class DynamoSeries:
    """
    Implements `SeriesStore` with DynamoDB.

    `now` is a function that returns the current time as an aware datetime.
    """

    now: Callable[[], datetime]

    def of_key(self, access: Access, key: IdempotencyKey) -> SeriesId | None:
        result = self._requests.result_of(access, key)
        return SeriesId(result) if result else None

    def get(self, practice: PracticeId, series: SeriesId) -> Series:
        item: SeriesItem | None = queries.batch_get((SeriesItem, keys.series(practice, series)))[0]
        if item is None:
            raise NotFound
        return item.series()

    def begin(self, access: Access, series: Series, key: IdempotencyKey | None) -> Series:
        write, new = new_transaction(), replace(series, version=1)
        self._requests.remember(write, access, key, series.id)
        write.save(_item(new), condition=SeriesItem.pk.does_not_exist())
        if self._requests.commit(write, access, key):
            raise Conflict
        return new

    def save(self, before: Series, after: Series, notices: Sequence[Notice] = ()) -> Series:
        write, new = new_transaction(), replace(after, version=before.version + 1)
        write.save(_item(new), condition=SeriesItem.version == before.version)
        for notice in notices:
            write.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())
        if commit(write):
            raise Conflict
        return new

    def stored(
        self, practice: PracticeId, appointments: Collection[AppointmentId]
    ) -> Sequence[Appointment]:
        return stored_appointments(practice, appointments)

    def interrupted(self, until: datetime) -> Sequence[Series]:
        rows = due_rows(SeriesItem, keys.series_queue, until, limit=PAGE)
        return [item.series() for item in rows]

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("series", self.now)


def _item(series: Series) -> SeriesItem:
    item = SeriesItem(*keys.series(series.practice, series.id), practice=series.practice)
    item.id, item.version = series.id, series.version
    item.appointments = json.dumps(series.appointments, separators=(",", ":"))
    if series.change:
        item.change = json.dumps(asdict(series.change), default=moment, separators=(",", ":"))
        item.g3pk, item.g3sk = keys.interrupted_series(series.id, series.change.since)
    return item


def _parse_change(text: str) -> SeriesChange:
    fields: dict[str, Any] = json.loads(text)
    return SeriesChange(
        SeriesAction(fields["action"]),
        tuple(AppointmentId(each) for each in fields["appointments"]),
        datetime.fromisoformat(fields["since"]),
        PersonId(fields["by"]),
        Role(fields["role"]),
        tuple(
            FormerTime(**each | {name: datetime.fromisoformat(each[name]) for name in TIMES})
            for each in fields["former"]
        ),
    )
