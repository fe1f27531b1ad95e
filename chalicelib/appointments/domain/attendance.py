"""Defines the marks that say whether an appointment took place."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.appointments.domain.status import AGREED, AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import PersonId

CORRECTABLE_FOR = timedelta(hours=48)
"""How long after the room's closing time staff may correct a wrong mark."""
SETTLED = frozenset({AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW})
"""In these statuses, it is decided whether the appointment took place."""
EXPECTED = AGREED - {AppointmentStatus.ARRIVED}
"""In these statuses, nobody has said yet whether the client came."""


@dataclass(frozen=True, slots=True)
class AttendanceMark:
    """
    Records that a person, or the schedule, set the status of an appointment.

    `role` is the role in which the person acted; the schedule has the role system.
    """

    status: AppointmentStatus
    at: datetime
    by: PersonId
    role: Role

    @property
    def text(self) -> str:
        """The mark as one string, which `parse_mark` reads again."""
        return f"{self.status.value} {self.at.isoformat()} {self.by} {self.role.value}"


def parse_mark(text: str) -> AttendanceMark:
    """Read a mark from the string that `AttendanceMark.text` returns."""
    status, at, by, role = text.split(" ")
    return AttendanceMark(
        AppointmentStatus(status), datetime.fromisoformat(at), PersonId(by), Role(role)
    )


@dataclass(frozen=True, slots=True)
class VisitTimes:
    """The times of an appointment by which marks become possible, in UTC."""

    opens_at: datetime
    starts_at: datetime
    closes_at: datetime

    def possible_marks(
        self, status: AppointmentStatus, now: datetime
    ) -> Collection[AppointmentStatus]:
        """
        Return which marks staff may set on an appointment of this status now.

        A wrong `completed` or `no_show` can be corrected until CORRECTABLE_FOR after the
        closing time. What nobody has decided can be decided at any later time.
        """
        return frozenset(self._possible(status, now))

    def _possible(self, status: AppointmentStatus, now: datetime) -> Iterator[AppointmentStatus]:
        has_begun = now >= self.starts_at
        is_correctable = has_begun and now < self.closes_at + CORRECTABLE_FOR
        if status in EXPECTED | {AppointmentStatus.NO_SHOW} and (
            self.opens_at <= now < self.closes_at
        ):
            yield AppointmentStatus.ARRIVED
        for mark in SETTLED - {status}:
            if (status in AGREED and has_begun) or (status in SETTLED and is_correctable):
                yield mark
