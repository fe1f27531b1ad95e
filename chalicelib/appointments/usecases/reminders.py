"""Reminds clients of their appointments, once for each time of an appointment."""

from collections.abc import Sequence
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
from chalicelib.kernel.errors import Failure, NotFound
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.notice_sender import Addresses
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


@dataclass(frozen=True, slots=True)
class AppointmentReminders:
    """
    Stores the notices of due reminders; the sender of notices sends them.

    A plan is stored in the same transaction as the change of its appointment, and so are
    the notices with the next state of their plan.
    """

    plans: ReminderPlans
    practices: PracticeSettings
    now: Clock

    def remind_all(self) -> int:
        """Check all plans that are due, and return the number of stored notices."""
        return sum(self._check(plan) for plan in self.plans.due(self.now()))

    def _check(self, plan: ReminderPlan) -> int:
        now = self.now()
        try:
            appointment = self.plans.appointment(plan.practice, plan.appointment)
            practice = self.practices.get(plan.practice)
            rule, zone = practice.reminders, practice.zone
            reminder = due_reminder(plan, rule, zone, now)
            notices = reminder_notices(appointment, reminder) if reminder else ()
            self.plans.advance(plan, plan.checked(rule, zone, now), notices)
        except Failure as failure:
            # This appointment is checked again in a minute, and the others go on. Somebody may
            # have moved it at this moment, too.
            note_skipped(failure, plan.appointment)
            return 0
        return len(notices)


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
