"""Defines the rows and filters of lists of invoices."""

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

    A row is read without opening the invoice's sealed body.
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
    Says which invoices a list shows, newest first.

    `since` and `until` are days of creation in UTC, and both days are included. `overdue` selects
    sent invoices whose due day is before `due_before`, which is today in the practice's time zone.
    With `export`, the audit entry says that the list was exported (S14).
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
