"""Stores the waitlist. Waits hold ids and times, and nothing that must be sealed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.freed_times import FreedTime
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.appointments.domain.waitlist import DayPart, Offer, Wait, WaitStatus
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.appointment_writes import AppointmentWrites, require_stored
from chalicelib.appointments.store.freed_times import FreedTimeItem, freed_item
from chalicelib.appointments.store.held_times import HeldTimeItem, held_item
from chalicelib.appointments.store.provider_days import add_days
from chalicelib.appointments.usecases.waitlist_ports import AcceptedOffer, WaitEffects
from chalicelib.clients.store.reach_check import add_unmerged_check
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ClientId, PersonId, PracticeId, ServiceId, WaitId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import AuditItem
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction

PAGE = 100


class WaitItem(CoreRow):
    """
    A row with a wait; `wishes` and `offer` are JSON.

    The row appears in the index GSI3 only while the wait is open.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    client = UnicodeAttribute()
    service = UnicodeAttribute()
    created = UnicodeAttribute()
    wishes = UnicodeAttribute()
    replaces = UnicodeAttribute(null=True)
    before = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    offer = UnicodeAttribute(null=True)
    passed = UnicodeAttribute()
    version = NumberAttribute()

    def wait(self) -> Wait:
        wishes = json.loads(self.wishes)
        return Wait(
            WaitId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            ServiceId(self.service),
            tuple(PersonId(each) for each in wishes["providers"]),
            date.fromisoformat(wishes["until"]),
            wishes["zone"],
            datetime.fromisoformat(self.created),
            frozenset(wishes["weekdays"]),
            frozenset(DayPart(each) for each in wishes["parts"]),
            AppointmentId(self.replaces) if self.replaces else None,
            WaitStatus(self.status),
            _parse_offer(self.offer) if self.offer else None,
            tuple(datetime.fromisoformat(each) for each in json.loads(self.passed)),
            int(self.version),
            datetime.fromisoformat(self.g3sk) if self.g3sk else None,
            datetime.fromisoformat(self.before) if self.before else None,
        )


@dataclass(frozen=True, slots=True)
class DynamoWaits:
    """Implements `WaitStore` with DynamoDB."""

    writes: AppointmentWrites

    def get(self, practice: PracticeId, wait: WaitId) -> Wait:
        (item,) = queries.batch_get((WaitItem, keys.wait(practice, wait)))
        if item is None:
            raise NotFound
        stored: Wait = item.wait()
        return stored

    def all_open(self, practice: PracticeId) -> Sequence[Wait]:
        rows = queries.partition(CoreRow, keys.waitlist(practice), {keys.WAITS: WaitItem})
        waits = [row.wait() for row in rows if isinstance(row, WaitItem)]
        return [each for each in waits if each.is_open]

    def add(self, access: Access, wait: Wait, key: IdempotencyKey | None) -> Wait:
        write, new = new_transaction(), replace(wait, version=1)
        self._requests.remember(write, access, key, new.id)
        add_unmerged_check(write, access, new.client)
        write.save(_item(new), condition=WaitItem.pk.does_not_exist())
        self.writes.audit.add_to(
            write, self._entry(access, new, AuditAction.CREATE, "join waitlist")
        )
        if self._requests.commit(write, access, key):
            raise Conflict
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
        if new.status is WaitStatus.ENDED:
            # The audit trail tells of waits that ended without an appointment.
            write.delete(_item(new), condition=is_same)
        else:
            write.save(_item(new), condition=is_same)
        if new.status is WaitStatus.OFFERED and new.offer:
            write.save(held_item(new.practice, new.offer))
        elif before.status is WaitStatus.OFFERED and before.offer:
            write.delete(HeldTimeItem(*keys.held_time(new.practice, before.offer.appointment)))
        self.writes.audit.add_to(write, self._entry(access, new, AuditAction.CHANGE, purpose))
        return new

    def _entry(self, access: Access, wait: Wait, action: AuditAction, purpose: str) -> AuditItem:
        record = str(keys.wait(wait.practice, wait.id))
        return self.writes.audit.entry(
            access, action, [record], purpose=purpose, subject=wait.client
        )


def _item(wait: Wait) -> WaitItem:
    item = WaitItem(
        *keys.wait(wait.practice, wait.id),
        practice=wait.practice,
        id=wait.id,
        client=wait.client,
        service=wait.service,
        created=moment(wait.created_at),
        replaces=wait.replaces,
        before=moment(wait.before) if wait.before else None,
        status=wait.status.value,
        version=wait.version,
    )
    item.wishes = json.dumps(
        {
            "providers": wait.providers,
            "until": wait.until.isoformat(),
            "zone": wait.zone,
            "weekdays": sorted(wait.weekdays),
            "parts": sorted(wait.parts),
        }
    )
    item.offer = json.dumps(_offer_fields(wait.offer)) if wait.offer else None
    item.passed = json.dumps([moment(each) for each in wait.passed])
    if wait.next_check:
        item.g3pk, item.g3sk = keys.wait_due(wait.id, wait.next_check)
    return item


def _offer_fields(offer: Offer) -> dict[str, str | int]:
    return {
        "appointment": offer.appointment,
        "provider": offer.provider,
        "starts": moment(offer.starts_at),
        "minutes": offer.minutes,
        "before": offer.buffer_before,
        "after": offer.buffer_after,
        "ends": moment(offer.ends),
    }


def _parse_offer(text: str) -> Offer:
    stored = json.loads(text)
    return Offer(
        AppointmentId(stored["appointment"]),
        PersonId(stored["provider"]),
        datetime.fromisoformat(stored["starts"]),
        stored["minutes"],
        stored["before"],
        stored["after"],
        datetime.fromisoformat(stored["ends"]),
    )
