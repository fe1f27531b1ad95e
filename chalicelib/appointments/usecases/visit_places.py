"""Tells where clients come for a visit, or at which number they are called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.practice.domain.visit_terms import Location
from chalicelib.practice.usecases.practices import PracticeSettings
from chalicelib.practice.usecases.visit_services import VisitServices


class ClientPhones(Protocol):
    """Reads telephone numbers of profiles."""

    def phones(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        Return the numbers by client id, and write an audit entry for each client.

        A number is empty if the profile has none. Ids that the practice does not have are
        left out.
        """


@dataclass(frozen=True, slots=True)
class ClientToCall:
    """A client of a visit by phone; `phone` is empty if their profile has no number."""

    client: ClientId
    name: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """
    Where a visit takes place.

    `address` says where clients come for a visit at an office; it is empty if the practice
    entered nothing. `calls` are the clients whom the provider calls for a visit by phone.
    """

    location: Location
    address: str = ""
    calls: tuple[ClientToCall, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitPlaces:
    """
    Reads the places of visits.

    The address and the numbers are those of today, so a practice that moves, or a client who
    has a new number, corrects them in one place.

    Raises:
        NotFound: There is no such appointment, or the caller may not see it (S2).
    """

    appointments: Appointments
    services: VisitServices
    practices: PracticeSettings
    phones: ClientPhones
    now: Clock

    def of(self, access: Access, appointment: AppointmentId) -> VisitPlace:
        """
        Return the place of an appointment; a client reads no number but their own.

        Numbers are read only while the appointment is neither over nor called off.
        """
        stored = self.appointments.reached(access, appointment)
        if stored.location is Location.OFFICE:
            return VisitPlace(stored.location, address=self._address(access, stored))
        if stored.location is Location.PHONE and stored.can_change(self.now()):
            return VisitPlace(stored.location, calls=self._calls(access, stored))
        return VisitPlace(stored.location)

    def own_number(self, access: Access) -> str:
        """Return the number in the caller's own profile, or an empty string."""
        if access.client is None:
            return ""
        try:
            return self.phones.phones(access, [access.client]).get(access.client, "")
        except Unreadable as failure:
            # The number is only shown, so that the client can book all the same.
            note_skipped(failure, access.client)
            return ""

    def _address(self, access: Access, appointment: Appointment) -> str:
        service = appointment.service
        directions = self.services.directions(access, service) if service else ""
        return directions or self.practices.get(access.practice).address

    def _calls(self, access: Access, appointment: Appointment) -> tuple[ClientToCall, ...]:
        is_client = access.role is Role.CLIENT
        clients = [each for each in appointment.clients if not is_client or each == access.client]
        seats = {each.client: each.seat for each in appointment.participants}
        names, phones = dict(appointment.names), self.phones.phones(access, clients)
        return tuple(
            ClientToCall(each, names[seats[each]], phones.get(each, "")) for each in clients
        )
