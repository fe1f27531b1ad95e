"""
Writes invoices in transactions.

A transaction fails if the invoice has changed since it was read, or if the ledger has more
entries than the invoice's row counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.rules import records_disagree
from chalicelib.billing.store import keys
from chalicelib.billing.store.execution_items import ExecutionItem, first_execution
from chalicelib.billing.store.invoice_items import (
    InvoiceItem,
    InvoiceSummary,
    body_of,
    invoice_item,
)
from chalicelib.billing.store.invoice_numbers import use_number
from chalicelib.billing.store.ledger_items import LedgerEntryItem
from chalicelib.billing.store.mapping import build
from chalicelib.billing.store.op_items import CardTokenItem, op_body, op_item
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.clients.store.reach_check import add_unmerged_check
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ports import Clock
from chalicelib.notices.store import outbox
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit, own_hash
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreItem
from chalicelib.platform.dynamodb.transactions import Transaction, new_transaction
from chalicelib.platform.vault.vault import Vault

TOKEN_RETENTION = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class InvoiceWrites:
    """
    Builds and commits the transactions that write invoices.

    Raises:
        Conflict: A condition of the transaction does not hold, so nothing was written.
        AlreadyProcessed: The same request was processed before.
        Invalid: The idempotency key was used before with another request.
    """

    vault: Vault
    audit: DynamoAudit
    now: Clock

    @property
    def requests(self) -> IdempotencyStore:
        """Return the store that remembers requests by their idempotency keys."""
        return IdempotencyStore("billing", self.now)

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, key: IdempotencyKey | None
    ) -> Invoice:
        """Store a new draft with its first ledger entry."""
        rows = new_transaction()
        add_unmerged_check(rows, access, invoice.client)
        stored = self._save(rows, replace(invoice, entries=0, head=""), [entry], None)
        self.requests.remember(rows, access, key, stored.id)
        self._audit(rows, access, stored, AuditAction.CREATE, "create invoice")
        self._commit(rows, access, key, replace(invoice, entries=0))
        return replace(stored, version=1)

    def remove(self, access: Access, invoice: Invoice, entry: Entry) -> None:
        """
        Delete a draft invoice that has no number, and add `entry` to its ledger.

        The ledger stays. If somebody puts back the invoice's row, the ledger has more entries
        than the row counts, so nothing can be done with the invoice.
        """
        rows = new_transaction()
        rows.delete(invoice_item(invoice, invoice.version), condition=InvoiceItem.number == 0)
        rows.save(self._entry_row(invoice, entry), condition=LedgerEntryItem.pk.does_not_exist())
        self._audit(rows, access, invoice, AuditAction.DELETE, "delete draft")
        self._commit(rows, access, None, invoice)

    def commit(self, access: Access, change: InvoiceChange, *, sends: bool = False) -> Invoice:
        """
        Store a change to an invoice, with new ledger entries, ops and notices.

        If `sends` is true, the transaction also marks the invoice's number as used and stores the
        row of the first execution of the state machine for the invoice.
        """
        rows, before = new_transaction(), change.before
        chain = replace(change.after, entries=before.entries, head=before.head)
        stored = self._save(rows, chain, change.entries, before.version)
        if not change.entries:
            _check_next_entry_is_free(rows, before)
        self._save_ops(rows, change)
        if sends:
            self._save_number(rows, stored)
        for notice in change.notices:
            rows.save(
                outbox.notice_item(notice, self.now()), condition=CoreItem.pk.does_not_exist()
            )
        result = change.next_op.ref if change.next_op else stored.id
        self.requests.remember(rows, access, change.key, result)
        purpose = f"invoice {change.action}".replace("_", " ").strip()
        self._audit(rows, access, stored, AuditAction.CHANGE, purpose)
        self._commit(rows, access, change.key, before)
        return replace(stored, version=before.version + 1)

    def _save(
        self, rows: Transaction, invoice: Invoice, entries: Sequence[Entry], version: int | None
    ) -> Invoice:
        for entry in entries:
            row = self._entry_row(invoice, entry)
            rows.save(row, condition=LedgerEntryItem.pk.does_not_exist())
            invoice = replace(invoice, entries=invoice.entries + 1, head=row.h)
        item = invoice_item(invoice, version)
        summary = build(InvoiceSummary, invoice)
        item.sealed_summary = self.vault.seal(item.binding("sealed_summary"), summary)
        item.sealed_body = self.vault.seal(item.binding("sealed_body"), body_of(invoice, item))
        rows.save(item)
        return invoice

    def _entry_row(self, invoice: Invoice, entry: Entry) -> LedgerEntryItem:
        seq = invoice.entries + 1
        row = LedgerEntryItem(
            *keys.ledger_entry(invoice.practice, invoice.id, seq),
            practice=invoice.practice,
            seq=seq,
            at=moment(entry.at),
            prev=invoice.head,
            h="",
        )
        row.sealed_body = self.vault.seal(row.binding(), replace(entry, seq=seq))
        row.h = own_hash(row)
        return row

    def _save_ops(self, rows: Transaction, change: InvoiceChange) -> None:
        if change.op_before and change.op_after:
            after = replace(change.op_after, version=change.op_before.version)
            self._save_op(rows, after)
            if after.is_finished and after.kind is OpKind.PAY:
                rows.delete(CardTokenItem(*keys.card_token(after.practice, after.ref)))
        if change.next_op:
            self._save_op(rows, change.next_op)
            if change.token:
                self._save_token(rows, change.next_op, change.token)

    def _save_op(self, rows: Transaction, op: Op) -> None:
        item = op_item(op)
        item.sealed_body = self.vault.seal(item.binding(), op_body(op))
        rows.save(item)

    def _save_token(self, rows: Transaction, op: Op, token: OneTimeToken) -> None:
        item = CardTokenItem(*keys.card_token(op.practice, op.ref), practice=op.practice)
        item.expires = int((self.now() + TOKEN_RETENTION).timestamp())
        item.sealed_body = self.vault.seal(item.binding(), token)
        rows.save(item)

    def _save_number(self, rows: Transaction, invoice: Invoice) -> None:
        use_number(rows, invoice)
        rows.save(
            first_execution(invoice.practice, invoice.id, self.now()),
            condition=ExecutionItem.pk.does_not_exist(),
        )

    def _audit(
        self, rows: Transaction, access: Access, invoice: Invoice, action: AuditAction, purpose: str
    ) -> None:
        record = str(keys.invoice(invoice.practice, invoice.id))
        entry = self.audit.entry(access, action, [record], purpose=purpose, subject=invoice.client)
        self.audit.add_to(rows, entry)

    def _commit(
        self, rows: Transaction, access: Access, key: IdempotencyKey | None, before: Invoice
    ) -> None:
        lost = self.requests.commit(rows, access, key)
        if not lost:
            return
        invoice_key = keys.invoice(before.practice, before.id)
        if _next_entry(before) in lost and invoice_key not in lost:
            # The row has exactly the version that was read, and yet the ledger has more entries
            # than the row counts: the row is an older copy that somebody has put back.
            self.vault.alarm(f"{invoice_key} older than its ledger")
            raise Conflict(records_disagree(access.role))
        raise Conflict


def _check_next_entry_is_free(rows: Transaction, invoice: Invoice) -> None:
    key = _next_entry(invoice)
    rows.condition_check(LedgerEntryItem, *key, condition=LedgerEntryItem.pk.does_not_exist())


def _next_entry(invoice: Invoice) -> Key:
    return keys.ledger_entry(invoice.practice, invoice.id, invoice.entries + 1)
