"""
Reads ops and card tokens, and marks ops as sent before the processor is called.

An op is one requested action on an invoice, such as a payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import InvoiceItem
from chalicelib.billing.store.op_items import (
    CardTokenItem,
    OpBody,
    OpItem,
    SentOpItem,
    op_item,
)
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.kernel.ports import Clock
from chalicelib.notices.domain import Notice
from chalicelib.notices.store import outbox
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreItem
from chalicelib.platform.dynamodb.transactions import (
    Transaction,
    commit,
    new_transaction,
    transaction,
)
from chalicelib.platform.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class OpRows:
    """Implements the methods of `InvoiceStore` that concern a single op."""

    vault: Vault
    now: Clock

    def op(self, access: Access, invoice: InvoiceId, ref: OpRef) -> Op:
        row: OpItem | None = queries.batch_get((OpItem, keys.op(access.practice, invoice, ref)))[0]
        if row is None:
            raise NotFound
        body = self.vault.open(access, row.binding(), row.sealed_body, OpBody, purpose="invoice op")
        return row.op(body)

    def token(self, access: Access, op: Op) -> OneTimeToken | None:
        key = keys.card_token(op.practice, op.ref)
        row: CardTokenItem | None = queries.batch_get((CardTokenItem, key))[0]
        if row is None or row.expires <= self.now().timestamp():
            return None
        return self.vault.open(
            access, row.binding(), row.sealed_body, OneTimeToken, purpose="card token"
        )

    def gate(self, op: Op, at: datetime) -> Op | None:
        sent = replace(op, state=OpState.SENT, sent_at=at, due_at=None, version=op.version + 1)
        invoice_key = keys.invoice(op.practice, op.invoice)
        is_expected = (
            InvoiceItem.active_op == op.ref
            if op.kind is OpKind.PAY
            else InvoiceItem.open_refunds.contains(op.ref)
        )
        attempt = SentOpItem(
            *keys.sent_op(op.practice, op.invoice, op.ref, op.tries), at=moment(at)
        )
        rows = new_transaction()
        rows.condition_check(InvoiceItem, *invoice_key, condition=is_expected)
        rows.save(attempt, condition=SentOpItem.pk.does_not_exist())
        self._add_move(rows, op, sent)
        lost = commit(rows)
        if not lost:
            return sent
        if keys.op(op.practice, op.invoice, op.ref) in lost:
            return None
        self.vault.alarm(f"{invoice_key} does not expect its op, or the op was sent before")
        raise Conflict

    def set_aside(self, op: Op, notices: Sequence[Notice]) -> Op:
        aside = replace(op, state=OpState.MANUAL, due_at=None, version=op.version + 1)
        key = keys.op(op.practice, op.invoice, op.ref)
        with transaction() as rows:
            self._add_move(rows, op, aside)
            for notice in notices:
                item = outbox.notice_item(notice, self.now())
                rows.save(item, condition=CoreItem.pk.does_not_exist())
        self.vault.alarm(f"{key} cannot be settled")
        return aside

    def reopen(self, op: Op, due_at: datetime) -> Op:
        reopened = replace(
            op, state=OpState.NEW, due_at=due_at, tries=op.tries + 1, version=op.version + 1
        )
        with transaction() as rows:
            self._add_move(rows, op, reopened)
        return reopened

    def _add_move(self, rows: Transaction, op: Op, after: Op) -> None:
        row = op_item(after)
        item = OpItem(*row.key, version=op.version)
        actions: list[Action] = [OpItem.state.set(row.state), OpItem.tries.set(row.tries)]
        actions += [OpItem.sent_at.set(row.sent_at)] if row.sent_at else []
        actions += [OpItem.due_at.set(row.due_at) if row.due_at else OpItem.due_at.remove()]
        actions += (
            [OpItem.g3pk.set(row.g3pk), OpItem.g3sk.set(row.g3sk)]
            if row.g3pk
            else [OpItem.g3pk.remove(), OpItem.g3sk.remove()]
        )
        rows.update(item, actions, condition=OpItem.state == op.state.value)
