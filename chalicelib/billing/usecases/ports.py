"""Declares the store of invoices, and how a request waits for an op."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import Op
from chalicelib.billing.usecases.execution_ports import ExecutionViewReader
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PracticeId
from chalicelib.notices.domain import Notice
from chalicelib.payments.domain.payment import OneTimeToken

AccessCheck = Callable[[ClientId, Status], None]
"""Raises NotFound unless the person may see an invoice of that client with that status."""


@dataclass(frozen=True, slots=True)
class InvoiceChange:
    """
    Describes one transaction: an invoice and its op, before and after.

    `entries` are numbered by the store. `next_op` is an op that starts, `token` its card token and
    `key` the request that started it. `action` is for the audit entry. The transaction holds only
    if the invoice's version and the op's state are still those of "before"; otherwise nothing is
    written.
    """

    before: Invoice
    after: Invoice
    op_before: Op | None = None
    op_after: Op | None = None
    entries: Sequence[Entry] = ()
    notices: Sequence[Notice] = ()
    next_op: Op | None = None
    token: OneTimeToken | None = None
    key: IdempotencyKey | None = None
    action: str = ""


class InvoiceStore(ExecutionViewReader, Protocol):
    """
    Stores a practice's invoices, with their ops and ledgers.

    `access` names the practice. An audit entry is stored before a sealed record opens (S15), and
    together with every change (S14).

    Raises:
        NotFound: The practice has no such record.
        Conflict: A condition does not hold; nothing was written.
        Unavailable: The store does not answer.
        Unreadable: A record was altered (S21).
    """

    def get(self, access: Access, invoice: InvoiceId, check: AccessCheck | None = None) -> Invoice:
        """
        Read and open an invoice, consistently.

        `check` is called before anything opens. If it raises NotFound, the attempt is audited as
        refused.
        """

    def read(
        self, access: Access, invoice: InvoiceId, check: AccessCheck
    ) -> tuple[Invoice, tuple[Entry, ...]]:
        """Read an invoice with its ledger under one audit entry; otherwise as `get`."""

    def entries(self, access: Access, invoice: Invoice) -> tuple[Entry, ...]:
        """
        Return the ledger, oldest entry first.

        Raises Unreadable if the hash chain is broken (S17).
        """

    def page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """Return a page of a list, and the cursor of the next page."""

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, key: IdempotencyKey | None
    ) -> Invoice:
        """Store a new draft. Raises AlreadyProcessed if this request was stored before."""

    def remove(self, access: Access, invoice: Invoice) -> None:
        """Remove a draft. Raises Conflict if it has a number."""

    def next_number(self, practice: PracticeId) -> int:
        """Return the next invoice's number; `send` fails if it was taken meanwhile."""

    def send(self, access: Access, change: InvoiceChange) -> Invoice:
        """Store the change, its number and the first execution in one transaction."""

    def commit(self, access: Access, change: InvoiceChange) -> Invoice:
        """Store a change, and return the invoice with its new version and last hash."""

    def gate(self, op: Op, at: datetime) -> Op | None:
        """
        Move an op from new to sent, or return None if it is not new any more.

        Only the caller who gets the op may send a first charge or refund to the processor.
        """

    def reopen(self, op: Op, due_at: datetime) -> Op:
        """Move a sent op, which moved no money, back to new, and count the try."""

    def op(self, access: Access, invoice: InvoiceId, ref: OpRef) -> Op:
        """Read and open an op."""

    def token(self, access: Access, op: Op) -> OneTimeToken | None:
        """Return the op's card token, or None if it was deleted or has expired."""

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """
        Return the id that an earlier request with this key made, or None.

        Raises:
            Invalid: The key was used for another request.
        """


class OpWaiter(Protocol):
    """Lets a request wait for the state machine."""

    def until_answered(self, access: Access, op: Op) -> Op:
        """Return the op once it was processed, or as it is after three seconds."""
