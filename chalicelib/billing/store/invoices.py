"""Stores invoices, the actions on them (ops), and their ledgers in DynamoDB."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import FINISHED_STATES, Op, OpState
from chalicelib.billing.store import keys
from chalicelib.billing.store.execution_items import ExecutionItem
from chalicelib.billing.store.invoice_items import InvoiceBody, InvoiceItem, clear_state
from chalicelib.billing.store.invoice_lists import InvoiceLists
from chalicelib.billing.store.invoice_numbers import next_number
from chalicelib.billing.store.invoice_writes import InvoiceWrites
from chalicelib.billing.store.ledger_chain import opened_entries, verified_chain
from chalicelib.billing.store.ledger_items import LedgerEntryItem
from chalicelib.billing.store.op_items import OpItem
from chalicelib.billing.store.ops import OpRows
from chalicelib.billing.usecases.execution_ports import ExecutionView
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.billing.usecases.ports import AccessCheck, InvoiceChange
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import Notice
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import key_parts, partitions, queries
from chalicelib.platform.dynamodb.tables import CoreItem
from chalicelib.platform.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class DynamoInvoices:
    """Implements `InvoiceStore` with DynamoDB."""

    vault: Vault
    audit: DynamoAudit
    now: Clock

    def get(self, access: Access, invoice: InvoiceId, check: AccessCheck | None = None) -> Invoice:
        row = self._row(access, invoice, check)
        body = self.vault.open(
            access,
            row.binding("sealed_body"),
            row.sealed_body,
            InvoiceBody,
            purpose="invoice",
            subject=ClientId(row.client),
        )
        return self._invoice(row, body)

    def read(
        self, access: Access, invoice: InvoiceId, check: AccessCheck
    ) -> tuple[Invoice, tuple[Entry, ...]]:
        row = self._row(access, invoice, check)
        chain, has_more = self._chain(access.practice, row)
        bindings = [row.binding("sealed_body"), *(entry.binding() for entry in chain)]
        reader = self.vault.reader(access, "invoice", bindings, subject=ClientId(row.client))
        current = self._invoice(row, reader.open(bindings[0], row.sealed_body, InvoiceBody))
        return self._checked(current, has_more=has_more), opened_entries(reader, chain)

    def entries(self, access: Access, invoice: Invoice) -> tuple[Entry, ...]:
        return self.with_entries(access, invoice)[1]

    def with_entries(self, access: Access, invoice: Invoice) -> tuple[Invoice, tuple[Entry, ...]]:
        practice, count, head = access.practice, invoice.entries, invoice.head
        chain, has_more = verified_chain(self.vault, practice, invoice.id, count, head)
        bindings = [entry.binding() for entry in chain]
        reader = self.vault.reader(access, "invoice timeline", bindings, subject=invoice.client)
        return self._checked(invoice, has_more=has_more), opened_entries(reader, chain)

    def page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        return InvoiceLists(self.vault).page(access, filters)

    def export_page(
        self, access: Access, filters: InvoiceFilter
    ) -> tuple[Sequence[tuple[Invoice, tuple[Entry, ...]]], str | None]:
        rows, cursor = InvoiceLists(self.vault).rows(access.practice, filters)
        chains = [self._chain(access.practice, row) for row in rows]
        bindings = [row.binding("sealed_body") for row in rows]
        covered = [*bindings, *(entry.binding() for chain, _ in chains for entry in chain)]
        reader = self.vault.reader(
            access, "invoice export", covered, subject=filters.client, action=AuditAction.EXPORT
        )
        invoices = [
            self._invoice(row, reader.open(binding, row.sealed_body, InvoiceBody))
            for row, binding in zip(rows, bindings, strict=True)
        ]
        exported = [
            (self._checked(invoice, has_more=has_more), opened_entries(reader, chain))
            for invoice, (chain, has_more) in zip(invoices, chains, strict=True)
        ]
        return exported, cursor

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, key: IdempotencyKey | None
    ) -> Invoice:
        return self._writes.add(access, invoice, entry, key)

    def remove(self, access: Access, invoice: Invoice, entry: Entry) -> None:
        self._writes.remove(access, invoice, entry)

    def next_number(self, practice: PracticeId) -> int:
        return next_number(self.vault, practice)

    def send(self, access: Access, change: InvoiceChange) -> Invoice:
        return self._writes.commit(access, change, sends=True)

    def commit(self, access: Access, change: InvoiceChange) -> Invoice:
        return self._writes.commit(access, change)

    def gate(self, op: Op, at: datetime) -> Op | None:
        return self._ops.gate(op, at)

    def set_aside(self, op: Op, notices: Sequence[Notice]) -> Op:
        return self._ops.set_aside(op, notices)

    def reopen(self, op: Op, due_at: datetime) -> Op:
        return self._ops.reopen(op, due_at)

    def op(self, access: Access, invoice: InvoiceId, ref: OpRef) -> Op:
        return self._ops.op(access, invoice, ref)

    def token(self, access: Access, op: Op) -> OneTimeToken | None:
        return self._ops.token(access, op)

    def execution_view(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        kinds = {key_parts.META: InvoiceItem, keys.OPS: OpItem, keys.EXECUTION: ExecutionItem}
        rows = queries.partition(CoreItem, partitions.invoice_partition(practice, invoice), kinds)
        item = next((row for row in rows if isinstance(row, InvoiceItem)), None)
        execution = next((row for row in rows if isinstance(row, ExecutionItem)), None)
        if item is None or execution is None:
            raise NotFound
        ops = (row for row in rows if isinstance(row, OpItem))
        return ExecutionView(
            status=Status(item.status),
            version=int(item.version),
            active_op=OpRef(item.active_op) if item.active_op else None,
            open_ops=tuple(op.view() for op in ops if OpState(op.state) not in FINISHED_STATES),
            execution=execution.execution(),
        )

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._writes.requests.result_of(access, key)

    @property
    def _writes(self) -> InvoiceWrites:
        return InvoiceWrites(self.vault, self.audit, self.now)

    @property
    def _ops(self) -> OpRows:
        return OpRows(self.vault, self.now)

    def _chain(self, practice: PracticeId, row: InvoiceItem) -> tuple[list[LedgerEntryItem], bool]:
        """Return an invoice's verified entries, and whether its ledger has more."""
        count = int(row.entries)
        return verified_chain(self.vault, practice, InvoiceId(row.id), count, row.head)

    def _checked(self, invoice: Invoice, *, has_more: bool) -> Invoice:
        if not has_more:
            return invoice
        key = keys.invoice(invoice.practice, invoice.id)
        row: InvoiceItem | None = queries.batch_get((InvoiceItem, key))[0]
        if row is None or row.version != invoice.version:
            # The invoice has changed since it was read, so the further entries are new.
            return invoice
        self.vault.alarm(f"{key} older than its ledger")
        return replace(invoice, records_disagree=True)

    def _invoice(self, row: InvoiceItem, body: InvoiceBody) -> Invoice:
        if body.clear_state != clear_state(row):
            self.vault.alarm(f"{row.key} state")
            raise Unreadable
        return row.invoice(body)

    def _row(self, access: Access, invoice: InvoiceId, check: AccessCheck | None) -> InvoiceItem:
        key = keys.invoice(access.practice, invoice)
        row: InvoiceItem | None = queries.batch_get((InvoiceItem, key))[0]
        if row is None:
            raise NotFound
        client = ClientId(row.client)
        try:
            if check:
                check(client, Status(row.status))
        except NotFound:
            self.audit.record(
                access,
                AuditAction.READ,
                [str(row.key)],
                purpose="invoice",
                subject=client,
                outcome=AuditOutcome.REFUSED,
            )
            raise
        return row
