"""Provides a fake store of hours and holidays, which keeps them in memory."""

from dataclasses import dataclass, field, replace

from chalicelib.appointments.domain.hours import Holidays
from chalicelib.appointments.usecases.completion import Completion
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.kernel.errors import Conflict


@dataclass
class FakeHours:
    """A fake `HoursStore` in memory; `reads` counts the calls of `read`."""

    hours: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)
    reads: int = 0

    def read(self, practice, providers):
        self.reads += 1
        own = {who: self.hours.get((practice, who)) for who in providers}
        stored = {who: each for who, each in own.items() if each}
        return stored, self.days.get(practice, Holidays())

    def save(self, access, hours):
        stored = self.hours.get((access.practice, hours.provider))
        if (stored.version if stored else 0) != hours.version:
            raise Conflict
        new = replace(hours, version=hours.version + 1)
        self.hours[access.practice, hours.provider] = new
        return new

    def save_holidays(self, access, holidays):
        if self.days.get(access.practice, Holidays()).version != holidays.version:
            raise Conflict
        new = replace(holidays, version=holidays.version + 1)
        self.days[access.practice] = new
        return new


def completion(rows, directory, now):
    """Return the use case that completes appointments of these fakes."""
    slots = Slots(rows, WorkingHours(FakeHours(), directory), now)
    return Completion(rows, slots, CurrentNames(directory), now)
