"""Defines the routes for a practice's sales tax."""

from decimal import Decimal
from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.kernel.access import Access
from chalicelib.platform.http.contract import ADMIN, STAFF, route
from chalicelib.platform.http.shapes import Body, MoneyShape, Shape, WholeNumber, line
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)
Mode = Annotated[TaxMode, Field(strict=False)]
Percent = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?$")]
UNNAMED = "Tax"


class TaxShape(Shape):
    """
    Describes the practice's tax rule.

    For example, a `percent` of 8.25 means 8.25 %.
    """

    mode: TaxMode
    percent: str
    label: str
    registration: str | None
    version: int


class TaxBody(Body):
    """
    Holds the tax rule as the Admin edited it.

    `version` is the version of the tax rule that the Admin edited.
    """

    mode: Mode
    percent: Percent = "0"
    label: Annotated[str, line(40, 0)] = ""
    registration: Annotated[str, line(60, 0)] | None = None
    version: WholeNumber

    def rule(self) -> TaxRule:
        """Return the tax rule. Raises Invalid when a value is not valid."""
        return TaxRule(
            self.mode, Decimal(self.percent), self.label, self.registration or "", self.version
        )


class PreviewBody(Body):
    """
    Holds an amount for which the server computes the tax.

    If `mode` is given, the server computes the tax from `mode` and `percent`. Otherwise
    the practice's stored tax rule applies.
    """

    amount: MoneyShape
    mode: Mode | None = None
    percent: Percent = "0"


class PreviewShape(Shape):
    """Holds the net, tax and total of an invoice for the requested amount."""

    net: MoneyShape
    tax: MoneyShape
    total: MoneyShape
    label: str


def tax_shape(_access: Access, rule: TaxRule) -> TaxShape:
    """Return a tax rule as an API response."""
    percent = f"{rule.percent.normalize():f}"
    registration = rule.registration or None
    return TaxShape(
        mode=rule.mode,
        percent=percent,
        label=rule.label,
        registration=registration,
        version=rule.version,
    )


@route(routes, "GET", "/practice/tax", who=STAFF)
def read_tax(access: Access) -> TaxShape:
    """Return the practice's tax rule."""
    return tax_shape(access, wiring_practice.practices().get(access).tax)


@route(routes, "PUT", "/practice/tax", who=ADMIN, fresh=tax_shape)
def save_tax(access: Access, body: TaxBody) -> TaxShape:
    """Replace the tax rule. Sent invoices keep their tax."""
    return tax_shape(access, wiring_practice.practices().change_tax(access, body.rule()))


@route(routes, "POST", "/practice/tax/preview", who=STAFF)
def preview_tax(access: Access, body: PreviewBody) -> PreviewShape:
    """Compute the tax of an amount."""
    rule = TaxRule(body.mode or TaxMode.NONE, Decimal(body.percent), UNNAMED)
    priced, label = wiring_practice.practices().preview(
        access, body.amount.money(), body.mode, rule
    )
    net, tax, total = (
        MoneyShape.of(priced.net),
        MoneyShape.of(priced.tax),
        MoneyShape.of(priced.total),
    )
    return PreviewShape(net=net, tax=tax, total=total, label=label)
