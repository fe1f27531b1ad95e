"""Defines the rules of appointments: booking, changes, and when a room is open."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.appointments.domain.attendance import AttendanceMark, VisitTimes
from chalicelib.appointments.domain.participants import Participant
from chalicelib.appointments.domain.refusals import (
    ENDED,
    EXPIRED,
    REFUSED_MARKS,
)
from chalicelib.appointments.domain.series import SeriesPlace
from chalicelib.appointments.domain.status import (
    AGREED,
    HOLDING,
    AppointmentAction,
    AppointmentStatus,
)
from chalicelib.appointments.domain.times import (
    CLOSES_AFTER,
    OPENS_BEFORE,
    check_booking_time,
    whole_minute,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    PersonId,
    PracticeId,
    SeatId,
    ServiceId,
)
from chalicelib.kernel.time_zones import changed_zone, local_time
from chalicelib.practice.domain.visit_terms import Location

STAFF = frozenset({Role.ADMIN, Role.PROVIDER})


@dataclass(frozen=True, slots=True)
class Appointment:
    """
    An appointment with its time and its participants.

    `participants` lists providers first. The appointment is for the first client among the
    participants. `starts_at` is in UTC, and `zone` is the IANA zone in which the time was
    booked. `names` pairs each seat with the participant's name. `cancelled_at`,
    `cancelled_by` and `reason` say when, by whom and why an appointment was cancelled or
    declined, and `is_late` that a client cancelled after `late_after`. `notice_period` is how
    many minutes ahead they can cancel in time, as the service had it at the booking. After the
    practice has set another start, `agreed_start` is the last one that the client agreed to.
    `service` is what was booked, with its name then; the providers keep
    `buffer_before` and `buffer_after` minutes free around the appointment. `series` is its
    place in a series. `marks` say who marked the client as arrived or missing, or the
    appointment as completed, oldest first. The names, the reason and the marks are sealed.
    """

    id: AppointmentId
    practice: PracticeId
    participants: tuple[Participant, ...]
    starts_at: datetime
    minutes: int
    zone: str
    created_at: datetime
    location: Location = Location.VIDEO
    status: AppointmentStatus = AppointmentStatus.BOOKED
    cancelled_at: datetime | None = None
    cancelled_by: Role | None = None
    version: int = 0
    names: tuple[tuple[SeatId, str], ...] = field(default=(), repr=False)
    reason: str = field(default="", repr=False)
    service: ServiceId | None = None
    service_name: str = field(default="", repr=False)
    buffer_before: int = 0
    buffer_after: int = 0
    series: SeriesPlace | None = None
    marks: tuple[AttendanceMark, ...] = ()
    notice_period: int = 0
    is_late: bool = False
    agreed_start: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The time in UTC at which the appointment is booked to end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def opens_at(self) -> datetime:
        """The time at which the room opens, and from which the client may arrive."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """The time at which the room closes, and until which changes are possible."""
        return self.ends_at + CLOSES_AFTER

    @property
    def late_after(self) -> datetime | None:
        """The time after which a client's cancellation is late; None if it never is."""
        # The practice has not agreed to a request yet, nor the client to a start that it set.
        is_agreed = not self.is_requested and self.agreed_start in {None, self.starts_at}
        if not is_agreed or not self.notice_period:
            return None
        return self.starts_at - timedelta(minutes=self.notice_period)

    @property
    def local(self) -> str:
        """The start in the appointment's time zone, in the format `YYYY-MM-DDTHH:MM`."""
        return local_time(self.starts_at, self.zone).strftime("%Y-%m-%dT%H:%M")

    @property
    def client(self) -> ClientId:
        """The id of the client whom the appointment is for."""
        return next(each.client for each in self.participants if each.client is not None)

    @property
    def providers(self) -> tuple[PersonId, ...]:
        """The person ids of the providers who take part in the appointment."""
        return tuple(
            each.person for each in self.participants if each.hosts and each.person is not None
        )

    @property
    def clients(self) -> tuple[ClientId, ...]:
        """The id of the client whom the appointment is for, then any further clients' ids."""
        return tuple(each.client for each in self.participants if each.client is not None)

    @property
    def is_requested(self) -> bool:
        return self.status is AppointmentStatus.REQUESTED

    def of(self, access: Access) -> Participant | None:
        """
        Return the participant who is the caller; None if the caller does not take part.

        The result is also None while the caller acts in a role other than the participant's.
        """
        return next((each for each in self.participants if each.is_caller(access)), None)

    def is_late_at(self, now: datetime) -> bool:
        """Return whether a client who cancels at `now` cancels late."""
        return self.late_after is not None and now > self.late_after

    def without_past_notice(self, now: datetime) -> "Appointment":
        """Return the appointment without its notice period if that would be over already."""
        return replace(self, notice_period=0) if self.is_late_at(now) else self

    def is_open(self, now: datetime) -> bool:
        """Return whether there is a room, which people may enter at `now`."""
        in_hours = self.opens_at <= now < self.closes_at
        return self.location.has_room and self.status in AGREED and in_hours

    def actions(self, access: Access, now: datetime) -> tuple[AppointmentAction, ...]:
        """
        Return the actions that the caller may take on the appointment now.

        The method assumes that the caller may see the appointment. A client may cancel and
        confirm what the practice booked for them before it begins, but cannot move it.
        """
        is_staff, own = access.role in STAFF, self._is_for(access) and now < self.starts_at
        can_change = self.can_change(now)
        allowed = {
            AppointmentAction.JOIN: self.of(access) is not None and self.is_open(now),
            AppointmentAction.RESCHEDULE: is_staff and can_change,
            AppointmentAction.HAND_OVER: is_staff and can_change,
            AppointmentAction.CANCEL: can_change and (is_staff or own),
            AppointmentAction.CONFIRM: can_change and self._may_confirm(access, now),
            AppointmentAction.DECLINE: is_staff and can_change and self.is_requested,
        }
        marks = self._possible_marks(now) if is_staff else ()
        allowed |= {AppointmentAction(mark.value): True for mark in sorted(marks)}
        return tuple(action for action, may in allowed.items() if may)

    def moved(
        self, now: datetime, starts_at: datetime | None, minutes: int | None, zone: str | None
    ) -> "Appointment":
        """
        Return the appointment with a new time, in the same room.

        If an argument is None, that value of the appointment does not change. Nobody has
        confirmed a new start yet, so the appointment is `booked` again. A request that staff
        move is then the practice's offer, which the client can confirm. Until they do, no
        cancellation of the new start is late.

        Raises:
            Conflict: The appointment is over or cancelled.
            Invalid: A new value is not valid.
        """
        self.require_changeable(now)
        new_start = whole_minute(starts_at or self.starts_at)
        after = replace(
            self,
            status=self._status_at(new_start),
            starts_at=new_start,
            minutes=self.minutes if minutes is None else minutes,
            zone=changed_zone(zone, self.zone),
            agreed_start=self._agreed_start_at(new_start),
        )
        check_booking_time(after.starts_at, after.minutes, after.zone, now)
        return self._not_late_by(after, now)

    def cancelled(self, now: datetime, by: Role, reason: str = "") -> "Appointment":
        """
        Return the appointment with the status `cancelled`.

        A client's cancellation is late after `late_after`. Raises Conflict when the
        appointment is over or already cancelled.
        """
        self.require_changeable(now)
        after = self.called_off(AppointmentStatus.CANCELLED, now, by, reason)
        return replace(after, is_late=by is Role.CLIENT and self.is_late_at(now))

    def is_unanswered(self, now: datetime) -> bool:
        """Return whether nobody answered the request before its time."""
        return self.is_requested and now >= self.starts_at

    def confirmed(self, now: datetime, by: Role) -> "Appointment":
        """
        Return the appointment confirmed; a client so agrees to its start.

        Raises Conflict when the appointment is over, cancelled or declined.
        """
        self.require_changeable(now)
        if self.is_unanswered(now):
            raise Conflict(EXPIRED)
        if self.status is AppointmentStatus.ARRIVED:
            return self
        agreed = None if by is Role.CLIENT else self.agreed_start
        after = replace(self, status=AppointmentStatus.CONFIRMED, agreed_start=agreed)
        return self._not_late_by(after, now)

    def is_undecided(self, now: datetime) -> bool:
        """Return whether the time is over, and nobody knows if the visit took place."""
        return self.status in AGREED and now >= self.closes_at

    def marked(self, status: AppointmentStatus, now: datetime, by: Access) -> "Appointment":
        """
        Return the appointment with a mark of staff: arrived, completed or no-show.

        Raises Conflict when this mark is not possible now.
        """
        if status is self.status:
            return self
        if status not in self._possible_marks(now):
            raise Conflict(ENDED.get(self.status) or REFUSED_MARKS[status])
        return self._with_mark(status, now, by)

    def completed(self, now: datetime, by: Access) -> "Appointment":
        """Return the appointment completed; raise Conflict if it does not take place."""
        if self.status in ENDED:
            raise Conflict(ENDED[self.status])
        return self._with_mark(AppointmentStatus.COMPLETED, now, by)

    def called_off(
        self, status: AppointmentStatus, now: datetime, by: Role, reason: str
    ) -> "Appointment":
        """Return the appointment with a status in which it does not take place."""
        return replace(self, status=status, cancelled_at=now, cancelled_by=by, reason=reason)

    def can_change(self, now: datetime) -> bool:
        """Return whether the appointment is neither over nor called off."""
        return self.status in HOLDING and now < self.closes_at

    def require_changeable(self, now: datetime) -> None:
        """Raise Conflict if the appointment is over, or does not take place."""
        if self.status in ENDED:
            raise Conflict(ENDED[self.status])
        if not self.can_change(now):
            raise Conflict("This appointment is over. Book a new one.")

    def _with_mark(self, status: AppointmentStatus, now: datetime, by: Access) -> "Appointment":
        mark = AttendanceMark(status, now.replace(microsecond=0), by.person, by.role)
        return replace(self, status=status, marks=(*self.marks, mark))

    def _possible_marks(self, now: datetime) -> Collection[AppointmentStatus]:
        times = VisitTimes(self.opens_at, self.starts_at, self.closes_at)
        return times.possible_marks(self.status, now)

    def _is_for(self, access: Access) -> bool:
        return access.role is Role.CLIENT and access.client == self.client

    def _may_confirm(self, access: Access, now: datetime) -> bool:
        is_staff, own = access.role in STAFF, self._is_for(access) and now < self.starts_at
        if self.is_requested:
            return is_staff and not self.is_unanswered(now)
        return self.status is AppointmentStatus.BOOKED and (is_staff or own)

    def _not_late_by(self, after: "Appointment", now: datetime) -> "Appointment":
        """Return the appointment after a change that alone makes no cancellation late."""
        return after if self.is_late_at(now) else after.without_past_notice(now)

    def _agreed_start_at(self, starts_at: datetime) -> datetime | None:
        is_new = starts_at != self.starts_at and self.agreed_start is None
        return self.starts_at if is_new else self.agreed_start

    def _status_at(self, starts_at: datetime) -> AppointmentStatus:
        return self.status if starts_at == self.starts_at else AppointmentStatus.BOOKED
