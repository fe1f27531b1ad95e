"""
Reads the rules by which appointments repeat, and finds their dates.

A rule is an RRULE of RFC 5545 with the parts that docs/product.md#series lists.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import rrulestr

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import local_time, time_zone

MAX_OCCURRENCES, MAX_INTERVAL = 52, 52
DAY = timedelta(days=1)
MAX_RULE_DAYS = 2 * 366
RULE_FIELD = "repeat.rule"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
"""The ordinal that means the last, as in the last Friday of a month."""
ORDINALS = frozenset({1, 2, 3, 4, LAST})
"""These weekdays are in each month; a fifth one is not."""
LAST_SURE_DAY = 28
"""Each month has this day, and not each has the next one."""
NAMES = frozenset({"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL"})
WEEKDAY = re.compile(r"^([+-]?[1-9])?(MO|TU|WE|TH|FR|SA|SU)$")
DATE, INSTANT = "%Y%m%d", "%Y%m%dT%H%M%SZ"
EXAMPLE = "Write a rule such as FREQ=WEEKLY;BYDAY=TU;COUNT=10."
WRONG_END = "UNTIL is a day such as 20270331, or a time in UTC such as 20270331T235959Z."
NO_SUCH_DAY = (
    "Not every month has the day {day}. Repeat on a weekday instead, such as the last Tuesday."
)


class Frequency(StrEnum):
    """Lists how often a rule can repeat."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """
    How an appointment repeats: every `interval` days, weeks or months.

    A weekly rule can have several `weekdays`, from 0 for Monday. A monthly one has one of
    them with its `ordinal` in the month, or none, and then repeats on the day of the month.
    One of `count`, `until`, the last possible day, and `until_at`, the last possible instant,
    is set. A rule with `until_at` has dates only after `in_zone`.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    ordinal: int | None = None
    count: int | None = None
    until: date | None = None
    until_at: datetime | None = None

    @property
    def text(self) -> str:
        """The rule as RFC 5545 writes it."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            ordinal = self.ordinal or ""
            parts.append(
                f"BYDAY={','.join(f'{ordinal}{WEEKDAYS[each]}' for each in self.weekdays)}"
            )
        return ";".join([*parts, self._end])

    @property
    def _end(self) -> str:
        if self.count:
            return f"COUNT={self.count}"
        return f"UNTIL={self.until_at:{INSTANT}}" if self.until_at else f"UNTIL={self.until:{DATE}}"

    def in_zone(self, zone: str, start: time) -> "RepeatRule":
        """Return the rule with a day as its end, if appointments begin at `start` there."""
        if self.until_at is None:
            return self
        last = local_time(self.until_at, zone).date()
        is_over = instant_of(datetime.combine(last, start), zone) > self.until_at
        return replace(self, until=last - DAY if is_over else last, until_at=None)

    def dates(self, first: date) -> list[date]:
        """
        Return the days on which the rule repeats, from `first` on.

        Raises Invalid when `first` is no such day, or there are too few or too many days.
        """
        if self._needs_day(first):
            raise _wrong(NO_SUCH_DAY.format(day=first.day))
        start = datetime.combine(first, time.min)
        repeats = islice(rrulestr(self.text, dtstart=start), MAX_OCCURRENCES + 1)
        days = [each.date() for each in repeats]
        if not days or days[0] != first:
            raise _wrong("The first appointment is not on a day of the rule.")
        if len(days) == 1:
            raise _wrong("This rule has one appointment only. Book it without a rule.")
        if len(days) > MAX_OCCURRENCES or days[-1] - first > timedelta(days=MAX_RULE_DAYS):
            raise _wrong(
                f"A series has up to {MAX_OCCURRENCES} appointments within two years. End it"
                " sooner, and book another one later."
            )
        return days

    def moved(self, old: date, new: date) -> "RepeatRule":
        """
        Return the rule after its day `old` has moved to `new`.

        Raises Invalid when not every month has the new day.
        """
        days = (new - old).days
        until = self.until + (new - old) if self.until else None
        if self.frequency is Frequency.MONTHLY and self.ordinal:
            return replace(
                self, weekdays=(new.weekday(),), ordinal=self._ordinal_of(new), until=until
            )
        if self._needs_day(new):
            raise Invalid(fields={"starts_at": NO_SUCH_DAY.format(day=new.day)})
        weekdays = tuple(sorted((each + days) % len(WEEKDAYS) for each in self.weekdays))
        return replace(self, weekdays=weekdays, until=until)

    def moved_date(self, day: date, old: date, new: date) -> date:
        """Return where the rule's day `day` goes when its day `old` moves to `new`."""
        if self.frequency is not Frequency.MONTHLY:
            return day + (new - old)
        months = (day.year + new.year - old.year) * 12 + day.month - 1 + new.month - old.month
        year, month = divmod(months, 12)
        if not self.ordinal:
            return date(year, month + 1, new.day)
        return _weekday_of(year, month + 1, new.weekday(), self._ordinal_of(new))

    def _needs_day(self, day: date) -> bool:
        is_by_day = self.frequency is Frequency.MONTHLY and not self.ordinal
        return is_by_day and day.day > LAST_SURE_DAY

    def _ordinal_of(self, day: date) -> int:
        is_last = day.day + len(WEEKDAYS) > calendar.monthrange(day.year, day.month)[1]
        number = (day.day - 1) // len(WEEKDAYS) + 1
        return LAST if is_last and (self.ordinal == LAST or number not in ORDINALS) else number


def parse_rule(text: str) -> RepeatRule:
    """
    Read a rule in the format of RFC 5545.

    Raises:
        Invalid: The rule has a part that is not supported, or no end.
    """
    parts = _parts(text)
    frequency = _frequency(parts)
    weekdays, ordinal = _weekdays(parts.get("BYDAY"), frequency)
    if ("COUNT" in parts) == ("UNTIL" in parts):
        raise _wrong("Say when the series ends: with COUNT or with UNTIL.")
    until = parts.get("UNTIL", "")
    is_day = until and "T" not in until
    return RepeatRule(
        frequency,
        _number(parts.get("INTERVAL", "1"), "INTERVAL", 1, MAX_INTERVAL),
        weekdays,
        ordinal,
        _number(parts["COUNT"], "COUNT", 2, MAX_OCCURRENCES) if "COUNT" in parts else None,
        _end_of(until, DATE).date() if is_day else None,
        _end_of(until, INSTANT) if until and not is_day else None,
    )


def instant_of(local: datetime, zone: str) -> datetime:
    """
    Return the instant in UTC of a clock's time without an offset.

    A time that the clock skips is as much later as the clock skips. Of a time that comes
    twice, the result is the first.
    """
    return local.replace(tzinfo=time_zone(zone), fold=0).astimezone(UTC)


def is_shifted(local: datetime, zone: str) -> bool:
    """Return whether the clock skips this time, so that the appointment is later."""
    return local_time(instant_of(local, zone), zone).replace(tzinfo=None) != local


def _parts(text: str) -> Mapping[str, str]:
    pairs = [each.partition("=") for each in text.strip().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _, value in pairs}
    unknown = sorted(set(parts) - NAMES)
    if len(parts) < len(pairs) or not all(value for _, _, value in pairs):
        raise _wrong(EXAMPLE)
    if unknown:
        raise _wrong(f"The part {unknown[0][:20]} is not supported. {EXAMPLE}")
    return parts


def _frequency(parts: Mapping[str, str]) -> Frequency:
    try:
        return Frequency(parts.get("FREQ", ""))
    except ValueError:
        raise _wrong("FREQ is DAILY, WEEKLY or MONTHLY.") from None


def _weekdays(text: str | None, frequency: Frequency) -> tuple[tuple[int, ...], int | None]:
    if text is None:
        return (), None
    matches = [WEEKDAY.match(each) for each in text.split(",")]
    days = [(WEEKDAYS.index(each[2]), int(each[1] or 0)) for each in matches if each]
    weekdays = tuple(sorted({day for day, _ in days}))
    if len(weekdays) < len(matches):
        raise _wrong("BYDAY lists weekdays such as MO,TH, each once.")
    if frequency is Frequency.WEEKLY and not any(ordinal for _, ordinal in days):
        return weekdays, None
    if frequency is Frequency.MONTHLY and len(days) == 1 and days[0][1] in ORDINALS:
        return weekdays, days[0][1]
    raise _wrong("A weekly rule lists weekdays; a monthly one names one, such as 2TU or -1TU.")


def _number(text: str, name: str, least: int, most: int) -> int:
    number = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0
    if not least <= number <= most:
        raise _wrong(f"{name} is a number from {least} to {most}.")
    return number


def _end_of(text: str, form: str) -> datetime:
    try:
        end = datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        raise _wrong(WRONG_END) from None
    # strptime also reads numbers without their leading zeros.
    if f"{end:{form}}" != text:
        raise _wrong(WRONG_END)
    return end


def _weekday_of(year: int, month: int, weekday: int, ordinal: int) -> date:
    if ordinal == LAST:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - DAY * ((last.weekday() - weekday) % len(WEEKDAYS))
    first = date(year, month, 1)
    weeks = timedelta(weeks=ordinal - 1)
    return first + DAY * ((weekday - first.weekday()) % len(WEEKDAYS)) + weeks


def _wrong(words: str) -> Invalid:
    return Invalid(fields={RULE_FIELD: words})
