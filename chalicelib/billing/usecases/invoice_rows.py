"""Defines the rows and filters of invoice lists."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import Overlay
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, InvoiceId, PersonId
from chalicelib.kernel.money import Money
from chalicelib.kernel.time_zones import UTC_NAME, start_of_day

ONE_DAY = timedelta(days=1)


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


LAST_BEFORE_FIRST = "The last day is before the first day. Choose a later day."


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """
    Defines which invoices a list contains; the list is sorted newest first.

    `since` and `until` are the first and the last day of creation in the time zone `zone`,
    which is the practice's; both days are included. If `overdue` is true, the list contains
    only sent invoices with a due day before `due_before`, which is today in the practice's
    time zone.
    """

    status: Status | None = None
    since: date | None = None
    until: date | None = None
    client: ClientId | None = None
    cursor: str | None = None
    limit: int = 50
    overdue: bool = False
    due_before: date | None = None
    zone: str = UTC_NAME

    @property
    def created_from(self) -> datetime | None:
        """The first instant of the days that the list covers; None without a first day."""
        return start_of_day(self.since, self.zone) if self.since else None

    @property
    def created_before(self) -> datetime | None:
        """The first instant after the last day of the list; None without a last day."""
        return start_of_day(self.until + ONE_DAY, self.zone) if self.until else None

    def require_order(self) -> "InvoiceFilter":
        """Return this filter. Raises Invalid if the last day is before the first one."""
        if self.since and self.until and self.until < self.since:
            raise Invalid(fields={"to": LAST_BEFORE_FIRST})
        return self

    def includes(self, created_at: datetime) -> bool:
        """Return whether an invoice with this time of creation is on one of the days."""
        first, end = self.created_from, self.created_before
        return (first is None or created_at >= first) and (end is None or created_at < end)
