"""Stores practices. The rows have no sealed data and no data about clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action as Update

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PersonId, PracticeId, ProcessorAccountId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb.key_parts import SHARDS, moment
from chalicelib.platform.dynamodb.queries import batch_get, page
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import transaction
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.practice.domain.letterhead import DEFAULT_DUE_DAYS
from chalicelib.practice.domain.practice import DEFAULT_OFFER_HOURS, Acceptance, Practice
from chalicelib.practice.domain.reminder_rule import ReminderRule
from chalicelib.practice.domain.service import Service
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from chalicelib.practice.store import keys
from chalicelib.practice.store.offerings import service_item
from chalicelib.practice.store.reminder_rules import parse_reminder_rule, reminder_rule_text

PAGE = 100
OPTIONAL_TEXTS = ("support_contact", "telephone", "address", "tax_id")


class PracticeItem(CoreRow):
    """
    Stores a practice.

    `version` counts the changes of the settings, and `tax_version` counts the changes
    of the tax rule. `account` is the id of the processor account for new payments, and
    `credentials_version` is the version of that account's keys. If the row has no `fee_…`
    attributes, the practice has the default fee rule; without `due_days`, it has the default
    due terms, without `reminders`, the default reminder rule, and without `offer_hours`, the
    default length of offers.
    """

    practice = UnicodeAttribute()
    name = UnicodeAttribute()
    zone = UnicodeAttribute()
    currency = UnicodeAttribute()
    max_invoice = NumberAttribute(attr_name="most")
    staff_actions = BooleanAttribute()
    support_contact = UnicodeAttribute(null=True)
    tax_mode = UnicodeAttribute()
    tax_percent = UnicodeAttribute()
    tax_label = UnicodeAttribute(null=True)
    tax_registration = UnicodeAttribute(null=True)
    tax_version = NumberAttribute()
    baa = UnicodeAttribute(null=True)
    account = UnicodeAttribute(null=True)
    credentials_version = NumberAttribute()
    version = NumberAttribute()
    fee_full = NumberAttribute(null=True)
    fee_waive = NumberAttribute(null=True)
    fee_prorate = BooleanAttribute(null=True)
    fee_waive_ours = BooleanAttribute(null=True)
    telephone = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    tax_id = UnicodeAttribute(null=True)
    due_days = NumberAttribute(null=True)
    reminders = UnicodeAttribute(null=True)
    offer_hours = NumberAttribute(null=True)

    def settings(self) -> Practice:
        return Practice(
            PracticeId(self.practice),
            self.name,
            self.zone,
            self.currency,
            int(self.max_invoice),
            self.staff_actions,
            self.support_contact or "",
            self.rule(),
            self.baa or "",
            ProcessorAccountId(self.account or ""),
            int(self.credentials_version),
            int(self.version),
            self.fee_rule(),
            self.telephone or "",
            self.address or "",
            self.tax_id or "",
            self.due_terms(),
            parse_reminder_rule(self.reminders) if self.reminders else ReminderRule(),
            int(self.offer_hours or DEFAULT_OFFER_HOURS),
        )

    def due_terms(self) -> int:
        """Return after how many days invoices are due, or the default if none is stored."""
        stored: float | None = self.due_days
        return DEFAULT_DUE_DAYS if stored is None else int(stored)

    def fee_rule(self) -> FeeRule:
        """Return the practice's fee rule, or the default one if none is stored."""
        if not self.fee_full:
            return FeeRule()
        minutes = int(self.fee_waive or 0)
        return FeeRule(
            int(self.fee_full), minutes, bool(self.fee_prorate), bool(self.fee_waive_ours)
        )

    def rule(self) -> TaxRule:
        """Return the practice's tax rule."""
        percent, label, registration = (
            Decimal(self.tax_percent),
            self.tax_label or "",
            self.tax_registration or "",
        )
        return TaxRule(TaxMode(self.tax_mode), percent, label, registration, int(self.tax_version))


class AcceptanceItem(CoreRow):
    """
    Stores the acceptance of one version of the agreement.

    The row is written only once.
    """

    sha256 = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UnicodeAttribute()
    ip = UnicodeAttribute(null=True)


@dataclass(frozen=True, slots=True)
class DynamoPractices:
    """Implements `PracticeRows` and `NewPracticeRows` with DynamoDB."""

    audit: DynamoAudit

    def get(self, practice: PracticeId) -> Practice:
        item: PracticeItem | None = batch_get((PracticeItem, keys.practice(practice)))[0]
        if item is None:
            raise NotFound
        return item.settings()

    def add(self, access: Access, practice: Practice, service: Service) -> None:
        item = _item_of(practice)
        with transaction() as write:
            write.save(item, condition=PracticeItem.pk.does_not_exist())
            write.save(service_item(practice.id, service))
            self.audit.add_to(
                write,
                self.audit.entry(
                    access, AuditAction.CREATE, [str(item.key)], purpose="register practice"
                ),
            )

    def change(self, access: Access, practice: Practice) -> Practice:
        item = _item_of(practice)
        self._update(
            access,
            "practice settings",
            [
                PracticeItem.name.set(item.name),
                PracticeItem.zone.set(item.zone),
                PracticeItem.max_invoice.set(item.max_invoice),
                PracticeItem.staff_actions.set(item.staff_actions),
                *(_set_or_removed(item, name) for name in OPTIONAL_TEXTS),
                PracticeItem.version.set(practice.version + 1),
                PracticeItem.fee_full.set(item.fee_full),
                PracticeItem.fee_waive.set(item.fee_waive),
                PracticeItem.fee_prorate.set(item.fee_prorate),
                PracticeItem.fee_waive_ours.set(item.fee_waive_ours),
                PracticeItem.due_days.set(item.due_days),
                PracticeItem.reminders.set(item.reminders),
                PracticeItem.offer_hours.set(item.offer_hours),
            ],
            PracticeItem.version == practice.version,
        )
        return self.get(practice.id)

    def change_tax(self, access: Access, rule: TaxRule) -> TaxRule:
        tax: list[Update] = [
            PracticeItem.tax_mode.set(rule.mode.value),
            PracticeItem.tax_percent.set(str(rule.percent)),
            PracticeItem.tax_label.set(rule.label),
            PracticeItem.tax_registration.set(rule.registration),
            PracticeItem.tax_version.set(rule.version + 1),
        ]
        self._update(access, "sales tax", tax, PracticeItem.tax_version == rule.version)
        return self.get(access.practice).tax

    def accept(self, access: Access, acceptance: Acceptance) -> None:
        row = AcceptanceItem(
            *keys.baa(access.practice, acceptance.version),
            sha256=acceptance.sha256,
            by=acceptance.by,
        )
        row.at, row.ip = moment(acceptance.at), acceptance.ip or None
        item = PracticeItem(*keys.practice(access.practice))
        with transaction() as write:
            write.save(row, condition=AcceptanceItem.pk.does_not_exist())
            write.update(
                item, [PracticeItem.baa.set(acceptance.version)], condition=PracticeItem.pk.exists()
            )
            self.audit.add_to(
                write,
                self.audit.entry(
                    access, AuditAction.CREATE, [str(row.key)], purpose="accept agreement"
                ),
            )

    def acceptance(self, practice: PracticeId, version: str) -> Acceptance | None:
        row: AcceptanceItem | None = batch_get((AcceptanceItem, keys.baa(practice, version)))[0]
        if row is None:
            return None
        return Acceptance(
            version, row.sha256, PersonId(row.by), datetime.fromisoformat(row.at), row.ip or ""
        )

    def _update(
        self, access: Access, purpose: str, changes: Sequence[Update], unchanged: object
    ) -> None:
        item = PracticeItem(*keys.practice(access.practice))
        with transaction() as write:
            write.update(item, list(changes), condition=unchanged)  # type: ignore[arg-type]
            self.audit.add_to(
                write,
                self.audit.entry(access, AuditAction.CHANGE, [str(item.key)], purpose=purpose),
            )


def all_ids() -> Sequence[PracticeId]:
    """
    Return the ids of all practices.

    This function reads all SHARDS partitions in which the list of practices is stored.
    """
    return [practice for number in range(SHARDS) for practice in _of_shard(keys.practices(number))]


def _of_shard(partition: str) -> list[PracticeId]:
    ids: list[PracticeId] = []
    cursor = None
    while True:
        batch = page(
            PracticeItem, partition, index=1, cursor=cursor, limit=PAGE, newest_first=False
        )
        ids += [PracticeId(item.practice) for item in batch.items]
        cursor = batch.next
        if cursor is None:
            return ids


def _set_or_removed(item: PracticeItem, name: str) -> Update:
    attribute, text = getattr(PracticeItem, name), getattr(item, name)
    update: Update = attribute.set(text) if text else attribute.remove()
    return update


def _item_of(practice: Practice) -> PracticeItem:
    g1pk, g1sk = keys.practice_in_list(practice.id)
    item = PracticeItem(
        *keys.practice(practice.id), g1pk=g1pk, g1sk=g1sk, practice=practice.id, name=practice.name
    )
    item.zone, item.currency, item.max_invoice = (
        practice.zone,
        practice.currency,
        practice.max_invoice,
    )
    item.staff_actions, item.due_days = practice.staff_actions, practice.due_days
    for name in OPTIONAL_TEXTS:
        setattr(item, name, getattr(practice, name) or None)
    item.tax_mode, item.tax_percent = practice.tax.mode.value, str(practice.tax.percent)
    item.tax_label, item.tax_registration = (
        practice.tax.label or None,
        practice.tax.registration or None,
    )
    item.tax_version, item.baa = practice.tax.version, practice.baa or None
    item.account, item.credentials_version, item.version = (
        practice.account or None,
        practice.credentials_version,
        practice.version,
    )
    rule = practice.fee_rule
    item.fee_full, item.fee_waive = rule.full_from_percent, rule.waive_under_minutes
    item.fee_prorate, item.fee_waive_ours = rule.prorate, rule.waive_ours
    item.offer_hours = practice.offer_hours
    item.reminders = reminder_rule_text(practice.reminders)
    return item
