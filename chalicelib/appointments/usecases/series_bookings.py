"""Books series of appointments: all of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import series_booked_notices
from chalicelib.appointments.domain.recurrence import RULE_FIELD, instant_of, is_shifted
from chalicelib.appointments.domain.series import Series, SeriesAction, SeriesChange, SeriesPlace
from chalicelib.appointments.domain.times import MAX_BOOKING_AHEAD
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.booking_requests import Booking
from chalicelib.appointments.usecases.new_appointments import NewAppointments
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.appointments.usecases.series_ports import Repeat, SeriesStore
from chalicelib.appointments.usecases.series_recovery import SETTLE_AFTER, SeriesRecovery
from chalicelib.appointments.usecases.series_times import require_free, taken_times
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, SlotTaken, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, SeatId, SeriesId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.time_zones import local_time
from chalicelib.notices.domain import Notice

TOO_FAR = "The last appointment is more than two years ahead. End the series sooner."
NO_DATE = "Too few dates are left. Put back some, so that there are at least two."
MIN_DATES = 2
UNNUMBERED = SeriesId("")
RENEW_AFTER = timedelta(minutes=1)
TOO_OLD = SETTLE_AFTER - timedelta(minutes=1)
"""A booking that is older is undone, and not gone on with."""


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """
    A date of a series that is not booked yet.

    `is_shifted` says that the clock skips the time on this day, so that it is later.
    """

    starts_at: datetime
    zone: str
    is_shifted: bool
    is_taken: bool


@dataclass(frozen=True, slots=True)
class SeriesBookings:
    """
    Books an appointment for each date of a rule, in the practice's time zone.

    The series is stored first, then its appointments one by one, each with its providers'
    time. A repeated request with the same key goes on where the first one ended. If there
    is none, `SeriesRecovery` undoes what was booked.

    Raises:
        NotAllowed: The caller acts as a client.
        NotFound: The practice has no such client or service, or the caller may not see them.
        Invalid: A value is not valid. The error names the field.
        SlotTaken: Some of the times are taken. The error names them.
        Conflict: The practice has not accepted the Business Associate Agreement (S32).
    """

    recovery: SeriesRecovery
    overlaps: Overlaps
    new_appointments: NewAppointments
    now: Clock

    def preview(self, access: Access, booking: Booking, repeat: Repeat) -> Sequence[SeriesDate]:
        """Return the dates that a booking would have, and which of them are taken."""
        planned = self._planned(access, booking, repeat)
        taken = taken_times(self.recovery.changes.slots, access, planned)
        return [
            SeriesDate(
                each.starts_at,
                each.zone,
                each.series is not None and is_shifted(each.series.slot, each.series.zone),
                each in taken,
            )
            for each in planned
        ]

    def book(
        self, access: Access, booking: Booking, repeat: Repeat, key: IdempotencyKey | None
    ) -> AppointmentView:
        """Book a series, notify the participants once, and return its first appointment."""
        access.require_role(Role.ADMIN, Role.PROVIDER)
        earlier = self._earlier(access, key)
        if earlier and earlier.appointments and earlier.change is None:
            return self._view(access, earlier.appointments[0])
        planned = self._planned(access, booking, repeat)
        try:
            series = self._begun(access, planned, earlier, booking, key)
        except AlreadyProcessed as twin:
            series = self._series.get(access.practice, SeriesId(twin.result))
        named = _numbered(planned, series)
        self._store_all(access, series, named, booking)
        notices = series_booked_notices(named[0], access) if booking.tell else ()
        self._finish(series, notices)
        return self._view(access, named[0].id)

    @property
    def _series(self) -> SeriesStore:
        return self.recovery.series

    def _planned(self, access: Access, booking: Booking, repeat: Repeat) -> list[Appointment]:
        zone = self.new_appointments.directory.billing_setup(access).zone
        first = self.new_appointments.of(access, replace(booking, zone=zone))
        start = local_time(first.starts_at, zone).replace(tzinfo=None)
        rule = repeat.rule.in_zone(zone, start.time())
        days = [day for day in rule.dates(start.date()) if day not in repeat.skip]
        if len(days) < MIN_DATES:
            raise Invalid(fields={RULE_FIELD: NO_DATE})
        slots = [datetime.combine(day, start.time()) for day in days]
        places = [SeriesPlace(UNNUMBERED, rule, zone, slot) for slot in slots]
        # Of a time that comes twice on the first day, the caller chose one.
        starts = [first.starts_at if slot == start else instant_of(slot, zone) for slot in slots]
        if starts[-1] > self.now() + MAX_BOOKING_AHEAD:
            raise Invalid(fields={RULE_FIELD: TOO_FAR})
        return [
            self._seated(replace(first, starts_at=at, series=place).without_past_notice(self.now()))
            for at, place in zip(starts, places, strict=True)
        ]

    def _seated(self, appointment: Appointment) -> Appointment:
        """Return the appointment with an id and seats of its own."""
        ids = self.new_appointments.ids
        names = [name for _, name in appointment.names]
        people = tuple(replace(each, seat=SeatId(ids.id())) for each in appointment.participants)
        seats = [each.seat for each in people]
        return replace(
            appointment,
            id=AppointmentId(ids.id()),
            participants=people,
            names=tuple(zip(seats, names, strict=True)),
        )

    def _earlier(self, access: Access, key: IdempotencyKey | None) -> Series | None:
        series = self._series.of_key(access, key) if key else None
        return self._series.get(access.practice, series) if series else None

    def _begun(
        self,
        access: Access,
        planned: Sequence[Appointment],
        earlier: Series | None,
        booking: Booking,
        key: IdempotencyKey | None,
    ) -> Series:
        """Return the stored series, whose appointments are still to be stored."""
        if earlier and earlier.change:
            age = self.now() - earlier.change.since
            if age < RENEW_AFTER:
                return earlier
            if age >= TOO_OLD:
                # It is being undone, or soon will be; then the same request begins anew.
                raise Unavailable
            # The next version keeps away whoever would undo the booking now.
            change = replace(earlier.change, since=self.now())
            return self._series.save(earlier, replace(earlier, change=change))
        if not booking.allow_overlap:
            require_free(self.recovery.changes.slots, access, planned)
        ids = tuple(each.id for each in planned)
        change = SeriesChange(SeriesAction.BOOK, ids, self.now(), access.person, access.role)
        if earlier:
            again = replace(earlier, appointments=ids, change=change)
            return self._series.save(earlier, again)
        series_id = SeriesId(self.new_appointments.ids.id())
        series = Series(series_id, access.practice, ids, change)
        return self._series.begin(access, series, key)

    def _store_all(
        self, access: Access, series: Series, planned: Sequence[Appointment], booking: Booking
    ) -> None:
        stored = self._series.stored(access.practice, series.appointments)
        ids = {each.id for each in stored}
        for each in planned:
            if each.id in ids:
                continue
            try:
                self._store(access, each, series, booking)
            except SlotTaken:
                # Somebody took the time since all times were found free.
                self.recovery.undo_booking(access, series)
                require_free(self.recovery.changes.slots, access, planned)
                raise
            except Conflict:
                # The same request was sent twice, and the other one has stored this one.
                continue

    def _store(
        self, access: Access, appointment: Appointment, series: Series, booking: Booking
    ) -> None:
        changes = self.recovery.changes
        changes.slots.store(
            access,
            None,
            appointment,
            lambda days: changes.appointments.rows.add(access, appointment, (), None, days),
            allow_overlap=booking.allow_overlap,
            among=series.appointments,
        )

    def _finish(self, series: Series, notices: Sequence[Notice]) -> None:
        try:
            self._series.save(series, replace(series, change=None), notices)
        except Conflict:
            current = self._series.get(series.practice, series.id)
            if current.change or not current.appointments:
                raise Unavailable from None
            return
        self.recovery.changes.deliver(notices)

    def _view(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        view = self.recovery.changes.appointments.get(access, appointment)
        return self.overlaps.with_overlaps(access, view)


def _numbered(planned: Sequence[Appointment], series: Series) -> list[Appointment]:
    """Return the appointments with the ids that the stored series has for them."""
    if len(planned) != len(series.appointments):
        raise NotFound
    return [
        replace(each, id=known, series=replace(each.series, series=series.id))
        for each, known in zip(planned, series.appointments, strict=True)
        if each.series
    ]
