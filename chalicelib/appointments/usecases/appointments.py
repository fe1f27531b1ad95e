"""Which appointments a person sees: one, a list, and what may be done with each (product.md §8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.appointments.domain.appointment import Act, Appointment
from chalicelib.appointments.usecases.ports import (
    AppointmentDesk,
    AppointmentFilter,
    AppointmentRows,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId
from chalicelib.kernel.ports import Clock


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment as one person sees it, with what he may do now."""

    appointment: Appointment
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Appointments:
    """
    An Admin reaches all; a provider those he takes part in, and those whose clients are all assigned to him; a client his
    own. Anything else is absent (S2), and asking for it is written down (S14).

    Raises:
        NotFound: Absent, foreign, or not his. Invalid: A value, naming its field.
    """

    rows: AppointmentRows
    desk: AppointmentDesk
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
        """Appointments within reach: a client's and a provider's own, an Admin's practice, or those of one client."""
        if wanted.since and wanted.until and wanted.until <= wanted.since:
            raise Invalid(fields={"to": "Write a time after the one that the list begins with."})
        if access.role is Role.CLIENT:
            wanted = replace(wanted, client=wanted.client or access.client)
        if wanted.client:
            self.must_reach_client(access, wanted.client)
        elif access.role is Role.PROVIDER:
            wanted = replace(wanted, provider=access.person)
        found, following = self.rows.page(access, wanted)
        return [
            self.shown(access, each) for each in self._within_reach(access, wanted, found)
        ], following

    def shown(self, access: Access, appointment: Appointment) -> AppointmentView:
        """What a person who reaches it may do with one that was just read or written."""
        return AppointmentView(appointment, appointment.acts(access, self.now()))

    def _must_reach(self, access: Access, appointment: Appointment) -> None:
        if access.role is Role.ADMIN or appointment.of(access):
            return
        if access.role is not Role.PROVIDER or not all(
            self.desk.reaches(access, each) for each in appointment.clients
        ):
            raise NotFound

    def must_reach_client(self, access: Access, client: ClientId) -> None:
        """Raises NotFound unless the asker reaches this client."""
        reached = {
            Role.ADMIN: lambda: self.desk.knows(access, client),
            Role.PROVIDER: lambda: self.desk.reaches(access, client),
            Role.CLIENT: lambda: access.client == client,
        }
        if not reached[access.role]():
            self.desk.out_of_reach(access, client)
            raise NotFound

    def _within_reach(
        self, access: Access, wanted: AppointmentFilter, found: Sequence[Appointment]
    ) -> Sequence[Appointment]:
        if access.role is not Role.PROVIDER or not wanted.client:
            return found
        # An appointment with further clients names them too: it shows only to who reaches all of them, or takes part.
        others = {client for each in found if not each.of(access) for client in each.clients} - {
            wanted.client
        }
        hidden = {client for client in others if not self.desk.reaches(access, client)}
        return [each for each in found if each.of(access) or not hidden.intersection(each.clients)]
