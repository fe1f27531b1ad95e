"""What is asked of invoices, in JSON."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import Method
from chalicelib.billing.usecases.invoicing import Draft
from chalicelib.billing.usecases.ports import InvoiceFilter
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.http.shapes import Body, MoneyShape, PageQuery, line, text

Listed = Literal["draft", "sent", "unpaid", "overdue", "paid", "refunded", "voided", "forgiven"]
WrittenDay = Annotated[date, Field(strict=False)]


class DraftBody(Body):
    """An invoice to write: what the client will see, the amount before tax rules, the due day."""

    description: Annotated[str, text(500)]
    amount: MoneyShape
    due_on: WrittenDay | None = None

    def draft(self) -> Draft:
        """For services."""
        return Draft(self.description, self.amount.money(), self.due_on)


class DraftEdit(DraftBody):
    """A draft rewritten; `version` is the one that was edited."""

    version: int


class PaymentBody(Body):
    """A one-time token of the processor's own card fields; `version` is the invoice that the client saw."""

    token: Annotated[str, line(300)]
    version: int | None = None


class RefundBody(Body):
    """What to give back: all that is left when no amount is said."""

    amount: MoneyShape | None = None
    reason: Annotated[str, text(500)]
    still_owed: bool = False


class RecordBody(Body):
    """A payment that came outside."""

    amount: MoneyShape
    method: Annotated[Method, Field(strict=False)]
    reference: Annotated[str, line(100, 0)] = ""
    received_on: WrittenDay


class ReasonBody(Body):
    """Why."""

    reason: Annotated[str, text(500)]


class ReverseBody(ReasonBody):
    """Which recorded payment, by its line in the timeline, to take back."""

    entry: int


class InvoiceQuery(PageQuery):
    """Which invoices: of a state, or `unpaid` (sent), or `overdue` where the practice is; days are included, in UTC."""

    status: Listed | None = None
    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    client: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")

    def wanted(self, client: str | None = None) -> InvoiceFilter:
        """For services; `client`: the one whose list it is."""
        whose = client or self.client
        overdue, unpaid = self.status == "overdue", self.status == "unpaid"
        status = Status.SENT if overdue or unpaid else Status(self.status) if self.status else None
        return InvoiceFilter(
            status,
            self.since,
            self.until,
            ClientId(whose) if whose else None,
            self.cursor,
            overdue=overdue,
        )


class EvidenceBody(Body):
    """What an Admin found out about an op that nobody could settle: `processor_id` when it happened."""

    happened: bool
    processor_id: Annotated[str, line(100, 0)] = ""
    evidence: Annotated[str, text(500)]
