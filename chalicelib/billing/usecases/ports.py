"""What billing needs of the store of invoices, their ops and their ledgers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import Op, OpKind, OpState, Overlay
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.notices.domain import Notice
from chalicelib.payments.domain.payment import OneTimeToken


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice as a list shows it, opened from its card alone."""

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
    Which invoices a list asks for: newest first; dates are creation days, both included, in UTC.

    `overdue`: only sent ones whose due day has passed; `due_before` is that day's limit, the practice's today. `export`:
    they leave the product, which the trail says (S14).
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


@dataclass(frozen=True, slots=True)
class OpView:
    """An op's clear half: enough to decide what the machine does next, nothing personal."""

    ref: OpRef
    kind: OpKind
    state: OpState
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Execution:
    """Which execution drives an invoice: its number, since when, how many rounds, and how to wake it."""

    attempt: int
    started_at: datetime
    rounds: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """An invoice, its unfinished ops and its driver as one consistent read, without opening anything."""

    status: Status
    version: int
    active_op: OpRef | None
    open_ops: tuple[OpView, ...]
    driver: Execution


@dataclass(frozen=True, slots=True)
class InvoiceChange:
    """
    One transaction of the lifecycle: an invoice before and after it, the op before and after it when there is one,
    the entries it adds (numbered by the store), the notices it owes, an op it starts, and that op's card token.

    It holds only if the invoice's version and the op's state are still those of "before"; lost, nothing is written.
    """

    before: Invoice
    after: Invoice
    op_before: Op | None = None
    op_after: Op | None = None
    entries: Sequence[Entry] = ()
    notices: Sequence[Notice] = ()
    next_op: Op | None = None
    token: OneTimeToken | None = None
    once: IdempotencyKey | None = None
    action: str = ""


AccessCheck = Callable[[ClientId, Status], None]
"""Raises NotFound unless whoever asks reaches an invoice of that client in that state."""


class InvoiceStore(Protocol):
    """
    Invoices of all practices; each call names the practice by its `access`.

    Every method raises `NotFound` for an invoice that is not this practice's, `Conflict` when a condition is lost,
    `Unavailable` when the store does not answer, `Unreadable` when a record was altered (S21). Whatever opens sealed
    data is audited first (S15); every change carries its audit entry (S14).
    """

    def get(self, access: Access, invoice: InvoiceId, may: AccessCheck | None = None) -> Invoice:
        """
        The invoice, opened; consistent. `may` is asked before anything opens: what it raises is written down as a
        refused attempt, and raised.
        """

    def read(
        self, access: Access, invoice: InvoiceId, may: AccessCheck
    ) -> tuple[Invoice, tuple[Entry, ...]]:
        """The invoice with its ledger, under one audit entry; otherwise as `get` and `entries`."""

    def entries(self, access: Access, invoice: Invoice) -> tuple[Entry, ...]:
        """Its ledger, oldest first. Raises Unreadable when the chain is broken (S17)."""

    def page(
        self, access: Access, wanted: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """Rows, newest first, and the cursor of the next page."""

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, once: IdempotencyKey | None
    ) -> Invoice:
        """Store a new draft. Raises Replayed when `once` was used for the same request before."""

    def remove(self, access: Access, invoice: Invoice) -> None:
        """Remove a draft; one that was numbered raises Conflict."""

    def next_number(self, practice: PracticeId) -> int:
        """The number the next invoice that is sent will bear; `send` holds only if it still is."""

    def send(self, access: Access, step: InvoiceChange) -> Invoice:
        """Take the number, store the step and the driver's first attempt, in one transaction."""

    def commit(self, access: Access, step: InvoiceChange) -> Invoice:
        """Store a step; answers the invoice with its new version and chain head."""

    def gate(self, op: Op, at: datetime) -> Op | None:
        """NEW to SENT; None when it was not NEW any more. The only door to a first charge or refund."""

    def reopen(self, op: Op, due_at: datetime) -> Op:
        """SENT back to NEW, one try more, with proof that nothing happened."""

    def op(self, access: Access, invoice: InvoiceId, ref: OpRef) -> Op:
        """The op, opened."""

    def glance(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        """What the machine looks at. Consistent."""

    def token(self, access: Access, op: Op) -> OneTimeToken | None:
        """The op's sealed card token; None when it is gone or has expired."""

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """The id an earlier request with this key made; None for a new one. Raises Invalid if it asked otherwise."""


class ExecutionStore(Protocol):
    """Which execution drives which invoice."""

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        """Keep a waiting execution's token and count the round; False when another attempt drives it now."""

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        """Move on from an attempt that ended; False when somebody else did so first."""


class DueQueue(Protocol):
    """What the clock must look at."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        """Invoices with an op, or a first execution, that was due before now; each once."""

    def practices(self) -> Sequence[PracticeId]:
        """Every practice."""

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        """Invoices of a practice whose execution should be alive: sent ones, and paid ones."""
