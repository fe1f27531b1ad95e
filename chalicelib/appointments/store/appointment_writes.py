"""Adds appointments to transactions, with all that belongs to them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.attendance import SETTLED
from chalicelib.appointments.domain.reminders import first_plan
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.freed_times import freed_items
from chalicelib.appointments.store.items import AppointmentItem, appointment_items
from chalicelib.appointments.store.provider_days import add_days
from chalicelib.appointments.store.reminders import ReminderPlanItem, plan_item
from chalicelib.appointments.usecases.ports import DaysChanged
from chalicelib.clients.store.reach_check import add_unmerged_check
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import AuditItem, DynamoAudit
from chalicelib.platform.dynamodb import key_parts
from chalicelib.platform.dynamodb.transactions import Transaction
from chalicelib.platform.vault.vault import Vault

Stored = TypeVar("Stored")
MOVE, HAND_OVER = "move appointment", "hand over appointment"
PURPOSES = {
    AppointmentStatus.CONFIRMED: "confirm appointment",
    AppointmentStatus.DECLINED: "decline appointment",
    AppointmentStatus.EXPIRED: "end unanswered request",
    AppointmentStatus.ARRIVED: "mark client as arrived",
    AppointmentStatus.NO_SHOW: "mark appointment as missed",
    AppointmentStatus.CANCELLED: "cancel appointment",
    AppointmentStatus.COMPLETED: "complete appointment",
}


@dataclass(frozen=True, slots=True)
class AppointmentWrites:
    """
    Adds appointments to a transaction, which the caller commits.

    Each write comes with its audit entry, reminder plan, notices and provider days. The
    keys in a result are those of the days, whose conditions tell of another booking.
    """

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def add_new(
        self,
        write: Transaction,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        days: Sequence[ProviderDay],
    ) -> tuple[Appointment, set[key_parts.Key]]:
        """Add a new appointment, and return it as it will be stored."""
        new = replace(appointment, version=1)
        day_keys = add_days(write, access.practice, days)
        for client in new.clients:
            add_unmerged_check(write, access, client)
        for item in self._sealed_items(new):
            write.save(item, condition=AppointmentItem.pk.does_not_exist())
        self._add_reminders(write, None, new)
        self.add_notices(write, notices)
        entry = self._audit_entry(access, new, AuditAction.CREATE, "book appointment")
        self.audit.add_to(write, entry)
        return new, day_keys

    def add_change(
        self,
        write: Transaction,
        access: Access,
        before: Appointment,
        after: Appointment,
        notices: Sequence[Notice],
        *,
        days: Sequence[ProviderDay],
    ) -> tuple[Appointment, set[key_parts.Key]]:
        """Add the next version of an appointment, and return it as it will be stored."""
        new = replace(after, version=before.version + 1)
        day_keys = add_days(write, access.practice, days)
        main, *copies = self._sealed_items(new)
        write.save(main, condition=AppointmentItem.version == before.version)
        for item in copies:
            write.save(item)
        self._add_reminders(write, before, new)
        for freed in freed_items(before, new, self.now()):
            write.save(freed)
        self.add_notices(write, notices)
        entry = self._audit_entry(access, new, AuditAction.CHANGE, _purpose(before, new))
        self.audit.add_to(write, entry)
        return new, day_keys

    def add_removal(
        self,
        write: Transaction,
        access: Access,
        appointment: Appointment,
        days: Sequence[ProviderDay],
    ) -> set[key_parts.Key]:
        """Add the removal of an appointment that nobody has been told of."""
        day_keys = add_days(write, access.practice, days)
        main, *copies = appointment_items(appointment)
        write.delete(main, condition=AppointmentItem.version == appointment.version)
        plan = ReminderPlanItem(*keys.reminder_plan(appointment.practice, appointment.id))
        for item in (*copies, plan):
            write.delete(item)
        entry = self._audit_entry(access, appointment, AuditAction.DELETE, "undo booking")
        self.audit.add_to(write, entry)
        return day_keys

    def _sealed_items(self, appointment: Appointment) -> list[AppointmentItem]:
        items = appointment_items(appointment)
        for item in items:
            item.sealed_summary = self.vault.seal(item.binding(), item.summary_of(appointment))
        return items

    def _add_reminders(
        self, write: Transaction, before: Appointment | None, after: Appointment
    ) -> None:
        plan = first_plan(before, after, self.now())
        if plan:
            write.save(plan_item(plan))

    def add_notices(self, write: Transaction, notices: Sequence[Notice]) -> None:
        """Add notices that are not stored yet."""
        for notice in notices:
            write.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())

    def _audit_entry(
        self, access: Access, appointment: Appointment, action: AuditAction, purpose: str
    ) -> AuditItem:
        record = str(keys.appointment(appointment.practice, appointment.id))
        return self.audit.entry(
            access, action, [record], purpose=purpose, subject=appointment.client
        )


def _purpose(before: Appointment, after: Appointment) -> str:
    if after.providers != before.providers:
        return HAND_OVER
    if after.status is before.status:
        return MOVE
    purpose = PURPOSES.get(after.status, MOVE)
    return f"{purpose} as correction" if before.status in SETTLED else purpose


def require_stored(
    stored: Stored, lost: frozenset[key_parts.Key], days: Collection[key_parts.Key]
) -> Stored:
    """
    Return what was stored, or raise if a write condition failed.

    Raises:
        DaysChanged: Only provider days have changed since they were read.
        Conflict: Something else has changed, too.
    """
    if lost and lost <= set(days):
        raise DaysChanged
    if lost:
        raise Conflict
    return stored
