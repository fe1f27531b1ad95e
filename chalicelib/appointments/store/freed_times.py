"""Stores times that were set free, until the waitlist has been asked about them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.freed_times import FreedTime, freed_times
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.store import keys
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow

KEPT_FOR_SERIES = timedelta(minutes=7)
"""By then, an interrupted move of a series was undone."""


class FreedTimeItem(CoreRow):
    """A row with a time that was set free; the index GSI3 lists it."""

    practice = UnicodeAttribute()
    appointment = UnicodeAttribute()
    version = NumberAttribute()
    providers = UnicodeAttribute()
    starts = UnicodeAttribute()
    ends = UnicodeAttribute()

    def freed_time(self) -> FreedTime:
        return FreedTime(
            PracticeId(self.practice),
            AppointmentId(self.appointment),
            int(self.version),
            tuple(PersonId(each) for each in self.providers.split(",")),
            datetime.fromisoformat(self.starts),
            datetime.fromisoformat(self.ends),
        )


def freed_items(before: Appointment, after: Appointment, now: datetime) -> Sequence[FreedTimeItem]:
    """Return the rows of the times that a change sets free."""
    # A move of a series may still be undone, and then needs its times again.
    due = now + KEPT_FOR_SERIES if after.series and after.status in HOLDING else now
    return [freed_item(each, due) for each in freed_times(before, after, now)]


def freed_item(freed: FreedTime, due: datetime) -> FreedTimeItem:
    """Return the row of a freed time, which the waitlist is asked about from `due` on."""
    item = FreedTimeItem(
        *keys.freed_time(freed.practice, freed.appointment, freed.version),
        practice=freed.practice,
        appointment=freed.appointment,
        version=freed.version,
    )
    item.providers = ",".join(freed.providers)
    item.starts, item.ends = moment(freed.starts_at), moment(freed.ends_at)
    item.g3pk, item.g3sk = keys.freed_due(freed.appointment, due)
    return item
