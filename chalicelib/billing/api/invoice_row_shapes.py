"""Defines how the API's responses describe lists of invoices in JSON."""

from datetime import date, datetime

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.rules import status_words
from chalicelib.billing.usecases.invoice_rows import InvoiceRow
from chalicelib.clients.usecases.ports import AmountOwed
from chalicelib.kernel.access import Access
from chalicelib.platform.http.shapes import MoneyShape, Named, Shape


class RowShape(Shape):
    """
    Describes an invoice as one row of a list.

    `paid` is what was received, before refunds. What the practice kept is `paid` minus
    `refunded`. Lists are sorted and filtered by `created_at`. `payable` is true if the caller
    is the client and can pay by card now.
    """

    id: str
    number: int | None
    version: int
    status: Status
    overlay: str | None
    words: str
    created_at: datetime
    sent_at: datetime | None
    client: Named
    provider: Named
    description: str
    total: MoneyShape
    balance: MoneyShape
    paid: MoneyShape
    refunded: MoneyShape
    due_on: date | None
    overdue: bool
    payable: bool


class OwedShape(Shape):
    """
    Holds the sum that is owed on `n` invoices.

    `more` is true if the sum leaves out further invoices.
    """

    amount: MoneyShape
    n: int
    more: bool


class RowsShape(Shape):
    """
    Holds a page of invoices, newest first.

    `owed` is the sum that a client owes. It is set only on the first page of a list of that
    client's invoices, and None otherwise. `next` is the cursor of the next page, or None on
    the last page.
    """

    items: list[RowShape]
    next: str | None
    owed: OwedShape | None


def row_shape(row: InvoiceRow, access: Access, *, overdue: bool, payable: bool) -> RowShape:
    return RowShape(
        id=row.id,
        number=row.number or None,
        version=row.version,
        status=row.status,
        overlay=row.overlay,
        words=status_words(row, access.role, overdue=overdue),
        created_at=row.created_at,
        sent_at=row.sent_at,
        client=Named(id=row.client, name=row.client_name),
        provider=Named(id=row.provider, name=row.provider_name),
        description=row.description,
        total=MoneyShape.of(row.total),
        balance=MoneyShape.of(row.balance),
        paid=MoneyShape.of(row.net + row.refunded),
        refunded=MoneyShape.of(row.refunded),
        due_on=row.due_on,
        overdue=overdue,
        payable=payable,
    )


def owed_shape(owed: AmountOwed) -> OwedShape:
    return OwedShape(amount=MoneyShape.of(owed.amount), n=owed.n, more=owed.more)
