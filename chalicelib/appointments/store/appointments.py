"""Stores appointments. Names are sealed, but times, states and ids are not."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.reminders import first_plan
from chalicelib.appointments.domain.slots import DAY, ProviderDay, busy_interval
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.appointment_lists import appointments_page
from chalicelib.appointments.store.items import (
    AppointmentItem,
    AppointmentSummary,
    appointment_items,
)
from chalicelib.appointments.store.provider_days import add_days, read_days
from chalicelib.appointments.store.reminders import ReminderPlanItem, plan_item
from chalicelib.appointments.usecases.ports import (
    AppointmentCheck,
    AppointmentFilter,
    DaysChanged,
)
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PersonId
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import AuditItem, DynamoAudit
from chalicelib.platform.dynamodb import key_parts, queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction
from chalicelib.platform.vault.vault import Vault

MAX_OF_DAYS = 1000
"""The most appointments of one provider that are read for days without a row."""
MOVE = "move appointment"
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
class DynamoAppointments:
    """
    Implements `AppointmentStore` with DynamoDB.

    `now` is a function that returns the current time as an aware datetime.
    """

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def without_names(self, access: Access, appointment: AppointmentId) -> Appointment:
        return self._item(access, appointment).appointment()

    def get(self, access: Access, appointment: AppointmentId, may: AppointmentCheck) -> Appointment:
        item = self._item(access, appointment)
        nameless = item.appointment()
        try:
            may(nameless)
        except NotFound:
            self._record_refusal(access, nameless)
            raise
        summary = self.vault.open(
            access,
            item.binding(),
            item.sealed_summary,
            AppointmentSummary,
            purpose="appointment",
            subject=nameless.client,
        )
        return self._complete(item, summary)

    def page(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        page = appointments_page(access, filters)
        self._check_list(page.items, filters)
        reader = self.vault.reader(
            access,
            "appointment list",
            [item.binding() for item in page.items],
            subject=filters.client,
        )
        summaries = [
            (item, reader.open(item.binding(), item.sealed_summary, AppointmentSummary))
            for item in page.items
        ]
        return [self._complete(item, summary) for item, summary in summaries], page.next

    def page_without_names(
        self, access: Access, filters: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        page = appointments_page(access, filters)
        self._check_list(page.items, filters)
        return [item.appointment() for item in page.items], page.next

    def provider_days(
        self, access: Access, providers: Collection[PersonId], days: Collection[date]
    ) -> Sequence[ProviderDay]:
        stored = read_days(access.practice, providers, days)
        for who in providers:
            missing = [day for day in days if (who, day) not in stored]
            stored |= {(who, each.day): each for each in self._unstored(access, who, missing)}
        return [stored[who, day] for who in providers for day in days]

    def add(
        self,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        key: IdempotencyKey | None,
        days: Sequence[ProviderDay] = (),
    ) -> Appointment:
        write, new = new_transaction(), replace(appointment, version=1)
        day_keys = add_days(write, access.practice, days)
        self._requests.remember(write, access, key, new.id)
        for item in self._sealed_items(new):
            write.save(item, condition=AppointmentItem.pk.does_not_exist())
        self._add_reminders(write, None, new)
        self._add_notices(write, notices)
        entry = self._audit_entry(access, new, AuditAction.CREATE, "book appointment")
        self.audit.add_to(write, entry)
        return _require_stored(new, self._requests.commit(write, access, key), day_keys)

    def change(
        self,
        access: Access,
        before: Appointment,
        after: Appointment,
        notices: Sequence[Notice],
        days: Sequence[ProviderDay] = (),
    ) -> Appointment:
        write, new = new_transaction(), replace(after, version=before.version + 1)
        day_keys = add_days(write, access.practice, days)
        main, *copies = self._sealed_items(new)
        write.save(main, condition=AppointmentItem.version == before.version)
        for item in copies:
            write.save(item)
        self._add_reminders(write, before, new)
        self._add_notices(write, notices)
        entry = self._audit_entry(access, new, AuditAction.CHANGE, _purpose(before, new))
        self.audit.add_to(write, entry)
        return _require_stored(new, commit(write), day_keys)

    def remove(
        self, access: Access, appointment: Appointment, days: Sequence[ProviderDay] = ()
    ) -> Appointment:
        write = new_transaction()
        day_keys = add_days(write, access.practice, days)
        main, *copies = appointment_items(appointment)
        write.delete(main, condition=AppointmentItem.version == appointment.version)
        plan = ReminderPlanItem(*keys.reminder_plan(appointment.practice, appointment.id))
        for item in (*copies, plan):
            write.delete(item)
        entry = self._audit_entry(access, appointment, AuditAction.DELETE, "undo booking")
        self.audit.add_to(write, entry)
        return _require_stored(appointment, commit(write), day_keys)

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def _unstored(
        self, access: Access, provider: PersonId, days: Sequence[date]
    ) -> Sequence[ProviderDay]:
        # The days have no rows yet, so the appointments on them were booked before there were rows.
        if not days:
            return ()
        first, last = (datetime.combine(each, time.min, UTC) for each in (min(days), max(days)))
        filters = AppointmentFilter(
            first - LONGEST, last + DAY + LONGEST, provider=provider, limit=MAX_OF_DAYS
        )
        filled = {day: ProviderDay(provider, day) for day in days}
        for each in self.page_without_names(access, filters)[0]:
            interval = busy_interval(each)
            filled = {day: one.holding(interval) for day, one in filled.items()}
        return list(filled.values())

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("appointments", self.now)

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

    def _add_notices(self, write: Transaction, notices: Sequence[Notice]) -> None:
        for notice in notices:
            write.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())

    def _audit_entry(
        self, access: Access, appointment: Appointment, action: AuditAction, purpose: str
    ) -> AuditItem:
        record = str(keys.appointment(appointment.practice, appointment.id))
        return self.audit.entry(
            access, action, [record], purpose=purpose, subject=appointment.client
        )

    def _item(self, access: Access, appointment: AppointmentId) -> AppointmentItem:
        key = keys.appointment(access.practice, appointment)
        item: AppointmentItem | None = queries.batch_get((AppointmentItem, key))[0]
        if item is None:
            raise NotFound
        return item

    def _complete(self, item: AppointmentItem, summary: AppointmentSummary) -> Appointment:
        if summary.state_text != item.state_text():
            self.vault.alarm(f"{item.key} state")
            raise Unreadable
        return item.appointment(summary)

    def _check_list(self, items: Sequence[AppointmentItem], filters: AppointmentFilter) -> None:
        # No seal covers the keys of an index. So a row that somebody moved into another person's
        # list must not open there.
        for item in items:
            appointment = item.appointment()
            is_theirs = (
                filters.provider in appointment.providers
                if filters.provider
                else filters.client in appointment.clients
            )
            if (filters.provider or filters.client) and not is_theirs:
                self.vault.alarm(f"{item.key} in another person's list")
                raise Unreadable

    def _record_refusal(self, access: Access, appointment: Appointment) -> None:
        record = str(keys.appointment(appointment.practice, appointment.id))
        self.audit.record(
            access,
            AuditAction.READ,
            [record],
            purpose="appointment",
            subject=appointment.client,
            outcome=AuditOutcome.REFUSED,
        )


def _purpose(before: Appointment, after: Appointment) -> str:
    has_status = after.status is not before.status
    return PURPOSES.get(after.status, MOVE) if has_status else MOVE


def _require_stored(
    appointment: Appointment, lost: frozenset[key_parts.Key], days: Collection[key_parts.Key]
) -> Appointment:
    if lost and lost <= set(days):
        raise DaysChanged
    if lost:
        raise Conflict
    return appointment
