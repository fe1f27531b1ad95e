"""Defines request bodies and queries about invoices."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_drafts import Draft
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.http.shapes import Body, MoneyShape, PageQuery, line, text

StatusFilter = Literal[
    "draft", "sent", "unpaid", "overdue", "paid", "refunded", "voided", "forgiven"
]
Day = Annotated[date, Field(strict=False)]


class DraftBody(Body):
    """Describes a draft; `amount` is before the tax rule is applied."""

    description: Annotated[str, text(500)]
    amount: MoneyShape
    due_on: Day | None = None

    def draft(self) -> Draft:
        return Draft(self.description, self.amount.money(), self.due_on)


class DraftEdit(DraftBody):
    """Describes a changed draft; `version` is the one that the author edited."""

    version: int


class PaymentBody(Body):
    """Has the card's token, and the version of the invoice that the client saw."""

    token: Annotated[str, line(300)]
    version: int | None = None


class RefundBody(Body):
    """Describes a refund; without an amount, all that is left of a charge."""

    amount: MoneyShape | None = None
    reason: Annotated[str, text(500)]
    still_owed: bool = False


class RecordBody(Body):
    """Describes a payment that was made outside."""

    amount: MoneyShape
    method: Annotated[Method, Field(strict=False)]
    reference: Annotated[str, line(100, 0)] = ""
    received_on: Day


class ReasonBody(Body):
    reason: Annotated[str, text(500)]


class ReverseBody(ReasonBody):
    """Names the recorded payment to reverse by its entry in the timeline."""

    entry: int


class InvoiceQuery(PageQuery):
    """
    Filters a list of invoices; `unpaid` means sent.

    `from` and `to` are days in UTC, both included. `overdue` is in the practice's time zone.
    """

    status: StatusFilter | None = None
    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    client: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")

    def filters(self, client: str | None = None) -> InvoiceFilter:
        """Return the filters; `client` is the one whose list it is."""
        client = client or self.client
        overdue, unpaid = self.status == "overdue", self.status == "unpaid"
        status = Status.SENT if overdue or unpaid else Status(self.status) if self.status else None
        return InvoiceFilter(
            status,
            self.since,
            self.until,
            ClientId(client) if client else None,
            self.cursor,
            overdue=overdue,
        )


class EvidenceBody(Body):
    """Says what an Admin found out; `processor_id` is needed if it happened."""

    happened: bool
    processor_id: Annotated[str, line(100, 0)] = ""
    evidence: Annotated[str, text(500)]
