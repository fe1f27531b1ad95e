"""Declares the ports for storing invoices and for waiting for an op."""

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
"""A function that raises NotFound unless the person may see such a client's invoice."""


@dataclass(frozen=True, slots=True)
class InvoiceChange:
    """
    Describes one transaction on an invoice and one of its ops (actions).

    `before` and `after` are the invoice before and after the change.
    `op_before` and `op_after` are the op before and after the change, or None if no stored
    op changes.
    `entries` are the new ledger entries; the store assigns the entries' numbers.
    `next_op` is the op that starts with this change, or None.
    `token` is the card token of `next_op`, or None.
    `key` is the idempotency key of the request that started `next_op`, or None.
    `action` names the action in the audit entry.

    The transaction is written only if the stored invoice still has the version of `before`
    and the stored op still has the version of `op_before`.
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
    Stores a practice's invoices, with their ops (actions) and ledgers.

    `access` identifies the practice. The store writes an audit entry before it opens a sealed
    record (S15). The store writes every change together with the change's audit entry (S14).

    Raises:
        NotFound: The practice has no such record.
        Conflict: A condition of the transaction does not hold, so nothing was written.
        Unavailable: The store does not respond.
        Unreadable: A stored record was altered (S21).
    """

    def get(self, access: Access, invoice: InvoiceId, check: AccessCheck | None = None) -> Invoice:
        """
        Read an invoice consistently, and open its sealed body.

        The store calls `check` before it opens the body. If `check` raises NotFound, the store
        writes an audit entry about the refusal.
        """

    def read(
        self, access: Access, invoice: InvoiceId, check: AccessCheck
    ) -> tuple[Invoice, tuple[Entry, ...]]:
        """
        Read an invoice and its ledger entries.

        One audit entry covers the read of all these records. As in `get`, the store calls `check`
        before it opens any record.
        """

    def entries(self, access: Access, invoice: Invoice) -> tuple[Entry, ...]:
        """
        Return an invoice's ledger entries, oldest first.

        Raises:
            Unreadable: The hash chain of the entries is broken (S17).
        """

    def with_entries(self, access: Access, invoice: Invoice) -> tuple[Invoice, tuple[Entry, ...]]:
        """
        Return the invoice and its ledger entries, oldest first.

        If the ledger has more entries than the stored invoice counts, the invoice's row is an
        older copy that somebody has put back. The store then raises an alarm, and the returned
        invoice has `records_disagree` set. `read` does the same.

        Raises:
            Unreadable: The hash chain of the entries is broken (S17).
        """

    def page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """Return a page of an invoice list, and the cursor of the next page."""

    def export_page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[tuple[Invoice, tuple[Entry, ...]]], str | None]:
        """
        Return a page of whole invoices with their ledger entries, and the next cursor.

        One audit entry says that all these records were exported (S14).

        Raises:
            Unreadable: The hash chain of an invoice's entries is broken (S17).
        """

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, key: IdempotencyKey | None
    ) -> Invoice:
        """
        Store a new draft with its first ledger entry.

        Raises:
            AlreadyProcessed: A request with this idempotency key stored a draft before.
        """

    def remove(self, access: Access, invoice: Invoice, entry: Entry) -> None:
        """
        Remove a draft, and keep its ledger, which ends with `entry`.

        Raises:
            Conflict: The invoice has a number, so it is not a draft.
        """

    def next_number(self, practice: PracticeId) -> int:
        """
        Return the number for the next invoice that is sent.

        If another invoice takes this number first, `send` raises Conflict.
        """

    def send(self, access: Access, change: InvoiceChange) -> Invoice:
        """
        Store the change that sends an invoice, in one transaction.

        The transaction also stores the invoice's number, and a row for the state machine's first
        execution for the invoice.
        """

    def commit(self, access: Access, change: InvoiceChange) -> Invoice:
        """
        Store a change, and return the invoice with its new version and ledger hash.

        The ledger hash is the hash of the latest ledger entry.
        """

    def gate(self, op: Op, at: datetime) -> Op | None:
        """
        Change an op's state from NEW to SENT, and return the changed op.

        Return None if the op's state is no longer NEW. Only the caller that gets the op may send
        the first charge or refund request to the processor.

        Raises:
            Conflict: The stored invoice does not expect the op: a payment does not hold the lock,
                or the invoice has no unfinished refund. An older copy of a row was put back.
        """

    def set_aside(self, op: Op, notices: Sequence[Notice]) -> Op:
        """
        Let an op wait for an Admin, without any change of its invoice.

        This is for an op whose outcome cannot be stored with the invoice. The store raises an
        alarm, and stores the notices in the same transaction.
        """

    def reopen(self, op: Op, due_at: datetime) -> Op:
        """
        Set a sent op's state back to NEW, after a request that moved no money.

        `due_at` is the earliest time of the next try. The op's `tries` goes up by one.
        """

    def op(self, access: Access, invoice: InvoiceId, ref: OpRef) -> Op:
        """Read an op of an invoice, and open (decrypt) its sealed part."""

    def token(self, access: Access, op: Op) -> OneTimeToken | None:
        """Return the op's card token, or None if the token was deleted or has expired."""

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """
        Return the id of the record that an earlier request with this key created.

        Return None if there was no such request.

        Raises:
            Invalid: The key was used before with another request.
        """


class OpWaiter(Protocol):
    """Lets a request wait until the state machine has processed an op."""

    def until_answered(self, access: Access, op: Op) -> Op:
        """
        Wait up to three seconds until the state machine has processed an op.

        Return the op in its state after the wait.
        """
