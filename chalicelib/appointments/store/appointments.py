"""Stores appointments. Names are sealed, but times, states and ids are not."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.slots import DAY, ProviderDay, busy_interval
from chalicelib.appointments.domain.times import LONGEST
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.appointment_lists import appointments_page, stored_appointments
from chalicelib.appointments.store.appointment_writes import AppointmentWrites, require_stored
from chalicelib.appointments.store.held_times import held_until
from chalicelib.appointments.store.items import (
    AppointmentItem,
    AppointmentSummary,
)
from chalicelib.appointments.store.provider_days import read_days
from chalicelib.appointments.usecases.current_names import renamed_people, with_current_names
from chalicelib.appointments.usecases.ports import (
    AppointmentCheck,
    AppointmentFilter,
    AppointmentSelection,
)
from chalicelib.clients.store.calendar_names import name_rows
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId
from chalicelib.notices.domain import Notice
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.transactions import commit, new_transaction
from chalicelib.platform.vault.vault import Vault

MAX_OF_DAYS = 1000
"""The most appointments of one provider that are read for days without a row."""


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

    def some_without_names(
        self, access: Access, appointments: Collection[AppointmentId]
    ) -> Sequence[Appointment]:
        return stored_appointments(access.practice, appointments)

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
        self, access: Access, filters: AppointmentFilter, visible: AppointmentSelection
    ) -> tuple[Sequence[Appointment], str | None]:
        page = appointments_page(access, filters)
        self._check_list(page.items, filters)
        ids = {each.id for each in visible([item.appointment() for item in page.items])}
        items = [item for item in page.items if item.id in ids]
        return self._opened_page(access, items, filters.client), page.next

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
        write = new_transaction()
        new, day_keys = self.writes.add_new(write, access, appointment, notices, days)
        self._requests.remember(write, access, key, new.id)
        return require_stored(new, self._requests.commit(write, access, key), day_keys)

    def change(
        self,
        access: Access,
        before: Appointment,
        after: Appointment,
        notices: Sequence[Notice],
        days: Sequence[ProviderDay] = (),
    ) -> Appointment:
        write = new_transaction()
        new, day_keys = self.writes.add_change(write, access, before, after, notices, days=days)
        return require_stored(new, commit(write), day_keys)

    def held_until(self, access: Access, appointment: AppointmentId) -> datetime | None:
        return held_until(access.practice, appointment)

    def remove(
        self, access: Access, appointment: Appointment, days: Sequence[ProviderDay] = ()
    ) -> Appointment:
        write = new_transaction()
        day_keys = self.writes.add_removal(write, access, appointment, days)
        return require_stored(appointment, commit(write), day_keys)

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
    def writes(self) -> AppointmentWrites:
        """What adds appointments to transactions."""
        return AppointmentWrites(self.vault, self.audit, self.now)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("appointments", self.now)

    def _opened_page(
        self, access: Access, items: Sequence[AppointmentItem], subject: ClientId | None
    ) -> list[Appointment]:
        rows = name_rows(access.practice, *renamed_people([item.appointment() for item in items]))
        bindings = [item.binding() for item in items] + rows.bindings
        reader = self.vault.reader(access, "appointment list", bindings, subject=subject)
        names = rows.opened(reader)
        summaries = [
            (item, reader.open(item.binding(), item.sealed_summary, AppointmentSummary))
            for item in items
        ]
        return [
            with_current_names(self._complete(item, summary), names) for item, summary in summaries
        ]

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
