"""Defines the routes for a practice's settings and its agreement."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.money import Money
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.shapes import (
    MAX_MINOR,
    Body,
    MoneyShape,
    Shape,
    WholeNumber,
    line,
    text,
)
from chalicelib.practice.domain.fee_rule import MAX_WAIVE_MINUTES, FeeRule
from chalicelib.practice.domain.letterhead import MAX_ADDRESS, MAX_TAX_ID
from chalicelib.practice.domain.practice import MAX_OFFER_HOURS, MIN_OFFER_HOURS, Practice
from chalicelib.practice.domain.reminder_rule import (
    MAX_REMINDER_HOURS,
    MAX_REMINDERS,
    MIN_REMINDER_HOURS,
    ReminderRule,
)
from chalicelib.practice.usecases.practices import AgreementStatus
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)
Actors = Literal["provider", "admin"]
DueDays = Literal[0, 7, 14, 30]
ReminderHours = Annotated[int, Field(ge=MIN_REMINDER_HOURS, le=MAX_REMINDER_HOURS)]
QuietTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day by the clock of the practice, such as `21:00`."""
CLEARABLE = ("support_contact", "telephone", "address", "tax_id")
"""The settings that null clears."""


class FeeRuleShape(Body):
    """
    Holds the rule that proposes the fee of a visit.

    The rule compares the time that provider and client spent together with the booked
    time. The following cases are checked in order, and the first case that matches applies.
    At `full_from_percent` of the booked time or more, the visit costs the whole fee. Below
    `waive_under_minutes` or half of the booked time, whichever is shorter, the visit costs
    nothing. If `waive_ours` is true and the connection dropped on the provider's side, the
    visit costs nothing. Otherwise the fee is proportional to the time if `prorate` is true,
    and whole if `prorate` is false.
    """

    full_from_percent: int = Field(ge=1, le=100)
    waive_under_minutes: int = Field(ge=0, le=MAX_WAIVE_MINUTES)
    prorate: bool
    waive_ours: bool


class ReminderRuleShape(Body):
    """
    Holds when clients are reminded of their appointments.

    `hours` are the numbers of hours before an appointment; without any, no reminders are sent.
    None are sent from `quiet_from` until `quiet_until` by the clock of the practice. If both
    are the same, there are no quiet hours.
    """

    hours: Annotated[list[ReminderHours], Field(max_length=MAX_REMINDERS)]
    quiet_from: QuietTime
    quiet_until: QuietTime

    @classmethod
    def of(cls, rule: ReminderRule) -> "ReminderRuleShape":
        quiet = f"{rule.quiet_from:%H:%M}", f"{rule.quiet_until:%H:%M}"
        return cls(hours=list(rule.hours), quiet_from=quiet[0], quiet_until=quiet[1])

    def rule(self) -> ReminderRule:
        begin, end = (time.fromisoformat(each) for each in (self.quiet_from, self.quiet_until))
        return ReminderRule(tuple(self.hours), begin, end)


class SettingsShape(Shape):
    """
    Holds the settings of a practice.

    `most` is the largest allowed amount of an invoice. `record_actions_by` says who may
    refund, forgive, void and record payments: with `admin`, only an Admin may. Invoices and
    receipts show `telephone`, `address` and `tax_id`. An invoice that is sent without a due
    day is due `due_days` days later. A client of the waitlist has `offer_hours` to accept an
    offer, without the quiet hours of `reminders`.
    """

    id: str
    name: str
    zone: str
    currency: str
    support_contact: str | None
    telephone: str | None
    address: str | None
    tax_id: str | None
    due_days: int
    most: MoneyShape
    record_actions_by: Actors
    fee_rule: FeeRuleShape
    reminders: ReminderRuleShape
    offer_hours: int
    version: int


class SettingsBody(Body):
    """
    Holds the settings to change; an absent setting keeps its current value.

    `most` is the largest allowed amount of an invoice, in minor units of the currency.
    `version` is the version of the settings that the Admin edited.
    """

    name: Annotated[str, line(100)] | None = None
    zone: Annotated[str, line(64)] | None = None
    support_contact: Annotated[str, line(200, 0)] | None = None
    telephone: Annotated[str, line(40, 0)] | None = None
    address: Annotated[str, text(MAX_ADDRESS, 0)] | None = None
    tax_id: Annotated[str, line(MAX_TAX_ID, 0)] | None = None
    due_days: DueDays | None = None
    most: int | None = Field(default=None, ge=1, le=MAX_MINOR)
    record_actions_by: Actors | None = None
    fee_rule: FeeRuleShape | None = None
    reminders: ReminderRuleShape | None = None
    offer_hours: int | None = Field(default=None, ge=MIN_OFFER_HOURS, le=MAX_OFFER_HOURS)
    version: WholeNumber

    def changes(self) -> dict[str, Any]:
        """Return the new values of the settings to change, by field name of `Practice`."""
        plain_settings = {
            "name": self.name,
            "zone": self.zone,
            "max_invoice": self.most,
            "due_days": self.due_days,
            "offer_hours": self.offer_hours,
        }
        changes: dict[str, Any] = {
            name: value for name, value in plain_settings.items() if value is not None
        }
        cleared_or_set = [name for name in CLEARABLE if name in self.model_fields_set]
        changes |= {name: getattr(self, name) or "" for name in cleared_or_set}
        if self.record_actions_by:
            changes["staff_actions"] = self.record_actions_by == "provider"
        if self.fee_rule:
            changes["fee_rule"] = FeeRule(**self.fee_rule.model_dump())
        if self.reminders:
            changes["reminders"] = self.reminders.rule()
        return changes


class AcceptedShape(Shape):
    """Holds the name of the person who accepted the agreement, and the time."""

    by: str
    at: datetime


class AgreementShape(Shape):
    """
    Holds the Business Associate Agreement in force.

    `sha256` is the SHA-256 hash of the text's UTF-8 bytes. `accepted` is null if the
    practice has not accepted the agreement.
    """

    version: str
    text: str
    sha256: str
    accepted: AcceptedShape | None


class AgreementBody(Body):
    """Holds the version and the hash of the agreement that the Admin accepts."""

    version: Annotated[str, line(40)]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def settings_shape(_access: Access, practice: Practice) -> SettingsShape:
    """Return a practice's settings as an API response."""
    return SettingsShape(
        id=practice.id,
        name=practice.name,
        zone=practice.zone,
        currency=practice.currency,
        support_contact=practice.support_contact or None,
        telephone=practice.telephone or None,
        address=practice.address or None,
        tax_id=practice.tax_id or None,
        due_days=practice.due_days,
        most=MoneyShape.of(Money(practice.max_invoice, practice.currency)),
        record_actions_by="provider" if practice.staff_actions else "admin",
        fee_rule=FeeRuleShape(**asdict(practice.fee_rule)),
        reminders=ReminderRuleShape.of(practice.reminders),
        offer_hours=practice.offer_hours,
        version=practice.version,
    )


def agreement_shape(_access: Access, status: AgreementStatus) -> AgreementShape:
    """Return the agreement and its acceptance as an API response."""
    agreement, acceptance = status.agreement, status.acceptance
    accepted = AcceptedShape(by=status.by, at=acceptance.at) if acceptance else None
    return AgreementShape(
        version=agreement.version, text=agreement.text, sha256=agreement.sha256, accepted=accepted
    )


@route(routes, "GET", "/practice", who=STAFF)
def read_practice(access: Access) -> SettingsShape:
    """Return the practice's settings."""
    return settings_shape(access, wiring_practice.practices().get(access))


@route(routes, "PATCH", "/practice", who=ADMIN, fresh=settings_shape)
def change_practice(access: Access, body: SettingsBody) -> SettingsShape:
    """Change some of the practice's settings."""
    return settings_shape(
        access, wiring_practice.practices().change(access, body.changes(), body.version)
    )


@route(routes, "GET", "/practice/baa", who=STAFF)
def read_agreement(access: Access) -> AgreementShape:
    """Return the agreement in force, and the practice's acceptance of it."""
    return agreement_shape(access, wiring_practice.practices().agreement_status(access))


@route(routes, "POST", "/practice/baa", who=ADMIN, fresh=agreement_shape)
def accept_agreement(access: Access, body: AgreementBody) -> AgreementShape:
    """Accept the agreement for the practice."""
    return agreement_shape(
        access, wiring_practice.practices().accept(access, body.version, body.sha256)
    )
