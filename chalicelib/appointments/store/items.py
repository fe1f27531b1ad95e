"""
Rows of an appointment's partition: one of the practice, one of each participant, each with all that
a list shows.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.appointment import (
    Appointment,
    AppointmentStatus,
    Location,
    Participant,
)
from chalicelib.appointments.store import keys
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, SeatId
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreRow, Sealed
from chalicelib.platform.vault.binding import Binding


@dataclass(frozen=True, slots=True)
class AppointmentSummary:
    """
    What of an appointment is sealed: what its people are called, by seat; and `stands`, its row's
    clear half.
    """

    names: dict[str, str] = field(repr=False)
    stands: str


class AppointmentItem(CoreRow):
    """
    An appointment: as META the one that locks, in GSI2 by the practice; as a participant's row a
    copy, in GSI1 by their own. `participants`: one after the other, see `_written`.
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
    card = Sealed()

    def binding(self) -> Binding:
        """Of `card`: who takes part cannot be changed beside it."""
        clear = (
            ("participants", self.participants),
            ("created", self.created),
            ("location", self.location),
        )
        return Binding(PracticeId(self.practice), self.pk, self.sk, "Appointment.card", clear=clear)

    def stands(self) -> str:
        """
        All that is clear in the row and changes, as a text that is sealed beside it: changed alone,
        it is noticed (S21).
        """
        state = (
            self.starts,
            int(self.minutes),
            self.zone,
            self.status,
            self.cancelled,
            self.cancelled_by,
            int(self.version),
        )
        return "|".join(str(each) for each in state)

    def appointment(self, card: AppointmentSummary | None = None) -> Appointment:
        """Return the appointment; without its summary it has no names."""
        return Appointment(
            AppointmentId(self.id),
            PracticeId(self.practice),
            tuple(_participant(each) for each in self.participants.split(",")),
            datetime.fromisoformat(self.starts),
            int(self.minutes),
            self.zone,
            datetime.fromisoformat(self.created),
            Location(self.location),
            AppointmentStatus(self.status),
            datetime.fromisoformat(self.cancelled) if self.cancelled else None,
            Role(self.cancelled_by) if self.cancelled_by else None,
            int(self.version),
            tuple((SeatId(seat), name) for seat, name in card.names.items()) if card else (),
        )

    def card_of(self, appointment: Appointment) -> AppointmentSummary:
        """What is to be sealed into this row."""
        return AppointmentSummary(dict(appointment.names), self.stands())


def appointment_items(appointment: Appointment) -> list[AppointmentItem]:
    """All rows of an appointment, not sealed yet, META first."""
    p, a, starts = appointment.practice, appointment.id, appointment.starts_at
    head = _item(appointment, keys.appointment(p, a))
    head.g2pk, head.g2sk = keys.appointment_in_practice(p, a, starts)
    return [head, *(_own(appointment, each) for each in appointment.participants)]


def _own(appointment: Appointment, who: Participant) -> AppointmentItem:
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
    item.participants = ",".join(_written(each) for each in appointment.participants)
    item.created, item.location = moment(appointment.created_at), appointment.location.value
    item.starts, item.minutes, item.zone = (
        moment(appointment.starts_at),
        appointment.minutes,
        appointment.zone,
    )
    item.status = appointment.status.value
    item.cancelled = moment(appointment.cancelled_at) if appointment.cancelled_at else None
    item.cancelled_by = appointment.cancelled_by.value if appointment.cancelled_by else None
    return item


def _written(who: Participant) -> str:
    return f"{who.seat} {who.role.value} {who.person or who.client}"


def _participant(text: str) -> Participant:
    seat, role, who = text.split(" ")
    found = Participant(SeatId(seat), Role(role))
    return (
        replace(found, person=PersonId(who))
        if found.hosts
        else replace(found, client=ClientId(who))
    )
