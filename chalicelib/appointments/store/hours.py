"""Stores when providers work and the practice's holidays; nothing here is sealed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.hours import (
    DayException,
    Holiday,
    Holidays,
    HoursWindow,
    ProviderHours,
    TimeOff,
    WeeklyWindow,
)
from chalicelib.appointments.store import keys
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import transaction


class HoursItem(CoreRow):
    """A row with one provider's hours; `hours` is JSON."""

    provider = UnicodeAttribute()
    zone = UnicodeAttribute()
    hours = UnicodeAttribute()
    version = NumberAttribute()

    def provider_hours(self) -> ProviderHours:
        stored = json.loads(self.hours)
        return ProviderHours(
            PersonId(self.provider),
            self.zone,
            tuple(WeeklyWindow(day, HoursWindow(*window)) for day, *window in stored["weekly"]),
            tuple(
                DayException(
                    date.fromisoformat(day), tuple(HoursWindow(*window) for window in windows)
                )
                for day, windows in stored["exceptions"]
            ),
            tuple(
                TimeOff(date.fromisoformat(first), date.fromisoformat(last))
                for first, last in stored["time_off"]
            ),
            int(self.version),
        )


class HolidaysItem(CoreRow):
    """A row with all holidays of a practice; `days` is JSON."""

    days = UnicodeAttribute()
    version = NumberAttribute()

    def holidays(self) -> Holidays:
        days = tuple(Holiday(date.fromisoformat(day), name) for day, name in json.loads(self.days))
        return Holidays(days, int(self.version))


@dataclass(frozen=True, slots=True)
class DynamoHours:
    """Implements `HoursStore` with DynamoDB."""

    audit: DynamoAudit

    def read(
        self, practice: PracticeId, providers: Collection[PersonId]
    ) -> tuple[Mapping[PersonId, ProviderHours], Holidays]:
        holidays, *items = queries.batch_get(
            (HolidaysItem, keys.holidays(practice)),
            *((HoursItem, keys.provider_hours(practice, who)) for who in providers),
        )
        stored = [item.provider_hours() for item in items if item]
        hours = {each.provider: each for each in stored}
        return hours, holidays.holidays() if holidays else Holidays()

    def save(self, access: Access, hours: ProviderHours) -> ProviderHours:
        new = replace(hours, version=hours.version + 1)
        item = HoursItem(
            *keys.provider_hours(access.practice, new.provider),
            provider=new.provider,
            zone=new.zone,
            hours=_hours_text(new),
            version=new.version,
        )
        self._write(access, item, hours.version, "change hours")
        return new

    def save_holidays(self, access: Access, holidays: Holidays) -> Holidays:
        new = replace(holidays, version=holidays.version + 1)
        days = json.dumps([(each.day.isoformat(), each.name) for each in new.days])
        item = HolidaysItem(*keys.holidays(access.practice), days=days, version=new.version)
        self._write(access, item, holidays.version, "change holidays")
        return new

    def _write(
        self, access: Access, item: HoursItem | HolidaysItem, seen: int, purpose: str
    ) -> None:
        is_unchanged = type(item).version == seen if seen else type(item).pk.does_not_exist()
        with transaction() as write:
            write.save(item, condition=is_unchanged)
            entry = self.audit.entry(access, AuditAction.CHANGE, [str(item.key)], purpose=purpose)
            self.audit.add_to(write, entry)


def _hours_text(hours: ProviderHours) -> str:
    return json.dumps(
        {
            "weekly": [(each.weekday, each.window.start, each.window.end) for each in hours.weekly],
            "exceptions": [
                (each.day.isoformat(), [(one.start, one.end) for one in each.windows])
                for each in hours.exceptions
            ],
            "time_off": [
                (each.first.isoformat(), each.last.isoformat()) for each in hours.time_off
            ],
        },
        separators=(",", ":"),
    )
