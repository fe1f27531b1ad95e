"""Defines the request bodies and query parameters of the invoice routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_drafts import Draft
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.http.days import day
from chalicelib.platform.http.shapes import (
    Body,
    MoneyShape,
    PageQuery,
    Query,
    QueryId,
    WholeNumber,
    line,
    text,
)

StatusFilter = Literal[
    "draft", "sent", "unpaid", "overdue", "paid", "refunded", "voided", "forgiven"
]
Day = Annotated[date, day()]


class DraftBody(Body):
    """
    Holds what an author enters in a draft invoice.

    `amount` is the amount before the practice's tax rule is applied. Without `due_on`, the
    practice's due terms apply when the invoice is sent. `service_on` is the date of service.
    """

    description: Annotated[str, text(500)]
    amount: MoneyShape
    due_on: Day | None = None
    service_on: Day | None = None

    def draft(self) -> Draft:
        return Draft(self.description, self.amount.money(), self.due_on, self.service_on)


class DraftEdit(DraftBody):
    """
    Holds the new contents of a draft invoice.

    `version` is the version of the draft that the author edited. If the stored draft has
    another version, the request fails with a Conflict.
    """

    version: WholeNumber


class PaymentBody(Body):
    """
    Holds what a client sends to pay an invoice by card.

    `token` is the processor's one-time token for the card. `version` is the version of the
    invoice that the client saw; if it is None, the version is not checked.
    """

    token: Annotated[str, line(300)]
    version: WholeNumber | None = None


class RefundBody(Body):
    """
    Describes a refund to a card.

    If `amount` is None, the refund covers everything that is left to refund on one charge.
    If `still_owed` is true, the client owes the refunded amount again.
    """

    amount: MoneyShape | None = None
    reason: Annotated[str, text(500)]
    still_owed: bool = False


class RecordBody(Body):
    """Describes a payment that was made elsewhere, for example in cash."""

    amount: MoneyShape
    method: Annotated[Method, Field(strict=False)]
    reference: Annotated[str, line(100, 0)] = ""
    received_on: Day


class ReasonBody(Body):
    reason: Annotated[str, text(500)]


class ReverseBody(ReasonBody):
    """
    Identifies the recorded payment to reverse.

    `entry` is the number of the payment's entry in the invoice's timeline.
    """

    entry: WholeNumber


class CountQuery(Query):
    """Limits counts to one client, and to the days of creation from `from` to `to`."""

    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")
    client: QueryId | None = None

    def filters(self) -> InvoiceFilter:
        """Return the filter that this query describes."""
        client = ClientId(self.client) if self.client else None
        return InvoiceFilter(since=self.since, until=self.until, client=client)


class InvoiceQuery(PageQuery):
    """
    Selects the invoices that a list shows.

    `from` and `to` are days of creation in the practice's time zone, and the list includes
    both days. The status `unpaid` selects sent invoices. The status `overdue` selects sent
    invoices whose due day is before today in the practice's time zone.
    """

    status: StatusFilter | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")
    client: QueryId | None = None

    def filters(self, client: str | None = None) -> InvoiceFilter:
        """
        Return the filter that this query describes.

        If `client` is set, the list has only that client's invoices, and the query's own
        `client` is ignored.
        """
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
    """
    Holds an Admin's findings on a payment or refund with an unknown outcome.

    `happened` says whether the payment or refund took place. If it did, `processor_id` is
    required: the processor's id of the payment or refund. `evidence` says where the Admin
    saw the outcome.
    """

    happened: bool
    processor_id: Annotated[str, line(100, 0)] = ""
    evidence: Annotated[str, text(500)]
