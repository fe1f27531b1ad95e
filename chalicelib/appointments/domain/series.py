"""Defines series of appointments, and what belongs to a change of several of them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.appointments.domain.recurrence import RepeatRule, instant_of, parse_rule
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId, SeriesId
from chalicelib.kernel.time_zones import local_time

SLOT = "%Y-%m-%dT%H:%M"


class SeriesScope(StrEnum):
    """Lists which appointments of a series a change is for."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


class SeriesAction(StrEnum):
    """
    Lists the changes of a series that need several writes.

    A booking or a move that was interrupted is undone. A cancellation is completed.
    """

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """
    The place of one appointment in its series.

    `slot` is the time that the rule gives it, by the clock in `zone`, which is the
    practice's. An appointment that was moved alone has another start.
    """

    series: SeriesId
    rule: RepeatRule
    zone: str
    slot: datetime

    @property
    def text(self) -> str:
        """The place as one string, which `parse_place` reads again."""
        return f"{self.series} {self.slot.strftime(SLOT)} {self.zone} {self.rule.text}"

    @property
    def starts_at(self) -> datetime:
        """The instant in UTC that the rule gives the appointment."""
        return instant_of(self.slot, self.zone)

    def holds(self, starts_at: datetime) -> bool:
        """Return whether the start is the time that the rule gives the appointment."""
        local = local_time(starts_at, self.zone).replace(tzinfo=None)
        return local == self.slot or starts_at == self.starts_at

    def moved(self, old: date, new: datetime) -> "SeriesPlace":
        """Return the place after the day `old` of the rule has moved to a new slot."""
        rule = self.rule.moved(old, new.date())
        day = self.rule.moved_date(self.slot.date(), old, new.date())
        return replace(self, rule=rule, slot=datetime.combine(day, new.time()))


def parse_place(text: str) -> SeriesPlace:
    """Read a place from the string that `SeriesPlace.text` returns."""
    series, slot, zone, rule = text.split(" ")
    at = datetime.strptime(slot, SLOT)  # noqa: DTZ007 - a slot is a clock's time
    return SeriesPlace(SeriesId(series), parse_rule(rule), zone, at)


@dataclass(frozen=True, slots=True)
class FormerTime:
    """
    The time and state that an appointment had before its series was moved.

    `version` is the version that had this time, and this `notice_period`. The move gave it
    `new_start` and `new_minutes`.
    """

    appointment: AppointmentId
    starts_at: datetime
    minutes: int
    zone: str
    status: str
    place: str
    version: int
    new_start: datetime
    new_minutes: int
    notice_period: int = 0


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """
    A change of several appointments, stored before the first of them changes.

    `by` is the person who changes them, in the role `role`. `former` has what a move needs
    to be undone.
    """

    action: SeriesAction
    appointments: tuple[AppointmentId, ...]
    since: datetime
    by: PersonId
    role: Role
    former: tuple[FormerTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """
    A series with all its appointments, and the change that is not complete yet.

    A series whose booking was undone has no appointments.
    """

    id: SeriesId
    practice: PracticeId
    appointments: tuple[AppointmentId, ...]
    change: SeriesChange | None = None
    version: int = 0
