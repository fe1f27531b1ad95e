"""Makes waits of requests, with all checks but the one of their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.appointments.domain.waitlist import DayPart, Wait, validate_wait
from chalicelib.appointments.usecases.availability import Availability
from chalicelib.appointments.usecases.new_appointments import NOT_OFFERED
from chalicelib.appointments.usecases.overlaps import NOT_ASSIGNED
from chalicelib.appointments.usecases.wait_views import WaitViews
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, ServiceId, WaitId
from chalicelib.kernel.ports import IdGenerator

NOT_REPLACED = "Choose an appointment of this client that can still be cancelled."


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """What a client waits for; `client` is None if clients ask for themselves."""

    client: ClientId | None
    service: ServiceId
    until: date
    zone: str
    providers: Sequence[PersonId] = ()
    weekdays: frozenset[int] = frozenset()
    parts: frozenset[DayPart] = frozenset()
    replaces: AppointmentId | None = None


@dataclass(frozen=True, slots=True)
class NewWaits:
    """
    Makes the wait that a person asks for. Nothing is stored.

    Raises:
        NotFound: There is no such service, or the client cannot book it.
        Invalid: A value is not valid. The error names the field.
    """

    availability: Availability
    views: WaitViews
    ids: IdGenerator

    def of(self, access: Access, client: ClientId, request: WaitRequest) -> Wait:
        _, _, offered = self.availability.terms(access, request.service, None)
        pairs = self.availability.client_access.assignments.assigned(access, offered, [client])
        assigned = [who for who in offered if (who, client) in set(pairs)]
        providers = list(dict.fromkeys(request.providers))
        if not set(providers) <= set(offered):
            raise Invalid(fields={"provider_ids": NOT_OFFERED})
        if not assigned or not set(providers) <= set(assigned):
            raise Invalid(fields={"provider_ids": NOT_ASSIGNED})
        now = self.availability.now().replace(microsecond=0)
        wait = Wait(
            WaitId(self.ids.id()),
            access.practice,
            client,
            request.service,
            tuple(providers),
            request.until,
            request.zone,
            now,
            request.weekdays,
            request.parts,
            request.replaces,
            next_check=now,
        )
        if request.replaces:
            wait = wait.beside(self.views.replaced(access, wait), now)
            if wait.replaces is None:
                raise Invalid(fields={"replaces": NOT_REPLACED})
        return validate_wait(wait, now)
