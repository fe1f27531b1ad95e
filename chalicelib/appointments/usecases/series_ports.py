"""Defines the port to stored series, and the request to repeat a booking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.recurrence import RepeatRule
from chalicelib.appointments.domain.series import Series
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PracticeId, SeriesId
from chalicelib.notices.domain import Notice


@dataclass(frozen=True, slots=True)
class Repeat:
    """A request to repeat a booking by a rule, but not on the days in `skip`."""

    rule: RepeatRule
    skip: frozenset[date] = frozenset()


class SeriesStore(Protocol):
    """Stores the appointments of a series, and its change that is not complete."""

    def of_key(self, access: Access, key: IdempotencyKey) -> SeriesId | None:
        """Return the series that an earlier request with this key began, or None."""

    def get(self, practice: PracticeId, series: SeriesId) -> Series:
        """Return a series by a strongly consistent read, or raise NotFound."""

    def begin(self, access: Access, series: Series, key: IdempotencyKey | None) -> Series:
        """
        Store a new series before its appointments.

        Raises:
            AlreadyProcessed: An earlier request used the idempotency key `key`.
        """

    def save(self, before: Series, after: Series, notices: Sequence[Notice] = ()) -> Series:
        """
        Store `after` as the next version of the series, with notices.

        Raises:
            Conflict: The series has changed since `before` was read.
        """

    def stored(
        self, practice: PracticeId, appointments: Collection[AppointmentId]
    ) -> Sequence[Appointment]:
        """Return those appointments that exist, without names, in the given order."""

    def interrupted(self, until: datetime) -> Sequence[Series]:
        """
        Return series whose change began at `until` or before, and is not complete.

        The size of the result is limited, so some may be missing from it.
        """
