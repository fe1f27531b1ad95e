"""Provides series of appointments under test, with writes that can fail."""

from dataclasses import replace

from chalicelib.appointments.domain.recurrence import parse_rule
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.usecases.booking_requests import Booking
from chalicelib.appointments.usecases.series_ports import Repeat
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.time_zones import local_time
from tests.appointments.booking_harness import SAM, TOMORROW, BookingHarness

NEW_YORK = "America/New_York"
WEEKLY = "FREQ=WEEKLY;COUNT=5"
RULE_WEEKS = ["11-25 10:00", "12-02 10:00", "12-09 10:00", "12-16 10:00", "12-23 10:00"]
"""When the five visits of `WEEKLY` take place."""
WRITES = (("rows", "add"), ("rows", "change"), ("rows", "remove"), ("series", "begin"))


class SeriesHarness(BookingHarness):
    """
    Books series for Avery with Sam, and tells what is stored.

    After `fail_at(n)`, the write with the number `n` fails before or after it is stored.
    """

    def __post_init__(self):
        super().__post_init__()
        self.directory.settings = replace(self.directory.settings, zone=NEW_YORK)

    def book_series(self, rule=WEEKLY, access=SAM, key=None, skip=(), **changed):
        booking = replace(Booking(self.avery, TOMORROW, 50, NEW_YORK), **changed)
        repeat = Repeat(parse_rule(rule), frozenset(skip))
        view = self.series_bookings.book(access, booking, repeat, key)
        return self.all_of(view.appointment)

    def all_of(self, appointment):
        """Return the appointments of a series, in the order of its rule."""
        rows = [each for each in self.rows.rows.values() if each.series]
        series = appointment.series.series
        own = [each for each in rows if each.series.series == series]
        return sorted(own, key=lambda each: each.series.slot)

    def clocks(self, appointment):
        """Return the times of the clock of those appointments that take place."""
        return [
            f"{local_time(each.starts_at, NEW_YORK):%m-%d %H:%M}"
            for each in self.all_of(appointment)
            if each.status in HOLDING
        ]

    def fail_at(self, number, *, is_stored=False):
        """Let the write with this number fail, counted from 0."""
        count = [0]

        def failing(write):
            def attempt(*arguments, **options):
                count[0] += 1
                if count[0] - 1 != number:
                    return write(*arguments, **options)
                if is_stored:
                    write(*arguments, **options)
                raise Unavailable

            return attempt

        for store, name in (*WRITES, ("series", "save")):
            target = getattr(self, store)
            setattr(target, name, failing(getattr(type(target), name).__get__(target)))

    def heal(self):
        """Let all writes succeed again."""
        for store, name in (*WRITES, ("series", "save")):
            vars(getattr(self, store)).pop(name, None)

    def taken(self):
        """Return all appointments that are in providers' days."""
        return {each.appointment for day in self.rows.days.values() for each in day.busy}
