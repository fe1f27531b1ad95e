"""Reads appointments for a caller, with the actions that the caller may take."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.appointments.domain.appointment import STAFF, Appointment
from chalicelib.appointments.domain.overlap import Overlap
from chalicelib.appointments.domain.status import AppointmentAction
from chalicelib.appointments.domain.times import CLOSES_AFTER, LONGEST, OPENS_BEFORE
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.ports import (
    AppointmentFilter,
    AppointmentStore,
)
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Invalid, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId
from chalicelib.kernel.ports import Clock

MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """
    An appointment with the actions that the caller may take now.

    `overlaps` are the other appointments at the same time. They are set only after a
    booking or a move, and None if they could not be read then. `is_undecided` says that
    staff have to say whether the appointment took place.
    """

    appointment: Appointment
    actions: tuple[AppointmentAction, ...]
    overlaps: tuple[Overlap, ...] | None = ()
    is_undecided: bool = False


@dataclass(frozen=True, slots=True)
class Appointments:
    """
    Reads appointments that the caller may see.

    An Admin may see all appointments of the practice. A client may see the appointments
    that they take part in. A provider may see an appointment only if all its clients are
    assigned to this provider; taking part in the appointment is not enough. An appointment
    that the caller may not see gives the same error as an appointment that does not exist
    (S2). Each refused attempt gets an audit entry (S14).

    Raises:
        NotFound: The appointment does not exist, or the caller may not see it.
        Invalid: A value is not valid. The error names the field.
    """

    rows: AppointmentStore
    client_access: ClientAccess
    names: CurrentNames
    now: Clock

    def get(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        return self.view_of(access, self.reached(access, appointment))

    def reached(self, access: Access, appointment: AppointmentId) -> Appointment:
        """Return an appointment. Raises NotFound when the caller may not see it."""
        stored = self.rows.get(access, appointment, lambda each: self._require_reach(access, each))
        return self.names.of(access, stored)

    def may_still_see(self, access: Access, appointment: AppointmentId) -> bool:
        """
        Return whether the caller may see an appointment that they opened earlier.

        This method does not open (decrypt) names, and does not write an audit entry.
        """
        try:
            self._require_reach(access, self.rows.without_names(access, appointment))
        except NotFound:
            return False
        return True

    def hosted_now(self, access: Access) -> Sequence[Appointment]:
        """
        Return the appointments with open rooms of which the caller is a provider.

        The caller may act as an Admin, too. This method does not open (decrypt) names, and
        does not write an audit entry.
        """
        now = self.now()
        since, until = now - LONGEST - CLOSES_AFTER, now + OPENS_BEFORE + MOMENT
        filters = AppointmentFilter(since, until, provider=access.person)
        page = [each for each in self.all_without_names(access, filters) if each.is_open(now)]
        return self._within_reach(access, filters, page)

    def all_without_names(
        self, access: Access, filters: AppointmentFilter
    ) -> Iterator[Appointment]:
        """
        Yield all appointments that `filters` find, from the first page to the last.

        Cancelled appointments are among them. This method does not check whether the caller may
        see the appointments.
        """
        while True:
            page, cursor = self.rows.page_without_names(access, filters)
            yield from page
            if cursor is None:
                return
            filters = replace(filters, cursor=cursor)

    def page(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[AppointmentView], str | None]:
        """
        Return a page of appointments and the cursor of the next page.

        If `filters` names no client, clients and providers get their own appointments, and an
        Admin gets those of a provider, or all of the practice. The cursor is None on the last
        page.
        """
        if filters.since and filters.until and filters.until <= filters.since:
            raise Invalid(fields={"to": "Choose a time after the start of the list."})
        if access.role is Role.CLIENT:
            filters = replace(filters, client=filters.client or access.client)
        if filters.client:
            self.client_access.require(access, filters.client)
            filters = replace(filters, provider=None)
        elif access.role is Role.PROVIDER:
            filters = replace(filters, provider=access.person)

        def visible(appointments: Sequence[Appointment]) -> Sequence[Appointment]:
            if filters.undecided:
                appointments = [each for each in appointments if each.is_undecided(self.now())]
            return self._within_reach(access, filters, appointments)

        page, cursor = self.rows.page(access, filters, visible)
        return [self.view_of(access, each) for each in page], cursor

    def view_of(self, access: Access, appointment: Appointment) -> AppointmentView:
        """
        Return an appointment with the actions that the caller may take now.

        This method does not check that the caller may see the appointment.
        """
        now = self.now()
        is_undecided = access.role in STAFF and appointment.is_undecided(now)
        actions = appointment.actions(access, now)
        return AppointmentView(appointment, actions, is_undecided=is_undecided)

    def visible(
        self, access: Access, page: Sequence[Appointment], client: ClientId | None = None
    ) -> frozenset[AppointmentId]:
        """
        Return the ids of those appointments in `page` that the caller may see.

        `client` is one whom the caller is known to reach.
        """
        seen = self._within_reach(access, AppointmentFilter(client=client), page)
        return frozenset(each.id for each in seen)

    def _require_reach(self, access: Access, appointment: Appointment) -> None:
        if not self._may_see(
            access, appointment, self.client_access.reached(access, appointment.clients)
        ):
            raise NotFound
        self.client_access.require_unmerged(access, appointment.clients)

    def _within_reach(
        self, access: Access, filters: AppointmentFilter, page: Sequence[Appointment]
    ) -> Sequence[Appointment]:
        clients = {client for each in page for client in each.clients} - {filters.client}
        reached = {*self.client_access.reached(access, clients), filters.client}
        return [each for each in page if self._may_see(access, each, reached)]

    def _may_see(
        self, access: Access, appointment: Appointment, reached: Collection[ClientId | None]
    ) -> bool:
        # An appointment names all its clients, so staff must reach each of them.
        if access.role is Role.CLIENT:
            return appointment.of(access) is not None
        return access.role in STAFF and set(appointment.clients) <= set(reached)
