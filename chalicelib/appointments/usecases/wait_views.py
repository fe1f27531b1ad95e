"""Shows waits to a person, as they can be fulfilled now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AppointmentAction
from chalicelib.appointments.domain.waitlist import Wait, WaitStatus
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.calendar import CalendarNames
from chalicelib.appointments.usecases.wait_providers import WaitChoices, WaitProviders
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PersonId, WaitId
from chalicelib.practice.domain.service import Service
from chalicelib.practice.domain.visit_terms import Location

WAITING = WaitStatus.WAITING


@dataclass(frozen=True, slots=True)
class WaitView:
    """
    A wait as a person sees it now.

    `providers` are those of the client's wish who can still hold the visit; the wait has no
    offer of anybody else. If `can_be_offered` is false, nobody can hold it. `replaced` is
    the appointment that accepting the offer cancels, without names. `location` is where the
    service takes place today. `names` has the names by id.
    """

    wait: Wait
    providers: tuple[PersonId, ...]
    can_be_offered: bool
    replaced: Appointment | None
    location: Location
    names: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WaitViews:
    """Adds to waits what is read from elsewhere: providers, appointments and names."""

    appointments: Appointments
    providers: WaitProviders
    names: CalendarNames

    def of(
        self, access: Access, waits: Sequence[Wait], choices: WaitChoices | None = None
    ) -> Sequence[WaitView]:
        """
        Return the views of some waits. What they need is read at once for all.

        `choices` are those of the waits, if they have been read already.
        """
        if not waits:
            return ()
        choices = choices or self.providers.of(access, waits)
        current = [_current(each, choices) for each in waits]
        services = {
            each.service.id: each.service
            for each in self.providers.services.rows.all(access.practice)
        }
        names = self._names(access, current, choices) | {
            each: service.name for each, service in services.items()
        }
        replaced = self._all_replaced(access, current)
        return [
            WaitView(
                each,
                choices.of(each) if each.providers else (),
                bool(choices.of(each)),
                replaced.get(each.id),
                _location(services.get(each.service)),
                names,
            )
            for each in current
        ]

    def replaced(self, access: Access, wait: Wait) -> Appointment | None:
        """
        Return the appointment that accepting an offer cancels with its names, or None.

        It must be one that the caller can still cancel, and later than the offered time.
        """
        if wait.replaces is None or not wait.is_open:
            return None
        try:
            old = self.appointments.reached(access, wait.replaces)
        except NotFound:
            return None
        return old if self._may_replace(access, wait, old) else None

    def _all_replaced(self, access: Access, waits: Sequence[Wait]) -> Mapping[WaitId, Appointment]:
        """
        Return what `replaced` would, by wait and without names.

        Nothing is opened, so nothing is audited: nobody asked to see these appointments.
        """
        ids = {each.id: each.replaces for each in waits if each.replaces and each.is_open}
        stored = self.appointments.rows.some_without_names(access, sorted(set(ids.values())))
        seen = self.appointments.visible(access, stored)
        old = {each.id: each for each in stored if each.id in seen}
        return {
            each.id: old[ids[each.id]]
            for each in waits
            if ids.get(each.id) in old and self._may_replace(access, each, old[ids[each.id]])
        }

    def _may_replace(self, access: Access, wait: Wait, old: Appointment) -> bool:
        is_later = wait.offer is None or wait.offer.starts_at < old.starts_at
        actions = old.actions(access, self.appointments.now())
        can_cancel = old.client == wait.client and AppointmentAction.CANCEL in actions
        return can_cancel and is_later

    def _names(self, access: Access, waits: Sequence[Wait], choices: WaitChoices) -> dict[str, str]:
        people = {who for each in waits if each.providers for who in choices.of(each)} | {
            each.offer.provider for each in waits if each.offer
        }
        return dict(self.names.names(access, {each.client for each in waits}, people))


def _location(service: Service | None) -> Location:
    return service.visit.location if service and service.visit else Location.VIDEO


def _current(wait: Wait, choices: WaitChoices) -> Wait:
    """Return the wait with its offer only if that can still be accepted."""
    if wait.status is not WaitStatus.OFFERED:
        return replace(wait, offer=None)
    return wait if choices.offer_stands(wait) else replace(wait, status=WAITING, offer=None)
