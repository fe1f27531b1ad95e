"""Invoices, their ops and ledgers in DynamoDB: reads, and the doors to their writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.op import FINISHED_STATES, Op, OpState
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import (
    ExecutionItem,
    InvoiceBody,
    InvoiceItem,
    InvoiceSummary,
    LedgerEntryItem,
    SequenceItem,
    stands,
)
from chalicelib.billing.store.invoice_writes import InvoiceWrites
from chalicelib.billing.store.op_items import CardTokenItem, OpBody, OpItem, op_item
from chalicelib.billing.usecases.ports import (
    AccessCheck,
    Execution,
    ExecutionView,
    InvoiceChange,
    InvoiceFilter,
    InvoiceRow,
)
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PracticeId
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.platform.audit.actions import AuditAction as Deed
from chalicelib.platform.audit.actions import AuditOutcome
from chalicelib.platform.audit.store import DynamoAudit, own_hash
from chalicelib.platform.dynamodb import key_parts, partitions, queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.tables import CoreItem, RecordItem
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import AuditedReader, Vault

LAST_MOMENT = "~"
"""Sorts after every time of day in a key."""


@dataclass(frozen=True, slots=True)
class DynamoInvoices:
    """Implements `InvoiceStore`."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def get(self, access: Access, invoice: InvoiceId, may: AccessCheck | None = None) -> Invoice:
        """See `InvoiceStore`."""
        row = self._allowed(access, invoice, may)
        binding, client = row.binding("x"), ClientId(row.client)
        return self._whole(
            row,
            self.vault.open(access, binding, row.x, InvoiceBody, purpose="invoice", subject=client),
        )

    def read(
        self, access: Access, invoice: InvoiceId, may: AccessCheck
    ) -> tuple[Invoice, tuple[Entry, ...]]:
        """See `InvoiceStore`."""
        row = self._allowed(access, invoice, may)
        chain = self._chain(access.practice, invoice, int(row.entries), row.head)
        bindings = [row.binding("x"), *(event.binding() for event in chain)]
        page = self.vault.reader(access, "invoice", bindings, subject=ClientId(row.client))
        return self._whole(row, page.open(bindings[0], row.x, InvoiceBody)), _opened(page, chain)

    def entries(self, access: Access, invoice: Invoice) -> tuple[Entry, ...]:
        """See `InvoiceStore`."""
        chain = self._chain(access.practice, invoice.id, invoice.entries, invoice.head)
        bindings = [event.binding() for event in chain]
        return _opened(
            self.vault.reader(access, "invoice timeline", bindings, subject=invoice.client), chain
        )

    def page(
        self, access: Access, wanted: InvoiceFilter
    ) -> tuple[Sequence[InvoiceRow], str | None]:
        """See `InvoiceStore`."""
        partition, index, condition = _query(access.practice, wanted)
        only = (
            InvoiceItem.due_on < wanted.due_before.isoformat()
            if wanted.due_before and not wanted.client
            else None
        )
        found = queries.page(
            InvoiceItem,
            partition,
            index=index,
            condition=condition,
            only=only,
            cursor=wanted.cursor,
            limit=wanted.limit,
        )
        self._belongs(found.items, wanted)
        kept = [row for row in found.items if not wanted.client or _wanted(row, wanted)]
        page = self._list(access, wanted, [row.binding("card") for row in kept])
        return [
            row.row(page.open(row.binding("card"), row.card, InvoiceSummary)) for row in kept
        ], found.next

    def add(
        self, access: Access, invoice: Invoice, entry: Entry, once: IdempotencyKey | None
    ) -> Invoice:
        """See `InvoiceStore`."""
        return self._writes.add(access, invoice, entry, once)

    def remove(self, access: Access, invoice: Invoice) -> None:
        """See `InvoiceStore`."""
        self._writes.remove(access, invoice)

    def next_number(self, practice: PracticeId) -> int:
        """See `InvoiceStore`."""
        last = queries.batch_get((SequenceItem, keys.number_sequence(practice)))[0]
        return int(last.n) + 1 if last else 1

    def send(self, access: Access, step: InvoiceChange) -> Invoice:
        """See `InvoiceStore`."""
        return self._writes.commit(access, step, sends=True)

    def commit(self, access: Access, step: InvoiceChange) -> Invoice:
        """See `InvoiceStore`."""
        return self._writes.commit(access, step)

    def gate(self, op: Op, at: datetime) -> Op | None:
        """See `InvoiceStore`."""
        sent = replace(op, state=OpState.SENT, sent_at=at, due_at=None, version=op.version + 1)
        try:
            self._move(op, sent)
        except Conflict:
            return None
        return sent

    def reopen(self, op: Op, due_at: datetime) -> Op:
        """See `InvoiceStore`."""
        opened = replace(
            op, state=OpState.NEW, due_at=due_at, tries=op.tries + 1, version=op.version + 1
        )
        self._move(op, opened)
        return opened

    def op(self, access: Access, invoice: InvoiceId, ref: OpRef) -> Op:
        """See `InvoiceStore`."""
        row: OpItem = self._row(OpItem, keys.op(access.practice, invoice, ref))
        return row.op(self.vault.open(access, row.binding(), row.x, OpBody, purpose="invoice op"))

    def glance(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        """See `InvoiceStore`."""
        kinds = {key_parts.META: InvoiceItem, keys.OPS: OpItem, keys.DRIVER: ExecutionItem}
        rows = queries.partition(CoreItem, partitions.invoice_partition(practice, invoice), kinds)
        head = next((row for row in rows if isinstance(row, InvoiceItem)), None)
        driver = next((row for row in rows if isinstance(row, ExecutionItem)), None)
        if head is None or driver is None:
            raise NotFound
        ops = tuple(
            row.glance()
            for row in rows
            if isinstance(row, OpItem) and OpState(row.state) not in FINISHED_STATES
        )
        lock = OpRef(head.active_op) if head.active_op else None
        return ExecutionView(Status(head.status), int(head.version), lock, ops, _driver(driver))

    def token(self, access: Access, op: Op) -> OneTimeToken | None:
        """See `InvoiceStore`."""
        row = queries.batch_get((CardTokenItem, keys.card_token(op.practice, op.ref)))[0]
        if row is None or row.expires <= self.now().timestamp():
            return None
        return self.vault.open(access, row.binding(), row.x, OneTimeToken, purpose="card token")

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """See `InvoiceStore`."""
        return self._writes.requests.result_of(access, once)

    def _list(
        self, access: Access, wanted: InvoiceFilter, cards: Sequence[Binding]
    ) -> AuditedReader:
        purpose, action = (
            ("invoice export", Deed.EXPORT) if wanted.export else ("invoice list", Deed.READ)
        )
        return self.vault.reader(access, purpose, cards, subject=wanted.client, action=action)

    def _whole(self, row: InvoiceItem, body: InvoiceBody) -> Invoice:
        if body.stands and body.stands != stands(row):
            self.vault.alarm(f"{row.key} state")
            raise Unreadable
        return row.invoice(body)

    def _belongs(self, rows: Sequence[InvoiceItem], wanted: InvoiceFilter) -> None:
        # An index's keys are sealed into nothing: a row that was led into another client's list must not open there.
        strange = [row for row in rows if wanted.client and row.client != wanted.client]
        for row in strange:
            self.vault.alarm(f"{row.key} in another client's list")
        if strange:
            raise Unreadable

    @property
    def _writes(self) -> InvoiceWrites:
        return InvoiceWrites(self.vault, self.audit, self.now)

    def _allowed(self, access: Access, invoice: InvoiceId, may: AccessCheck | None) -> InvoiceItem:
        row: InvoiceItem = self._row(InvoiceItem, keys.invoice(access.practice, invoice))
        client = ClientId(row.client)
        try:
            if may:
                may(client, Status(row.status))
        except NotFound:
            self.audit.record(
                access,
                Deed.READ,
                [str(row.key)],
                purpose="invoice",
                subject=client,
                outcome=AuditOutcome.REFUSED,
            )
            raise
        return row

    def _row(self, kind: type[Any], key: key_parts.Key) -> Any:
        row = queries.batch_get((kind, key))[0]
        if row is None:
            raise NotFound
        return row

    def _chain(
        self, practice: PracticeId, invoice: InvoiceId, entries: int, head: str
    ) -> list[LedgerEntryItem]:
        pk = partitions.invoice_partition(practice, invoice)
        rows = queries.partition(
            RecordItem, pk, {keys.INVOICE_EVENTS: LedgerEntryItem}, prefix=keys.INVOICE_EVENTS
        )
        chain = [row for row in rows if isinstance(row, LedgerEntryItem) and row.seq <= entries]
        links = ["", *(row.h for row in chain)]
        whole = [row.seq for row in chain] == list(range(1, entries + 1)) and links[-1] == head
        if not whole or any(
            row.prev != prev or row.h != own_hash(row)
            for row, prev in zip(chain, links, strict=False)
        ):
            self.vault.alarm(f"{pk} ledger")
            raise Unreadable
        return chain

    def _move(self, op: Op, after: Op) -> None:
        wanted = op_item(after)
        item = OpItem(*wanted.key, version=op.version)
        actions: list[Action] = [OpItem.state.set(wanted.state), OpItem.tries.set(wanted.tries)]
        actions += [OpItem.sent.set(wanted.sent)] if wanted.sent else []
        actions += [OpItem.due.set(wanted.due) if wanted.due else OpItem.due.remove()]
        actions += [OpItem.g3pk.set(wanted.g3pk), OpItem.g3sk.set(wanted.g3sk)]
        with mapped_errors():
            item.update(actions=actions, condition=OpItem.state == op.state.value)


def _opened(page: AuditedReader, chain: Sequence[LedgerEntryItem]) -> tuple[Entry, ...]:
    return tuple(
        replace(page.open(event.binding(), event.x, Entry), seq=int(event.seq)) for event in chain
    )


def _driver(row: ExecutionItem) -> Execution:
    return Execution(
        int(row.attempt), datetime.fromisoformat(row.started), int(row.rounds), row.token or ""
    )


def _query(practice: PracticeId, wanted: InvoiceFilter) -> tuple[str, int, Condition | None]:
    if wanted.client:
        return (
            partitions.client_partition(practice, wanted.client),
            1,
            InvoiceItem.g1sk.startswith(keys.INVOICES),
        )
    index = 3 if wanted.status else 2
    by_time = InvoiceItem.g3sk if wanted.status else InvoiceItem.g2sk
    partition = (
        keys.invoices_by_status(practice, wanted.status.value)
        if wanted.status
        else keys.invoices(practice)
    )
    return partition, index, _between(by_time, wanted)


def _between(by_time: Any, wanted: InvoiceFilter) -> Condition | None:
    since = wanted.since.isoformat() if wanted.since else "0"
    until = wanted.until.isoformat() + LAST_MOMENT if wanted.until else LAST_MOMENT
    found: Condition | None = (
        by_time.between(since, until) if wanted.since or wanted.until else None
    )
    return found


def _wanted(row: InvoiceItem, wanted: InvoiceFilter) -> bool:
    day = row.created[:10]
    since = wanted.since is None or day >= wanted.since.isoformat()
    until = wanted.until is None or day <= wanted.until.isoformat()
    late = wanted.due_before is None or (row.due_on or LAST_MOMENT) < wanted.due_before.isoformat()
    return since and until and late and (wanted.status is None or row.status == wanted.status.value)
