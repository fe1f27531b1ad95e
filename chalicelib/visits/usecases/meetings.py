"""Says from a visit's recorded facts whether people met in its room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId
from chalicelib.visits.domain.timeline import have_met
from chalicelib.visits.domain.visit import Fact


class FactReader(Protocol):
    """Reads the recorded events of visits."""

    def facts_of(self, access: Access, appointment: AppointmentId) -> Sequence[Fact]:
        """Return the events of an appointment's visits; they are not sealed."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Implements `MeetingReader` for appointments."""

    records: FactReader

    def have_met(self, access: Access, appointment: Appointment) -> bool:
        facts = self.records.facts_of(access, appointment.id)
        return have_met(appointment.participants, facts, appointment.closes_at)
