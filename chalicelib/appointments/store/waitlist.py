"""
Stores the waitlist: ids and times in clear, and sealed reasons.

Open waits are in one partition of the practice, and those that ended are not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.freed_times import FreedTime
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.waitlist import MAX_OPEN_WAITS, TOO_MANY, Wait, WaitStatus
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.appointment_writes import AppointmentWrites, require_stored
from chalicelib.appointments.store.freed_times import FreedTimeItem, freed_item
from chalicelib.appointments.store.held_times import HeldTimeItem, held_item
from chalicelib.appointments.store.provider_days import add_days
from chalicelib.appointments.store.wait_items import (
    EndedWaitItem,
    WaitCountItem,
    WaitItem,
    WaitReason,
    ended_item,
    open_item,
)
from chalicelib.appointments.usecases.waitlist_ports import AcceptedOffer, WaitEffects
from chalicelib.clients.store.reach_check import add_unmerged_check
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PracticeId, WaitId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import AuditItem
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction

PAGE, ENDED_PAGE = 100, 25


@dataclass(frozen=True, slots=True)
class DynamoWaits:
    """Implements `WaitStore` with DynamoDB."""

    writes: AppointmentWrites

    def get(self, practice: PracticeId, wait: WaitId) -> Wait:
        rows = queries.batch_get(
            (WaitItem, keys.wait(practice, wait)),
            (EndedWaitItem, keys.ended_wait(practice, wait)),
        )
        stored: list[Wait] = [row.wait() for row in rows if row]
        if not stored:
            raise NotFound
        return stored[0]

    def all_open(self, practice: PracticeId) -> Sequence[Wait]:
        rows = queries.partition(CoreRow, keys.waitlist(practice), {keys.WAITS: WaitItem})
        return [row.wait() for row in rows if isinstance(row, WaitItem)]

    def open_count(self, practice: PracticeId, client: ClientId) -> int:
        key = keys.wait_count(practice, client)
        row: WaitCountItem | None = queries.batch_get((WaitCountItem, key))[0]
        return int(row.waits) if row else 0

    def ended(
        self, access: Access, client: ClientId, cursor: str | None
    ) -> tuple[Sequence[Wait], str | None]:
        page = queries.page(
            EndedWaitItem,
            keys.ended_waits(access.practice, client),
            index=1,
            condition=EndedWaitItem.g1sk.startswith(keys.WAITS),
            cursor=cursor,
            limit=ENDED_PAGE,
        )
        return self._with_reasons(access, client, page.items), page.next

    def add(self, access: Access, wait: Wait, key: IdempotencyKey | None) -> Wait:
        write, new = new_transaction(), replace(wait, version=1)
        self._requests.remember(write, access, key, new.id)
        add_unmerged_check(write, access, new.client)
        write.save(open_item(new), condition=WaitItem.pk.does_not_exist())
        count, waits = _count_item(new), WaitCountItem.waits
        is_free = waits.does_not_exist() | (waits < MAX_OPEN_WAITS)
        write.update(count, [waits.add(1)], condition=is_free)
        self.writes.audit.add_to(
            write, self._entry(access, new, AuditAction.CREATE, "join waitlist")
        )
        lost = self._requests.commit(write, access, key)
        if lost:
            raise Conflict(TOO_MANY) if count.key in lost else Conflict
        return new

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def change(
        self, access: Access, before: Wait, after: Wait, purpose: str, effects: WaitEffects
    ) -> Wait:
        write = new_transaction()
        day_keys = add_days(write, access.practice, effects.days)
        new = self._add_change(write, access, (before, after), purpose)
        if effects.freed:
            write.save(freed_item(effects.freed, self.writes.now()))
        self.writes.add_notices(write, effects.notices)
        return require_stored(new, commit(write), day_keys)

    def accept(
        self,
        access: Access,
        before: Wait,
        after: Wait,
        acceptance: AcceptedOffer,
        days: Sequence[ProviderDay],
    ) -> Appointment:
        write = new_transaction()
        self._add_change(write, access, (before, after), "accept offer of a time")
        booked, day_keys = self.writes.add_new(
            write, access, acceptance.appointment, acceptance.notices, days
        )
        if acceptance.replaced:
            self.writes.add_change(write, access, *acceptance.replaced, (), days=())
        return require_stored(booked, commit(write), day_keys)

    def postpone(self, wait: Wait, check: datetime) -> None:
        is_same = WaitItem.version == wait.version
        try:
            with mapped_errors():
                WaitItem(*keys.wait(wait.practice, wait.id)).update(
                    [WaitItem.g3sk.set(moment(check))], condition=is_same
                )
        except Conflict:
            # Whoever changed the wait has also set its next check.
            return

    def due(self, now: datetime) -> Sequence[Wait]:
        rows = due_rows(WaitItem, keys.wait_queue, now, limit=PAGE)
        return [row.wait() for row in rows]

    def freed(self, now: datetime) -> Sequence[FreedTime]:
        rows = due_rows(FreedTimeItem, keys.freed_queue, now, limit=PAGE)
        return [row.freed_time() for row in rows]

    def forget(self, freed: FreedTime) -> None:
        key = keys.freed_time(freed.practice, freed.appointment, freed.version)
        with mapped_errors():
            FreedTimeItem(*key).delete()

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("waitlist", self.writes.now)

    def _add_change(
        self, write: Transaction, access: Access, waits: tuple[Wait, Wait], purpose: str
    ) -> Wait:
        before, after = waits
        new = replace(after, version=before.version + 1)
        is_same = WaitItem.version == before.version
        if new.ended_at:
            # The wait leaves the open ones, which every call reads, and joins its client's record.
            write.delete(open_item(new), condition=is_same)
            write.save(self._ended_item(new, new.ended_at))
            write.update(_count_item(new), [WaitCountItem.waits.add(-1)])
        else:
            write.save(open_item(new), condition=is_same)
        if new.status is WaitStatus.OFFERED and new.offer:
            write.save(held_item(new, new.offer))
        elif before.status is WaitStatus.OFFERED and before.offer:
            write.delete(HeldTimeItem(*keys.held_time(new.practice, before.offer.appointment)))
        self.writes.audit.add_to(write, self._entry(access, new, AuditAction.CHANGE, purpose))
        return new

    def _ended_item(self, wait: Wait, ended_at: datetime) -> EndedWaitItem:
        item = ended_item(wait, ended_at)
        if wait.reason:
            item.sealed_reason = self.writes.vault.seal(item.binding(), WaitReason(wait.reason))
        return item

    def _with_reasons(
        self, access: Access, client: ClientId, items: Sequence[EndedWaitItem]
    ) -> Sequence[Wait]:
        sealed = [item.binding() for item in items if item.sealed_reason]
        reader = self.writes.vault.reader(access, "ended waits", sealed, subject=client)

        def reason(item: EndedWaitItem) -> str:
            envelope = item.sealed_reason
            return reader.open(item.binding(), envelope, WaitReason).text if envelope else ""

        return [replace(item.wait(), reason=reason(item)) for item in items]

    def _entry(self, access: Access, wait: Wait, action: AuditAction, purpose: str) -> AuditItem:
        record = str(keys.wait(wait.practice, wait.id))
        return self.writes.audit.entry(
            access, action, [record], purpose=purpose, subject=wait.client
        )


def _count_item(wait: Wait) -> WaitCountItem:
    return WaitCountItem(*keys.wait_count(wait.practice, wait.client))
