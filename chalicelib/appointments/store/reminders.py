"""Stores when to look for due reminders of appointments."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import NumberAttribute, NumberSetAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.reminders import ReminderPlan
from chalicelib.appointments.store import keys
from chalicelib.appointments.store.items import AppointmentItem
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.notices.domain import Notice
from chalicelib.notices.store.outbox import NoticeItem, notice_item
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import commit, new_transaction

PAGE = 100


class ReminderPlanItem(CoreRow):
    """
    Stores the reminder plan of an appointment.

    The row appears in the index GSI3 only while the plan has a next check.
    """

    practice = UnicodeAttribute()
    appointment = UnicodeAttribute()
    starts = UnicodeAttribute()
    since = UnicodeAttribute()
    version = NumberAttribute()
    began = UnicodeAttribute(null=True)
    settled = NumberSetAttribute(null=True)

    def plan(self) -> ReminderPlan:
        return ReminderPlan(
            PracticeId(self.practice),
            AppointmentId(self.appointment),
            datetime.fromisoformat(self.starts),
            datetime.fromisoformat(self.since),
            int(self.version),
            datetime.fromisoformat(self.g3sk) if self.g3sk else None,
            # Plans from before this was stored count from their last check.
            datetime.fromisoformat(self.began) if self.began else None,
            frozenset(int(each) for each in self.settled or ()),
        )


def plan_item(plan: ReminderPlan) -> ReminderPlanItem:
    """
    Return the row of a plan.

    The caller stores the row in the same transaction as the change of the appointment.
    """
    item = ReminderPlanItem(*_key(plan), practice=plan.practice, appointment=plan.appointment)
    item.starts, item.since = moment(plan.starts_at), moment(plan.since)
    item.version = plan.version
    item.began = moment(plan.began) if plan.began else None
    item.settled = set(plan.settled) or None
    if plan.next_check:
        item.g3pk, item.g3sk = keys.reminder_due(plan.appointment, plan.next_check)
    return item


class DynamoReminderPlans:
    """Implements `ReminderPlans` with DynamoDB."""

    def appointment(self, practice: PracticeId, appointment: AppointmentId) -> Appointment:
        key = keys.appointment(practice, appointment)
        item: AppointmentItem | None = queries.batch_get((AppointmentItem, key))[0]
        if item is None:
            raise NotFound
        return item.appointment()

    def due(self, now: datetime) -> Sequence[ReminderPlan]:
        rows = due_rows(ReminderPlanItem, keys.reminder_queue, now, limit=PAGE)
        return [row.plan() for row in rows]

    def advance(self, before: ReminderPlan, after: ReminderPlan, notices: Sequence[Notice]) -> None:
        earlier = self._store(before, after, notices)
        if earlier:
            rest = [each for each in notices if notice_item(each, after.since).key not in earlier]
            if self._store(before, after, rest):
                raise Conflict

    def _store(
        self, before: ReminderPlan, after: ReminderPlan, notices: Sequence[Notice]
    ) -> frozenset[Key]:
        """Return the keys of notices that stood in the way, or raise Conflict."""
        write = new_transaction()
        unchanged = (ReminderPlanItem.version == before.version) & (
            ReminderPlanItem.since == moment(before.since)
        )
        write.update(ReminderPlanItem(*_key(before)), _changes(after), condition=unchanged)
        for notice in notices:
            write.save(notice_item(notice, after.since), condition=NoticeItem.pk.does_not_exist())
        lost = commit(write)
        if _key(before) in lost:
            raise Conflict
        return lost


def _changes(plan: ReminderPlan) -> list[Action]:
    changes: list[Action] = [ReminderPlanItem.since.set(moment(plan.since))]
    if plan.began:
        changes.append(ReminderPlanItem.began.set(moment(plan.began)))
    if plan.settled:
        changes.append(ReminderPlanItem.settled.set(set(plan.settled)))
    if plan.next_check is None:
        return [*changes, ReminderPlanItem.g3pk.remove(), ReminderPlanItem.g3sk.remove()]
    g3pk, g3sk = keys.reminder_due(plan.appointment, plan.next_check)
    return [*changes, ReminderPlanItem.g3pk.set(g3pk), ReminderPlanItem.g3sk.set(g3sk)]


def _key(plan: ReminderPlan) -> Key:
    return keys.reminder_plan(plan.practice, plan.appointment)
