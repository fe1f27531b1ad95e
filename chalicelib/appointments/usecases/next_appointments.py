"""Finds clients who have no next appointment."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.domain.times import CLOSES_AFTER, LONGEST
from chalicelib.appointments.usecases.ports import AppointmentFilter, AppointmentStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.ports import Clock

PAGE = 10


@dataclass(frozen=True, slots=True)
class NextAppointments:
    """Looks for clients' next appointments, with one Query per client."""

    rows: AppointmentStore
    now: Clock

    def without_next(self, access: Access, clients: Collection[ClientId]) -> Collection[ClientId]:
        """
        Return those of the clients who have no appointment ahead.

        An appointment whose room is still open counts as ahead. This method does not check
        whether the caller may see the clients.
        """
        return {client for client in clients if not self._has_next(access, client)}

    def _has_next(self, access: Access, client: ClientId) -> bool:
        now = self.now()
        filters = AppointmentFilter(now - LONGEST - CLOSES_AFTER, client=client, limit=PAGE)
        while True:
            page, cursor = self.rows.page_without_names(access, filters)
            if any(each.status in HOLDING and now < each.closes_at for each in page):
                return True
            if cursor is None:
                return False
            filters = replace(filters, cursor=cursor)
