"""Which appointments a person sees: one, a list, and what may be done with each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.appointments.domain.appointment import Appointment, AppointmentAction
from chalicelib.appointments.usecases.ports import (
    AppointmentFilter,
    AppointmentStore,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment as one person sees it, with what they may do now."""

    appointment: Appointment
    actions: tuple[AppointmentAction, ...]


@dataclass(frozen=True, slots=True)
class Appointments:
    """
    An Admin reaches all; a provider those they take part in, and those whose clients are all
    assigned to them; a client their own. Anything else is absent (S2), and asking for it is written
    down (S14).

    Raises:
        NotFound: Absent, foreign, or out of reach. Invalid: A value, naming its field.
    """

    rows: AppointmentStore
    client_access: ClientAccess
    now: Clock

    def get(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        """One appointment."""
        return self.shown(access, self.reached(access, appointment))

    def reached(self, access: Access, appointment: AppointmentId) -> Appointment:
        """The appointment, if the asker reaches it."""
        return self.rows.get(access, appointment, lambda found: self._must_reach(access, found))

    def page(
        self, access: Access, wanted: AppointmentFilter
    ) -> tuple[Sequence[AppointmentView], str | None]:
        """
        Appointments within reach: a client's and a provider's own, an Admin's practice, or those of
        one client.
        """
        if wanted.since and wanted.until and wanted.until <= wanted.since:
            raise Invalid(fields={"to": "Write a time after the one that the list begins with."})
        if access.role is Role.CLIENT:
            wanted = replace(wanted, client=wanted.client or access.client)
        if wanted.client:
            self.client_access.require(access, wanted.client)
        elif access.role is Role.PROVIDER:
            wanted = replace(wanted, provider=access.person)
        found, following = self.rows.page(access, wanted)
        return [
            self.shown(access, each) for each in self._within_reach(access, wanted, found)
        ], following

    def shown(self, access: Access, appointment: Appointment) -> AppointmentView:
        """What a person who reaches it may do with one that was just read or written."""
        return AppointmentView(appointment, appointment.actions(access, self.now()))

    def _must_reach(self, access: Access, appointment: Appointment) -> None:
        if not appointment.of(access) and not all(
            self.client_access.reaches(access, client) for client in appointment.clients
        ):
            raise NotFound

    def _within_reach(
        self, access: Access, wanted: AppointmentFilter, found: Sequence[Appointment]
    ) -> Sequence[Appointment]:
        # An appointment with further clients names them too: it shows only to who reaches all of
        # them, or takes part.
        others = {client for each in found if not each.of(access) for client in each.clients} - {
            wanted.client
        }
        hidden = {client for client in others if not self.client_access.reaches(access, client)}
        return [each for each in found if each.of(access) or not hidden.intersection(each.clients)]
