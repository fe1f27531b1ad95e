"""The transactions of an invoice: each holds only if what it was computed from still stands (lifecycle.md §5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import Op, OpKind
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import (
    ExecutionItem,
    InvoiceItem,
    LedgerEntryItem,
    SequenceItem,
    body_of,
    card_of,
    invoice_item,
)
from chalicelib.billing.store.op_items import FIRST_CHECK, CardTokenItem, op_body, op_item
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.notices.store import outbox
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit, own_hash
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreItem
from chalicelib.platform.dynamodb.transactions import Transaction, new_transaction
from chalicelib.platform.vault.vault import Vault

TOKEN_RETENTION = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class InvoiceWrites:
    """
    Fills and commits transactions.

    Raises:
        Conflict: A row changed since it was read.
        AlreadyProcessed, Invalid: As `IdempotencyStore.commit`.
    """

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    @property
    def requests(self) -> IdempotencyStore:
        """Requests by their Idempotency-Key."""
        return IdempotencyStore("billing", self.now)

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, once: IdempotencyKey | None
    ) -> Invoice:
        """A new draft with its first entry."""
        rows = new_transaction()
        stored = self._save(rows, replace(invoice, entries=0, head=""), [entry], None)
        self.requests.remember(rows, access, once, stored.id)
        self._audit(rows, access, stored, AuditAction.CREATE, "create invoice")
        self._commit(rows, access, once)
        return replace(stored, version=1)

    def remove(self, access: Access, invoice: Invoice) -> None:
        """A draft that bears no number yet; its entries stay, they only tell that there was one."""
        rows = new_transaction()
        rows.delete(invoice_item(invoice, invoice.version), condition=InvoiceItem.number == 0)
        self._audit(rows, access, invoice, AuditAction.DELETE, "delete draft")
        self._commit(rows, access, None)

    def commit(self, access: Access, step: InvoiceChange, *, sends: bool = False) -> Invoice:
        """A step; `sends`: it takes a number and gives the invoice its driver."""
        rows = new_transaction()
        chain = replace(step.after, entries=step.before.entries, head=step.before.head)
        stored = self._save(rows, chain, step.entries, step.before.version)
        self._ops(rows, step)
        if sends:
            self._number(rows, stored)
        for notice in step.notices:
            rows.save(
                outbox.notice_item(notice, self.now()), condition=CoreItem.pk.does_not_exist()
            )
        result = step.next_op.ref if step.next_op else stored.id
        self.requests.remember(rows, access, step.once, result)
        self._audit(
            rows,
            access,
            stored,
            AuditAction.CHANGE,
            f"invoice {step.action}".replace("_", " ").strip(),
        )
        self._commit(rows, access, step.once)
        return replace(stored, version=step.before.version + 1)

    def _save(
        self, rows: Transaction, invoice: Invoice, entries: Sequence[Entry], version: int | None
    ) -> Invoice:
        for entry in entries:
            event = self._event(invoice, entry)
            rows.save(event, condition=LedgerEntryItem.pk.does_not_exist())
            invoice = replace(invoice, entries=invoice.entries + 1, head=event.h)
        item = invoice_item(invoice, version)
        item.card = self.vault.seal(item.binding("card"), card_of(invoice))
        item.x = self.vault.seal(item.binding("x"), body_of(invoice, item))
        rows.save(item)
        return invoice

    def _event(self, invoice: Invoice, entry: Entry) -> LedgerEntryItem:
        n = invoice.entries + 1
        event = LedgerEntryItem(
            *keys.invoice_event(invoice.practice, invoice.id, n), practice=invoice.practice, seq=n
        )
        event.at, event.prev, event.h = moment(entry.at), invoice.head, ""
        event.x = self.vault.seal(event.binding(), replace(entry, seq=n))
        event.h = own_hash(event)
        return event

    def _ops(self, rows: Transaction, step: InvoiceChange) -> None:
        if step.op_before and step.op_after:
            after = replace(step.op_after, version=step.op_before.version)
            self._op(rows, after)
            if after.is_finished and after.kind is OpKind.PAY:
                rows.delete(CardTokenItem(*keys.card_token(after.practice, after.ref)))
        if step.next_op:
            self._op(rows, step.next_op)
            if step.token:
                self._token(rows, step.next_op, step.token)

    def _op(self, rows: Transaction, op: Op) -> None:
        item = op_item(op)
        item.x = self.vault.seal(item.binding(), op_body(op))
        rows.save(item)

    def _token(self, rows: Transaction, op: Op, token: OneTimeToken) -> None:
        item = CardTokenItem(*keys.card_token(op.practice, op.ref), practice=op.practice)
        item.expires = int((self.now() + TOKEN_RETENTION).timestamp())
        item.x = self.vault.seal(item.binding(), token)
        rows.save(item)

    def _number(self, rows: Transaction, invoice: Invoice) -> None:
        given = SequenceItem(*keys.number_sequence(invoice.practice), n=invoice.number)
        free = (
            SequenceItem.pk.does_not_exist()
            if invoice.number == 1
            else SequenceItem.n == invoice.number - 1
        )
        rows.save(given, condition=free)
        driver = ExecutionItem(
            *keys.driver(invoice.practice, invoice.id),
            practice=invoice.practice,
            invoice=invoice.id,
        )
        driver.attempt, driver.started, driver.rounds = 1, moment(self.now()), 0
        driver.g3pk, driver.g3sk = keys.driver_due(invoice.id, self.now() + FIRST_CHECK)
        rows.save(driver, condition=ExecutionItem.pk.does_not_exist())

    def _audit(
        self, rows: Transaction, access: Access, invoice: Invoice, action: AuditAction, purpose: str
    ) -> None:
        record = str(keys.invoice(invoice.practice, invoice.id))
        self.audit.add_to(
            rows,
            self.audit.entry(access, action, [record], purpose=purpose, subject=invoice.client),
        )

    def _commit(self, rows: Transaction, access: Access, once: IdempotencyKey | None) -> None:
        if self.requests.commit(rows, access, once):
            raise Conflict
