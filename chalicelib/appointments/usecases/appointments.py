"""Reads appointments for a caller, with the actions that the caller may take."""

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
    """An appointment with the actions that the caller may take now."""

    appointment: Appointment
    actions: tuple[AppointmentAction, ...]


@dataclass(frozen=True, slots=True)
class Appointments:
    """
    Reads appointments that the caller may see.

    An Admin may see all appointments of the practice. A client may see those that they take
    part in. A provider may see those that they take part in, and those whose clients are
    all assigned to them. An appointment that the caller may not see gives the same error as
    an appointment that does not exist (S2). Each refused attempt gets an audit entry (S14).

    Raises:
        NotFound: The appointment does not exist, or the caller may not see it.
        Invalid: A value is not valid. The error names the field.
    """

    rows: AppointmentStore
    client_access: ClientAccess
    now: Clock

    def get(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        return self.view_of(access, self.reached(access, appointment))

    def reached(self, access: Access, appointment: AppointmentId) -> Appointment:
        """Return an appointment. Raises NotFound when the caller may not see it."""
        return self.rows.get(access, appointment, lambda each: self._require_reach(access, each))

    def page(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[AppointmentView], str | None]:
        """
        Return a page of appointments and the cursor of the next page.

        If `filters` names no client, clients and providers get their own appointments, and an
        Admin gets all appointments of the practice. The cursor is None on the last page.
        """
        if filters.since and filters.until and filters.until <= filters.since:
            raise Invalid(fields={"to": "Write a time after the one that the list begins with."})
        if access.role is Role.CLIENT:
            filters = replace(filters, client=filters.client or access.client)
        if filters.client:
            self.client_access.require(access, filters.client)
        elif access.role is Role.PROVIDER:
            filters = replace(filters, provider=access.person)
        page, cursor = self.rows.page(access, filters)
        return [
            self.view_of(access, each) for each in self._within_reach(access, filters, page)
        ], cursor

    def view_of(self, access: Access, appointment: Appointment) -> AppointmentView:
        """
        Return an appointment with the actions that the caller may take now.

        This method does not check that the caller may see the appointment.
        """
        return AppointmentView(appointment, appointment.actions(access, self.now()))

    def _require_reach(self, access: Access, appointment: Appointment) -> None:
        if not appointment.of(access) and not all(
            self.client_access.reaches(access, client) for client in appointment.clients
        ):
            raise NotFound

    def _within_reach(
        self, access: Access, filters: AppointmentFilter, page: Sequence[Appointment]
    ) -> Sequence[Appointment]:
        # An appointment names all its clients, so it is shown only to those who take part or may
        # see all of its clients.
        others = {client for each in page if not each.of(access) for client in each.clients} - {
            filters.client
        }
        hidden = {client for client in others if not self.client_access.reaches(access, client)}
        return [each for each in page if each.of(access) or not hidden.intersection(each.clients)]
