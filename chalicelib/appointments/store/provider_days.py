"""Stores which times of each provider's day are taken; nothing is sealed."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.slots import BusyInterval, ProviderDay
from chalicelib.appointments.store import keys
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import Transaction


class ProviderDayItem(CoreRow):
    """
    A row for the busy intervals of one provider on one UTC day.

    `busy` is a JSON list; each entry holds the start, the end and the appointment's id.
    """

    provider = UnicodeAttribute()
    day = UnicodeAttribute()
    busy = UnicodeAttribute()
    version = NumberAttribute()

    def provider_day(self) -> ProviderDay:
        return ProviderDay(
            PersonId(self.provider),
            date.fromisoformat(self.day),
            tuple(
                BusyInterval(
                    datetime.fromisoformat(starts),
                    datetime.fromisoformat(ends),
                    AppointmentId(appointment),
                )
                for starts, ends, appointment in json.loads(self.busy)
            ),
            int(self.version),
        )


def read_days(
    practice: PracticeId, providers: Collection[PersonId], days: Collection[date]
) -> dict[tuple[PersonId, date], ProviderDay]:
    """Return the days that have been stored, read consistently."""
    rows = [
        (ProviderDayItem, keys.provider_day(practice, who, day))
        for who in providers
        for day in days
    ]
    stored = [item.provider_day() for item in queries.batch_get(*rows) if item]
    return {(each.provider, each.day): each for each in stored}


def add_days(write: Transaction, practice: PracticeId, days: Sequence[ProviderDay]) -> set[Key]:
    """
    Add the next version of each day to a transaction, and return the rows' keys.

    The transaction fails if one of the days no longer has the version that was read.
    """
    for day in days:
        version = ProviderDayItem.version
        is_unchanged = (
            version == day.version if day.version else ProviderDayItem.pk.does_not_exist()
        )
        write.save(_item(practice, day), condition=is_unchanged)
    return {keys.provider_day(practice, day.provider, day.day) for day in days}


def _item(practice: PracticeId, day: ProviderDay) -> ProviderDayItem:
    busy = [(moment(each.starts_at), moment(each.ends_at), each.appointment) for each in day.busy]
    return ProviderDayItem(
        *keys.provider_day(practice, day.provider, day.day),
        provider=day.provider,
        day=day.day.isoformat(),
        busy=json.dumps(busy, separators=(",", ":")),
        version=day.version + 1,
    )
