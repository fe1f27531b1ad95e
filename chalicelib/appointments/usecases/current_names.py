"""Gives booked appointments the names that their participants have now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId


class NameReader(Protocol):
    """Reads the current names of colleagues and clients."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """Return memberships and names by person; omit people outside the practice."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """Return names by client id; omit ids that the practice does not have."""


@dataclass(frozen=True, slots=True)
class CurrentNames:
    """
    Replaces participants' names in booked appointments with their current names.

    An appointment stores its participants' names when it is booked. Until the appointment
    is over or called off, the current names of the profiles are used instead. A
    participant who no longer exists keeps the stored name.
    """

    directory: NameReader

    def of(self, access: Access, appointment: Appointment) -> Appointment:
        """
        Return the appointment with its participants' current names.

        A completed or cancelled appointment keeps its stored names.
        """
        return self.of_all(access, [appointment])[0]

    def of_all(self, access: Access, appointments: Sequence[Appointment]) -> Sequence[Appointment]:
        """
        Return the appointments with their participants' current names.

        Completed and cancelled appointments keep their stored names.
        """
        clients, people = renamed_people(appointments)
        names: dict[str, str] = {}
        if people:
            colleagues = self.directory.colleagues(access, sorted(people))
            names |= {person: summary.name for person, (_, summary) in colleagues.items()}
        if clients:
            names |= dict(self.directory.client_names(access, sorted(clients)).items())
        return [with_current_names(each, names) for each in appointments]


def renamed_people(
    appointments: Sequence[Appointment],
) -> tuple[Collection[ClientId], Collection[PersonId]]:
    """Return the clients and providers whose current names are needed."""
    booked = [each for each in appointments if each.status in HOLDING]
    clients = {client for each in booked for client in each.clients}
    return clients, {person for each in booked for person in each.providers}


def with_current_names(appointment: Appointment, names: Mapping[str, str]) -> Appointment:
    """
    Return the appointment with these names, by client and person id.

    A completed or cancelled appointment keeps its stored names.
    """
    return _renamed(appointment, names) if appointment.status in HOLDING else appointment


def _renamed(appointment: Appointment, names: Mapping[str, str]) -> Appointment:
    stored = dict(appointment.names)
    pairs = tuple(
        (each.seat, names.get(each.person or each.client or "", stored.get(each.seat, "")))
        for each in appointment.participants
    )
    return replace(appointment, names=pairs)
