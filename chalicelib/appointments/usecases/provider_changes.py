"""Hands appointments over from one provider to another."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.handover import handed_over
from chalicelib.appointments.domain.notices import handed_over_notices
from chalicelib.appointments.domain.times import whole_minute
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.appointments.usecases.booking_requests import ProviderChange
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.appointments.usecases.ports import BookingDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import AppointmentId, PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.practice.usecases.visit_services import VisitServices

SEVERAL = "This appointment has several providers. Say which of them hands it over."
NO_PROVIDER = "This person is not an active provider of the practice."
NOT_ASSIGNED = (
    "This provider is not assigned to the client at that time. Hand the client over first."
)
NOT_OFFERED = "This provider does not offer the service of the appointment. Choose another one."


@dataclass(frozen=True, slots=True)
class ProviderChanges:
    """
    Puts another provider in the place of one who holds an appointment.

    The appointment keeps its room and its record, and its time and what the client confirmed
    unless it moves too. The former provider's time becomes free in the same transaction.

    Raises:
        NotAllowed: The caller acts as a client.
        NotFound: The appointment does not exist, or the caller may not see it.
        Invalid: The new provider cannot hold the appointment. The error names the field.
        SlotTaken: The new provider has another appointment at that time.
        Conflict: The appointment has changed since the caller read it, or is over. The error
            carries the current state.
    """

    changes: AppointmentChanges
    overlaps: Overlaps
    directory: BookingDirectory
    services: VisitServices
    now: Clock

    def hand_over(
        self, access: Access, appointment: AppointmentId, seen: int, change: ProviderChange
    ) -> AppointmentView:
        """
        Hand an appointment over, and notify the other participants.

        `seen` is the version that the caller saw. A repeated request changes nothing more.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        before = self.changes.appointments.reached(access, appointment)
        if _is_repeated(before, seen, change):
            return self._with_overlaps(access, before)
        if before.version != seen:
            raise self.changes.conflict(access, before)
        former = change.former or _only_provider(before)
        at = max(change.starts_at or before.starts_at, self.now())
        name = self._checked_name(access, before, change.to, at)
        try:
            after = handed_over(before, self.now(), former, change.to, name)
            if change.starts_at:
                after = after.moved(self.now(), change.starts_at, None, None)
        except Conflict as refusal:
            raise self.changes.conflict(access, before, str(refusal)) from None
        notices = handed_over_notices(after, access, change.to)
        stored = self.changes.store(
            access, before, after, notices, allow_overlap=change.allow_overlap
        )
        return self._with_overlaps(access, stored)

    def _checked_name(
        self, access: Access, appointment: Appointment, new: PersonId, at: datetime
    ) -> str:
        """Return the name of the new provider, who must be able to hold the appointment."""
        member = self.directory.colleagues(access, [new]).get(new)
        if member is None or not member[0].is_active_provider:
            raise Invalid(fields={"to": NO_PROVIDER})
        reach = self.changes.appointments.client_access
        if not reach.all_assigned(access, [new], appointment.clients, at):
            raise Invalid(fields={"to": NOT_ASSIGNED})
        if appointment.service:
            stored, _ = self.services.get(access, appointment.service)
            if new not in stored.people:
                raise Invalid(fields={"to": NOT_OFFERED})
        return member[1].name

    def _with_overlaps(self, access: Access, appointment: Appointment) -> AppointmentView:
        view = self.changes.appointments.view_of(access, appointment)
        return self.overlaps.with_overlaps(access, view)


def _is_repeated(stored: Appointment, seen: int, change: ProviderChange) -> bool:
    """Return whether the last change is the one that a request asks for."""
    former_left = change.former not in stored.providers if change.former else _is_alone(stored)
    starts_at = whole_minute(change.starts_at) if change.starts_at else stored.starts_at
    has_outcome = change.to in stored.providers and former_left and starts_at == stored.starts_at
    return has_outcome and stored.version == seen + 1


def _is_alone(appointment: Appointment) -> bool:
    return len(appointment.providers) == 1


def _only_provider(appointment: Appointment) -> PersonId:
    if not _is_alone(appointment):
        raise Invalid(fields={"from": SEVERAL})
    return appointment.providers[0]
