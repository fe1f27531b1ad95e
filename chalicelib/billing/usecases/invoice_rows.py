"""Defines the rows and filters of invoice lists."""

from dataclasses import dataclass, field
from datetime import date, datetime

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import Overlay
from chalicelib.kernel.ids import ClientId, InvoiceId, PersonId
from chalicelib.kernel.money import Money


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """
    Describes an invoice as one row of a list.

    Reading a row does not open the invoice's sealed body.
    """

    id: InvoiceId
    client: ClientId
    provider: PersonId
    status: Status
    overlay: Overlay | None
    number: int
    version: int
    created_at: datetime
    sent_at: datetime | None
    due_on: date | None
    client_name: str = field(repr=False)
    provider_name: str = field(repr=False)
    description: str = field(repr=False)
    total: Money = field(repr=False)
    balance: Money = field(repr=False)
    net: Money = field(repr=False)
    refunded: Money = field(repr=False)


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """
    Defines which invoices a list contains; the list is sorted newest first.

    `since` and `until` are the first and the last day of creation, in UTC; both days are
    included. If `overdue` is true, the list contains only sent invoices with a due day before
    `due_before`, which is today in the practice's time zone. If `export` is true, the audit
    entry says that the list was exported (S14).
    """

    status: Status | None = None
    since: date | None = None
    until: date | None = None
    client: ClientId | None = None
    cursor: str | None = None
    limit: int = 50
    overdue: bool = False
    due_before: date | None = None
    export: bool = False
