"""
Appointments in DynamoDB; in clear are times, states and ids, what people are called is sealed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.appointments.domain.appointment import Appointment, AppointmentStatus
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.items import (
    AppointmentItem,
    AppointmentSummary,
    appointment_items,
)
from chalicelib.appointments.usecases.ports import AppointmentCheck, AppointmentFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import AuditItem, DynamoAudit
from chalicelib.platform.dynamodb import key_parts, partitions, queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction
from chalicelib.platform.vault.vault import Vault

FIRST, LAST = "0", "~"
"""They sort before and after every time in a key."""
PURPOSES = {
    AppointmentStatus.BOOKED: "move appointment",
    AppointmentStatus.CANCELLED: "cancel appointment",
    AppointmentStatus.COMPLETED: "complete appointment",
}


@dataclass(frozen=True, slots=True)
class DynamoAppointments:
    """Implements `AppointmentStore`; `now` is aware."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def get(self, access: Access, appointment: AppointmentId, may: AppointmentCheck) -> Appointment:
        """See `AppointmentStore`."""
        found: list[AppointmentItem | None] = queries.batch_get(
            (AppointmentItem, keys.appointment(access.practice, appointment))
        )
        if found[0] is None:
            raise NotFound
        nameless = found[0].appointment()
        try:
            may(nameless)
        except NotFound:
            self._refused(access, nameless)
            raise
        binding = found[0].binding()
        card = self.vault.open(
            access,
            binding,
            found[0].card,
            AppointmentSummary,
            purpose="appointment",
            subject=nameless.client,
        )
        return self._whole(found[0], card)

    def page(
        self, access: Access, wanted: AppointmentFilter
    ) -> tuple[Sequence[Appointment], str | None]:
        """See `AppointmentStore`."""
        partition, index, condition = _query(access, wanted)
        found = queries.page(
            AppointmentItem,
            partition,
            index=index,
            condition=condition,
            cursor=wanted.cursor,
            limit=wanted.limit,
            newest_first=wanted.latest_first,
        )
        self._belongs(found.items, wanted)
        page = self.vault.reader(
            access,
            "appointment list",
            [row.binding() for row in found.items],
            subject=wanted.client,
        )
        cards = [
            (row, page.open(row.binding(), row.card, AppointmentSummary)) for row in found.items
        ]
        return [self._whole(row, card) for row, card in cards], found.next

    def add(
        self,
        access: Access,
        appointment: Appointment,
        notices: Sequence[Notice],
        once: IdempotencyKey | None,
    ) -> Appointment:
        """See `AppointmentStore`."""
        rows, new = new_transaction(), replace(appointment, version=1)
        self._requests.remember(rows, access, once, new.id)
        for item in self._sealed(new):
            rows.save(item, condition=AppointmentItem.pk.does_not_exist())
        self._tell(rows, notices)
        self.audit.add_to(rows, self._deed(access, new, AuditAction.CREATE, "book appointment"))
        return _stored(new, self._requests.commit(rows, access, once))

    def change(
        self, access: Access, before: Appointment, after: Appointment, notices: Sequence[Notice]
    ) -> Appointment:
        """See `AppointmentStore`."""
        rows, new = new_transaction(), replace(after, version=before.version + 1)
        head, *own = self._sealed(new)
        rows.save(head, condition=AppointmentItem.version == before.version)
        for item in own:
            rows.save(item)
        self._tell(rows, notices)
        self.audit.add_to(rows, self._deed(access, new, AuditAction.CHANGE, PURPOSES[after.status]))
        return _stored(new, commit(rows))

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """See `AppointmentStore`."""
        return self._requests.result_of(access, once)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("appointments", self.now)

    def _sealed(self, appointment: Appointment) -> list[AppointmentItem]:
        items = appointment_items(appointment)
        for item in items:
            item.card = self.vault.seal(item.binding(), item.card_of(appointment))
        return items

    def _tell(self, rows: Transaction, notices: Sequence[Notice]) -> None:
        for notice in notices:
            rows.save(notice_item(notice, self.now()), condition=NoticeItem.pk.does_not_exist())

    def _deed(
        self, access: Access, appointment: Appointment, action: AuditAction, purpose: str
    ) -> AuditItem:
        record = str(keys.appointment(appointment.practice, appointment.id))
        return self.audit.entry(
            access, action, [record], purpose=purpose, subject=appointment.client
        )

    def _whole(self, row: AppointmentItem, card: AppointmentSummary) -> Appointment:
        if card.stands != row.stands():
            self.vault.alarm(f"{row.key} state")
            raise Unreadable
        return row.appointment(card)

    def _belongs(self, rows: Sequence[AppointmentItem], wanted: AppointmentFilter) -> None:
        # An index's keys are sealed into nothing: a row that was led into another person's list
        # must not open there.
        for row in rows:
            of = row.appointment()
            theirs = (
                wanted.provider in of.providers if wanted.provider else wanted.client in of.clients
            )
            if (wanted.provider or wanted.client) and not theirs:
                self.vault.alarm(f"{row.key} in another person's list")
                raise Unreadable

    def _refused(self, access: Access, appointment: Appointment) -> None:
        record = str(keys.appointment(appointment.practice, appointment.id))
        subject, refused = appointment.client, AuditOutcome.REFUSED
        self.audit.record(
            access,
            AuditAction.READ,
            [record],
            purpose="appointment",
            subject=subject,
            outcome=refused,
        )


def _stored(appointment: Appointment, lost: frozenset[key_parts.Key]) -> Appointment:
    if lost:
        raise Conflict
    return appointment


def _query(access: Access, wanted: AppointmentFilter) -> tuple[str, int, Condition]:
    if not wanted.provider and not wanted.client:
        since, until = (
            moment(at) if at else border
            for at, border in ((wanted.since, FIRST), (wanted.until, LAST))
        )
        return (
            partitions.appointments(access.practice),
            2,
            AppointmentItem.g2sk.between(since, until),
        )
    own, ends = keys.OWN_APPOINTMENTS, ((wanted.since, FIRST), (wanted.until, LAST))
    since, until = (keys.own_appointments(at) if at else own + border for at, border in ends)
    whose = (
        partitions.provider(access.practice, wanted.provider)
        if wanted.provider
        else partitions.client_partition(access.practice, wanted.client or "")
    )
    return whose, 1, AppointmentItem.g1sk.between(since, until)
