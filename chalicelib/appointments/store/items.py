"""Defines an appointment's rows: one main row, and one copy for each participant."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.attendance import parse_mark
from chalicelib.appointments.domain.participants import Participant
from chalicelib.appointments.domain.series import parse_place
from chalicelib.appointments.domain.status import AGREED, AppointmentStatus
from chalicelib.appointments.store import keys
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId, ServiceId
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.practice.domain.visit_terms import Location


@dataclass(frozen=True, slots=True)
class AppointmentSummary:
    """
    Holds the sealed (encrypted) part of an appointment.

    `names` are the participants' names, by seat, and `reason` is why the appointment was
    called off. `service_name` is the name that the service had. `marks` are the texts of the
    attendance marks. `state_text` repeats the row's unencrypted attributes that may change.
    If somebody alters one of these attributes in the table, the store detects the mismatch
    when it opens the row.
    """

    names: dict[str, str] = field(repr=False)
    state_text: str
    reason: str = field(default="", repr=False)
    service_name: str = field(default="", repr=False)
    marks: tuple[str, ...] = ()


class AppointmentItem(CoreRow):
    """
    A row for an appointment: the main row, or the copy for one participant.

    The main row has the sort key META. The store saves a change only if the main row still
    has the version that was read. Index GSI2 lists the main row for the practice, and index
    GSI1 lists each copy for its participant. `participants` is a comma-separated string of
    participants in the format of `_participant_text`. Index GSI3 lists the main rows of
    requests that nobody has answered, and of appointments until it was looked whether they
    took place.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    participants = UnicodeAttribute()
    created = UnicodeAttribute()
    location = UnicodeAttribute()
    starts = UnicodeAttribute()
    minutes = NumberAttribute()
    zone = UnicodeAttribute()
    status = UnicodeAttribute()
    cancelled = UnicodeAttribute(null=True)
    cancelled_by = UnicodeAttribute(null=True)
    version = NumberAttribute()
    service = UnicodeAttribute(null=True)
    buffers = UnicodeAttribute(null=True)
    series = UnicodeAttribute(null=True)
    notice_period = NumberAttribute(null=True)
    late = BooleanAttribute(null=True)
    agreed = UnicodeAttribute(null=True)
    sealed_summary = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding, which ties `sealed_summary` to this row's attributes.

        If somebody changes the participants, the creation time, the location, the service,
        the buffers or the place in a series in the row, `sealed_summary` can no longer be
        decrypted.
        """
        clear: tuple[tuple[str, str], ...] = (
            ("participants", self.participants),
            ("created", self.created),
            ("location", self.location),
        )
        # Appointments that were booked without a service, or before there were any, have none.
        optional = (("service", self.service), ("buffers", self.buffers), ("series", self.series))
        clear += tuple((name, text) for name, text in optional if text)
        kind = "Appointment.sealed_summary"
        return Binding(PracticeId(self.practice), self.pk, self.sk, kind, clear=clear)

    def state_text(self) -> str:
        """
        Return the unencrypted attributes that may change, as one string.

        The sealed summary contains the same string, so that the store detects an altered
        attribute (S21).
        """
        state = (
            self.starts,
            int(self.minutes),
            self.zone,
            self.status,
            self.cancelled,
            self.cancelled_by,
            int(self.version),
            # Appointments without a notice period, or from before there was any, have none.
            *((f"notice {int(self.notice_period)}",) if self.notice_period else ()),
            *(("late",) if self.late else ()),
            *((f"agreed {self.agreed}",) if self.agreed else ()),
        )
        return "|".join(str(each) for each in state)

    def appointment(self, summary: AppointmentSummary | None = None) -> Appointment:
        """Return the appointment, without participants' names if `summary` is None."""
        before, after = (self.buffers or "0 0").split(" ")
        appointment = Appointment(
            AppointmentId(self.id),
            PracticeId(self.practice),
            tuple(_parse_participant(each) for each in self.participants.split(",")),
            datetime.fromisoformat(self.starts),
            int(self.minutes),
            self.zone,
            datetime.fromisoformat(self.created),
            Location(self.location),
            AppointmentStatus(self.status),
            datetime.fromisoformat(self.cancelled) if self.cancelled else None,
            Role(self.cancelled_by) if self.cancelled_by else None,
            int(self.version),
            service=ServiceId(self.service) if self.service else None,
            buffer_before=int(before),
            buffer_after=int(after),
            series=parse_place(self.series) if self.series else None,
            notice_period=int(self.notice_period or 0),
            is_late=bool(self.late),
            agreed_start=datetime.fromisoformat(self.agreed) if self.agreed else None,
        )
        if summary is None:
            return appointment
        names = tuple((SeatId(seat), name) for seat, name in summary.names.items())
        reason, service_name = summary.reason, summary.service_name
        marks = tuple(parse_mark(each) for each in summary.marks)
        return replace(
            appointment, names=names, reason=reason, service_name=service_name, marks=marks
        )

    def summary_of(self, appointment: Appointment) -> AppointmentSummary:
        """Return the part to seal: names, the reason, marks and this row's state text."""
        return AppointmentSummary(
            dict(appointment.names),
            self.state_text(),
            appointment.reason,
            appointment.service_name,
            tuple(mark.text for mark in appointment.marks),
        )


def appointment_items(appointment: Appointment) -> list[AppointmentItem]:
    """
    Return all rows of an appointment, with the main row first.

    The rows do not have their sealed summaries yet.
    """
    p, a, starts = appointment.practice, appointment.id, appointment.starts_at
    main = _item(appointment, keys.appointment(p, a))
    main.g2pk, main.g2sk = keys.appointment_in_practice(p, a, starts)
    if appointment.status is AppointmentStatus.REQUESTED:
        main.g3pk, main.g3sk = keys.open_request(a, starts)
    elif appointment.status in AGREED:
        main.g3pk, main.g3sk = keys.unsettled(a, appointment.closes_at)
    return [main, *(_participant_item(appointment, each) for each in appointment.participants)]


def _participant_item(appointment: Appointment, who: Participant) -> AppointmentItem:
    p, a, starts = appointment.practice, appointment.id, appointment.starts_at
    item = _item(appointment, keys.participant(p, a, who.seat))
    item.g1pk, item.g1sk = (
        keys.participant_of_provider(p, who.person, a, starts)
        if who.person
        else keys.participant_of_client(p, who.client or "", a, starts)
    )
    return item


def _item(appointment: Appointment, key: Key) -> AppointmentItem:
    item = AppointmentItem(
        *key, practice=appointment.practice, id=appointment.id, version=appointment.version
    )
    item.participants = ",".join(_participant_text(each) for each in appointment.participants)
    item.created, item.location = moment(appointment.created_at), appointment.location.value
    item.starts, item.minutes, item.zone = (
        moment(appointment.starts_at),
        appointment.minutes,
        appointment.zone,
    )
    item.status = appointment.status.value
    item.cancelled = moment(appointment.cancelled_at) if appointment.cancelled_at else None
    item.cancelled_by = appointment.cancelled_by.value if appointment.cancelled_by else None
    item.service = appointment.service
    item.series = appointment.series.text if appointment.series else None
    if appointment.buffer_before or appointment.buffer_after:
        item.buffers = f"{appointment.buffer_before} {appointment.buffer_after}"
    item.notice_period, item.late = appointment.notice_period or None, appointment.is_late or None
    item.agreed = moment(appointment.agreed_start) if appointment.agreed_start else None
    return item


def _participant_text(who: Participant) -> str:
    return f"{who.seat} {who.role.value} {who.person or who.client}"


def _parse_participant(text: str) -> Participant:
    seat, role, name = text.split(" ")
    participant = Participant(SeatId(seat), Role(role))
    return (
        replace(participant, person=PersonId(name))
        if participant.hosts
        else replace(participant, client=ClientId(name))
    )
