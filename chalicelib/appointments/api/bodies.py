"""Defines the JSON shapes of requests about appointments."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.appointments.domain.overlap import BusyTime
from chalicelib.appointments.domain.participants import MAX_PARTICIPANTS
from chalicelib.appointments.domain.recurrence import MAX_OCCURRENCES, parse_rule
from chalicelib.appointments.domain.series import SeriesScope
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.times import WRONG_MINUTES, check_minutes, whole_minute
from chalicelib.appointments.usecases.booking_requests import (
    Booking,
    Move,
    ProviderChange,
    ServiceBooking,
)
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.appointments.usecases.series_ports import Repeat
from chalicelib.kernel.errors import Invalid, NotAllowed, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, ServiceId
from chalicelib.platform.http.days import day
from chalicelib.platform.http.instants import Instant
from chalicelib.platform.http.shapes import (
    Body,
    PageQuery,
    QueryId,
    RecordId,
    WholeNumber,
    line,
    text,
)
from chalicelib.practice.domain.visit_terms import Location

Ids = Annotated[list[RecordId], Field(max_length=MAX_PARTICIPANTS)]


MAX_REASON = 500
CLIENTS_BOOK = "Clients book a service for themselves. For anything else, ask your provider."
Reason = Annotated[str, text(MAX_REASON)]


class RepeatBody(Body):
    """
    Repeats a booking by `rule`, an RRULE of RFC 5545, in the practice's time zone.

    The rule has FREQ=DAILY, WEEKLY or MONTHLY, and COUNT or UNTIL; INTERVAL and BYDAY are
    optional. UNTIL is a day, or a time in UTC that ends in Z. On the days in `skip`, there is
    no appointment.
    """

    rule: Annotated[str, line(200)]
    skip: list[Annotated[date, day()]] = Field(default_factory=list, max_length=MAX_OCCURRENCES)

    def repeat(self) -> Repeat:
        """Convert the request to a repeat rule, or raise Invalid."""
        return Repeat(parse_rule(self.rule), frozenset(self.skip))


class BookingBody(Body):
    """
    Holds an appointment to book for the client with the id `client_id`.

    `participant_ids` are the ids of further clients. If the caller is a provider and
    `provider_ids` is empty, the caller takes part as the provider. `zone` is an IANA time
    zone. `minutes` may be left out with a `service`, which has a duration. If `notify` is
    true, the other participants get an e-mail. If a provider has another appointment at
    that time, the booking is refused unless `allow_overlap` is true.

    The appointment takes place where its `service` does; `location` counts only without one.

    With `repeat`, an appointment is booked for each date of a rule, all or none.

    A client books a `service` for themselves, at a time that is available, and names at
    most one provider.
    """

    client_id: RecordId | None = None
    provider_ids: Ids = Field(default_factory=list)
    participant_ids: Ids = Field(default_factory=list)
    starts_at: Instant
    minutes: WholeNumber | None = None
    zone: Annotated[str, line(64)]
    location: Annotated[Location, Field(strict=False)] = Location.VIDEO
    notify: bool = True
    allow_overlap: bool = False
    service: RecordId | None = None
    repeat: RepeatBody | None = None

    def booking(self) -> Booking:
        """
        Return the request body as a booking by staff for the use case.

        Raises Invalid when the client is missing, or a duration that no service gives.
        """
        if self.client_id is None:
            raise Invalid(fields={"client_id": "Choose whom it is for."})
        if self.minutes is None and self.service is None:
            raise Invalid(fields={"minutes": WRONG_MINUTES})
        return Booking(
            ClientId(self.client_id),
            self.starts_at,
            0 if self.minutes is None else check_minutes(self.minutes),
            self.zone,
            [PersonId(each) for each in self.provider_ids],
            [ClientId(each) for each in self.participant_ids],
            self.location,
            self.notify,
            self.allow_overlap,
            ServiceId(self.service) if self.service else None,
        )

    def service_booking(self, client: ClientId | None) -> ServiceBooking:
        """
        Return the request body as a booking by the client themselves.

        Raises:
            NotAllowed: The client asks for what only staff may decide.
            NotFound: The client names another client.
            Invalid: The client names more than one provider.
        """
        if self.service is None or self.allow_overlap or self.participant_ids or self.repeat:
            raise NotAllowed(CLIENTS_BOOK)
        if self.client_id not in {None, client}:
            raise NotFound
        if len(self.provider_ids) > 1:
            raise Invalid(fields={"provider_ids": "Choose one provider."})
        provider = PersonId(self.provider_ids[0]) if self.provider_ids else None
        return ServiceBooking(ServiceId(self.service), self.starts_at, self.zone, provider)


class BusyTimeBody(Body):
    """
    Asks which people have another appointment at a given time.

    For a new appointment, the fields have the same meaning as in `BookingBody`. For an
    appointment that is to be moved, `appointment_id` is its id; its participants and its
    buffers are then checked, and the other ids are ignored.
    """

    client_id: RecordId | None = None
    provider_ids: Ids = Field(default_factory=list)
    participant_ids: Ids = Field(default_factory=list)
    starts_at: Instant
    minutes: WholeNumber
    service: RecordId | None = None
    appointment_id: RecordId | None = None

    def busy_time(self) -> BusyTime:
        """
        Return the request body as a `BusyTime` for the use case.

        Raises Invalid when the time is not valid, or neither a client nor an appointment is
        named.
        """
        if not (self.client_id or self.appointment_id):
            raise Invalid(fields={"client_id": "Name a client or an appointment."})
        starts_at = whole_minute(self.starts_at)
        clients = [self.client_id, *self.participant_ids] if self.client_id else []
        return BusyTime(
            [PersonId(each) for each in self.provider_ids],
            [ClientId(each) for each in clients],
            starts_at,
            starts_at + timedelta(minutes=check_minutes(self.minutes)),
            AppointmentId(self.appointment_id) if self.appointment_id else None,
        )


class AppointmentEdit(Body):
    """
    Holds a change of an appointment: either a new time or a cancellation.

    To cancel the appointment, the request sets `status`, but none of `starts_at`, `minutes`
    and `zone`. To move the appointment, the request sets one or more of these three fields;
    a field that is None keeps its current value. If a provider has another appointment at
    the new time, the move is refused unless `allow_overlap` is true. A client's late
    cancellation is refused unless `allow_late` is true. All participants may read the
    `reason` of a cancellation. `scope` says whether other appointments of the
    series change too: the following ones, or all that have not begun. `version` is the
    version of the appointment that the person saw.
    """

    starts_at: Instant | None = None
    minutes: WholeNumber | None = None
    zone: Annotated[str, line(64)] | None = None
    status: Literal["cancelled"] | None = None
    reason: Reason | None = None
    allow_overlap: bool = False
    allow_late: bool = False
    scope: Annotated[SeriesScope, Field(strict=False)] = SeriesScope.ONE
    version: WholeNumber

    def move(self) -> Move | None:
        """
        Return the new time, or None if the request cancels the appointment.

        Raises Invalid when the request asks for both a new time and a cancellation.
        """
        move = Move(self.starts_at, self.minutes, self.zone)
        if self.status is None:
            return replace(move, allow_overlap=self.allow_overlap)
        if move != Move():
            raise Invalid(fields={"status": "Either move the appointment, or cancel it."})
        return None


class AttendanceBody(Body):
    """
    Holds the version of the appointment that the person saw.

    Without a version, the act applies to whatever version there is.
    """

    version: WholeNumber | None = None


class DeclineBody(AttendanceBody):
    """Declines a request; the client may read the `reason`."""

    reason: Reason | None = None


class ProviderBody(Body):
    """
    Names the provider `to` who holds an appointment instead of `from`.

    `from` may be absent if the appointment has one provider. `starts_at` is a new time, if
    it moves too. If `to` has another appointment at that time, the change is refused unless
    `allow_overlap` is true.
    `version` is the version of the appointment that the person saw.
    """

    to: RecordId
    former: RecordId | None = Field(default=None, alias="from")
    starts_at: Instant | None = None
    allow_overlap: bool = False
    version: WholeNumber

    def change(self) -> ProviderChange:
        former = PersonId(self.former) if self.former else None
        return ProviderChange(PersonId(self.to), former, self.starts_at, self.allow_overlap)


class AppointmentQuery(PageQuery):
    """
    Selects appointments that start at `from` or later, and before `to`.

    If one of these two is absent, the list has no limit on that side. The list begins with
    the earliest appointment, or with the latest one when only `to` is given. `client`
    selects the appointments of one client, `provider` those of one provider for an Admin, and
    `status` those with one status. `undecided`
    selects those whose time is over and that nobody has marked.
    """

    since: Instant | None = Field(default=None, alias="from")
    until: Instant | None = Field(default=None, alias="to")
    client: QueryId | None = None
    provider: QueryId | None = None
    status: AppointmentStatus | None = None
    undecided: bool = False

    def filters(self) -> AppointmentFilter:
        """Return the query parameters as a filter for the use case."""
        return AppointmentFilter(
            self.since,
            self.until,
            ClientId(self.client) if self.client else None,
            PersonId(self.provider) if self.provider else None,
            status=self.status,
            undecided=self.undecided,
            cursor=self.cursor,
        )
