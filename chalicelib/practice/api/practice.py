"""The practice's settings and its agreement."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.kernel.money import Money
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.shapes import Body, MoneyShape, Shape, line
from chalicelib.practice.domain.fee_rule import MAX_WAIVE_MINUTES, FeeRule
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.usecases.practices import AgreementStatus
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)
Actors = Literal["provider", "admin"]


class FeeRuleShape(Body):
    """
    What a visit's facts propose for its invoice. Together for `full_from_percent` of the booked time: the whole fee. For
    less than `waive_under_minutes`: none. Between: the time's share when `prorate`, else the whole; none when it broke on
    the provider's side and `waive_ours`.
    """

    full_from_percent: int = Field(ge=1, le=100)
    waive_under_minutes: int = Field(ge=0, le=MAX_WAIVE_MINUTES)
    prorate: bool
    waive_ours: bool


class SettingsShape(Shape):
    """`most`: the largest invoice. `record_actions_by`: who may refund, record, forgive and void."""

    id: str
    name: str
    zone: str
    currency: str
    support_contact: str | None
    most: MoneyShape
    record_actions_by: Actors
    fee_rule: FeeRuleShape
    version: int


class SettingsBody(Body):
    """What is not named stays; `most` is in the practice's smallest unit; `version` is the one that was edited."""

    name: Annotated[str, line(100)] | None = None
    zone: Annotated[str, line(64)] | None = None
    support_contact: Annotated[str, line(200, 0)] | None = None
    most: int | None = Field(default=None, ge=1)
    record_actions_by: Actors | None = None
    fee_rule: FeeRuleShape | None = None
    version: int

    def changes(self) -> dict[str, Any]:
        """Return the named settings, under the names of `Practice`."""
        given = {"name": self.name, "zone": self.zone, "max_invoice": self.most}
        changes: dict[str, Any] = {
            name: value for name, value in given.items() if value is not None
        }
        if "support_contact" in self.model_fields_set:
            changes["support_contact"] = self.support_contact or ""
        if self.record_actions_by:
            changes["staff_actions"] = self.record_actions_by == "provider"
        if self.fee_rule:
            changes["fee_rule"] = FeeRule(**self.fee_rule.model_dump())
        return changes


class AcceptedShape(Shape):
    """Who accepted, by name, and when."""

    by: str
    at: datetime


class AgreementShape(Shape):
    """The Business Associate Agreement in force; `sha256` is over the text's UTF-8 bytes."""

    version: str
    text: str
    sha256: str
    accepted: AcceptedShape | None


class AgreementBody(Body):
    """Exactly which text is accepted."""

    version: Annotated[str, line(40)]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def settings_shape(_access: Access, practice: Practice) -> SettingsShape:
    """A practice as its Admin sees it."""
    return SettingsShape(
        id=practice.id,
        name=practice.name,
        zone=practice.zone,
        currency=practice.currency,
        support_contact=practice.support_contact or None,
        most=MoneyShape.of(Money(practice.max_invoice, practice.currency)),
        record_actions_by="provider" if practice.staff_actions else "admin",
        fee_rule=FeeRuleShape(**asdict(practice.fee_rule)),
        version=practice.version,
    )


def agreement_shape(_access: Access, offered: AgreementStatus) -> AgreementShape:
    """The agreement as it stands for the practice."""
    agreement, kept = offered.agreement, offered.acceptance
    accepted = AcceptedShape(by=offered.by, at=kept.at) if kept else None
    return AgreementShape(
        version=agreement.version, text=agreement.text, sha256=agreement.sha256, accepted=accepted
    )


@route(routes, "GET", "/practice", who=STAFF)
def read_practice(access: Access) -> SettingsShape:
    """The practice's settings."""
    return settings_shape(access, wiring_practice.practices().get(access))


@route(routes, "PATCH", "/practice", who=ADMIN, fresh=settings_shape)
def change_practice(access: Access, body: SettingsBody) -> SettingsShape:
    """Change some of them."""
    return settings_shape(
        access, wiring_practice.practices().change(access, body.changes(), body.version)
    )


@route(routes, "GET", "/practice/baa", who=STAFF)
def read_agreement(access: Access) -> AgreementShape:
    """The agreement in force, and whether it is accepted."""
    return agreement_shape(access, wiring_practice.practices().offered(access))


@route(routes, "POST", "/practice/baa", who=ADMIN, fresh=agreement_shape)
def accept_agreement(access: Access, body: AgreementBody) -> AgreementShape:
    """Accept it for the practice."""
    return agreement_shape(
        access, wiring_practice.practices().accept(access, body.version, body.sha256)
    )
