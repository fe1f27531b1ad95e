"""Reminds clients of their appointments, once for each time of an appointment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.reminders import (
    REMINDER_KINDS,
    ReminderPlan,
    due_reminder,
    is_current,
    reminder_notices,
)
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Failure, NotFound
from chalicelib.kernel.ids import AppointmentId, ClientId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.notice_sender import Addresses
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.usecases.practices import PracticeSettings


class RemindedAppointments(Protocol):
    """Reads appointments of which clients are reminded."""

    def appointment(self, practice: PracticeId, appointment: AppointmentId) -> Appointment:
        """
        Return an appointment without its participants' names, read consistently.

        Nothing sealed is opened, so there is no audit entry. Raises NotFound if the practice
        has no such appointment.
        """


class ReminderPlans(RemindedAppointments, Protocol):
    """Stores when to look for due reminders of each appointment."""

    def due(self, now: datetime) -> Sequence[ReminderPlan]:
        """
        Return plans whose next check is due.

        The size of the result is limited, so some of these plans may be missing from it.
        """

    def advance(self, before: ReminderPlan, after: ReminderPlan, notices: Sequence[Notice]) -> None:
        """
        Store the plan after a check, with the notices of due reminders, or nothing.

        A notice that was stored earlier is not stored again.

        Raises:
            Conflict: The plan has changed since `before` was read.
        """


class ClientZones(Protocol):
    """Reads the time zones in which clients live."""

    def client_zones(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """
        Return the time zones that clients have in their profiles, by client id.

        Clients without one are left out, and so are those whose profile does not open. An audit
        entry covers the profiles.
        """


@dataclass(frozen=True, slots=True)
class AppointmentReminders:
    """
    Stores the notices of due reminders; the sender of notices sends them.

    Quiet hours are by the clock of each client, or of the practice if their profile has no
    time zone. Profiles are opened only at the checks that depend on it: when a reminder may
    be near, and when it is due. A plan is stored in
    the same transaction as the change of its appointment, and so are the notices with the
    next state of their plan.
    """

    plans: ReminderPlans
    practices: PracticeSettings
    zones: ClientZones
    now: Clock

    def remind_all(self) -> int:
        """Check all plans that are due, and return the number of stored notices."""
        return sum(self._check(plan) for plan in self.plans.due(self.now()))

    def _check(self, plan: ReminderPlan) -> int:
        now = self.now()
        try:
            appointment = self.plans.appointment(plan.practice, plan.appointment)
            practice = self.practices.get(plan.practice)
            rule, zones = practice.reminders, self._zones(plan, appointment, practice, now)
            due = {
                client: reminder
                for client, zone in zones.items()
                if (reminder := due_reminder(plan, rule, zone, now))
            }
            notices = reminder_notices(appointment, due)
            self.plans.advance(plan, plan.checked(rule, set(zones.values()), now), notices)
        except Failure as failure:
            # This appointment is checked again in a minute, and the others go on. Somebody may
            # have moved it at this moment, too.
            note_skipped(failure, plan.appointment)
            return 0
        return len(notices)

    def _zones(
        self, plan: ReminderPlan, appointment: Appointment, practice: Practice, now: datetime
    ) -> Mapping[ClientId, str]:
        zones = dict.fromkeys(appointment.clients, practice.zone)
        if not plan.depends_on_zones(practice.reminders, now):
            return zones
        own = self.zones.client_zones(system(plan.practice), appointment.clients)
        return {**zones, **own}


@dataclass(frozen=True, slots=True)
class ReminderAddresses:
    """
    Finds addresses of notices; implements the port `Addresses`.

    A reminder of an appointment that was moved or called off has no address.
    """

    appointments: RemindedAppointments
    addresses: Addresses

    def of(self, notice: Notice) -> str:
        if notice.kind in REMINDER_KINDS:
            about = AppointmentId(notice.about)
            if not is_current(notice, self.appointments.appointment(notice.practice, about)):
                raise NotFound
        return self.addresses.of(notice)
