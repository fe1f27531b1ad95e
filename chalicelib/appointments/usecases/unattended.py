"""Finds appointments whose provider is no longer assigned to the client."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.current_names import NameReader
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId

MAX_ROWS = 500
"""How many rows one Query reads; DynamoDB returns at most one megabyte of them."""


@dataclass(frozen=True, slots=True)
class FormerProvider:
    """
    A provider with upcoming appointments, but no longer assigned to the client.

    `upcoming` is the number of these appointments.
    """

    provider: PersonId
    name: str = field(repr=False)
    upcoming: int


@dataclass(frozen=True, slots=True)
class UnattendedAppointments:
    """Tells staff which appointments nobody will hold unless somebody acts."""

    appointments: Appointments
    names: NameReader

    def of_client(self, access: Access, client: ClientId) -> Sequence[FormerProvider]:
        """
        Return providers of upcoming appointments who are not assigned to the client.

        Such a provider can neither see nor hold the appointments.

        Raises:
            NotAllowed: The caller acts as a client.
            NotFound: The client does not exist, or the caller may not see them.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        client_access, now = self.appointments.client_access, self.appointments.now()
        client_access.require(access, client)
        filters = AppointmentFilter(now - LONGEST, client=client, limit=MAX_ROWS)
        upcoming = [
            each
            for each in self.appointments.all_without_names(access, filters)
            if each.status in HOLDING and each.ends_at > now
        ]
        visible = self.appointments.visible(access, upcoming, client)
        counts = Counter(
            provider for each in upcoming if each.id in visible for provider in each.providers
        )
        assigned = client_access.assignments.assigned(access, list(counts), [client])
        former = sorted(set(counts) - {provider for provider, _ in assigned})
        people = self.names.colleagues(access, former) if former else {}
        return [
            FormerProvider(each, people[each][1].name, counts[each])
            for each in former
            if each in people
        ]
