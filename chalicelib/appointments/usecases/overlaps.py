"""Warns of people who have two appointments at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.appointments.domain.overlap import (
    BusyTime,
    Overlap,
    busy_time,
    is_overlapping,
    is_overlapping_for_provider,
)
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.usecases.appointments import Appointments, AppointmentView
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Failure, Invalid, NotFound
from chalicelib.kernel.ids import AppointmentId, ServiceId
from chalicelib.practice.domain.visit_terms import MAX_BUFFER
from chalicelib.practice.usecases.visit_services import VisitServices

REACH = timedelta(minutes=2 * MAX_BUFFER)
"""So far before or after an appointment, its buffer and another one's may meet."""
NOT_ASSIGNED = (
    "One of these providers is not assigned to the client. An Admin assigns providers in the"
    " client's profile."
)


@dataclass(frozen=True, slots=True)
class Overlaps:
    """
    Finds double bookings.

    A double booking is allowed, because a provider may want one. So these methods report
    double bookings, but do not refuse them. The participants' names stay sealed
    (encrypted), because the caller already knows the people whom they book.
    """

    appointments: Appointments
    services: VisitServices

    def of(
        self, access: Access, needed: BusyTime, service: ServiceId | None = None
    ) -> Sequence[Overlap]:
        """
        Return which people in `needed` have another appointment at the needed time.

        If `needed` names no provider and the caller is a provider, the caller is checked as
        the provider. If `needed.except_for` is the id of an appointment that is being
        moved, the participants and buffers of that appointment are checked instead of those
        in `needed`. `service` is what is to be booked, with its buffers.

        Raises:
            NotFound: The caller may not see one of the clients, or the appointment that is
                being moved, or there is no such service.
            Invalid: A provider is not assigned to one of the clients.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        if needed.except_for:
            return self._of(access, self._moved(access, needed, needed.except_for))
        if not needed.providers and access.role is Role.PROVIDER:
            needed = replace(needed, providers=[access.person])
        client_access = self.appointments.client_access
        for client in needed.clients:
            client_access.require(access, client)
        if not client_access.all_assigned(access, needed.providers, needed.clients):
            raise Invalid(fields={"provider_ids": NOT_ASSIGNED})
        return self._of(access, self._with_buffers(access, needed, service))

    def with_overlaps(self, access: Access, view: AppointmentView) -> AppointmentView:
        """
        Return the view of a booked or moved appointment, with its overlaps added.

        The appointment is already stored when this method is called. So if the overlaps
        cannot be read, the method still returns the view, with `overlaps` set to None.
        """
        try:
            overlaps = self._of(access, busy_time(view.appointment))
        except Failure:
            return replace(view, overlaps=None)
        return replace(view, overlaps=tuple(overlaps))

    def _with_buffers(
        self, access: Access, needed: BusyTime, service: ServiceId | None
    ) -> BusyTime:
        if service is None:
            return needed
        _, terms = self.services.get(access, service)
        return replace(needed, buffer_before=terms.buffer_before, buffer_after=terms.buffer_after)

    def _moved(self, access: Access, needed: BusyTime, moved: AppointmentId) -> BusyTime:
        if not self.appointments.may_still_see(access, moved):
            raise NotFound
        people = self.appointments.rows.without_names(access, moved)
        return replace(
            needed,
            providers=people.providers,
            clients=people.clients,
            buffer_before=people.buffer_before,
            buffer_after=people.buffer_after,
        )

    def _of(self, access: Access, needed: BusyTime) -> Sequence[Overlap]:
        since, until = needed.starts_at - LONGEST - REACH, needed.ends_at + REACH
        by_provider = [AppointmentFilter(since, until, provider=who) for who in needed.providers]
        by_client = [AppointmentFilter(since, until, client=who) for who in needed.clients]
        others = [
            (filters, each)
            for filters in (*by_provider, *by_client)
            for each in self.appointments.all_without_names(access, filters)
            if (is_overlapping_for_provider if filters.provider else is_overlapping)(needed, each)
        ]
        visible = self.appointments.visible(access, [each for _, each in others])
        return [
            Overlap(
                each.starts_at,
                each.ends_at,
                filters.provider,
                filters.client,
                each.id if each.id in visible else None,
            )
            for filters, each in others
        ]
