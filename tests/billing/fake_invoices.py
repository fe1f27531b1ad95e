"""Fakes the invoice store in memory, with the real store's conditions on writes."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import STATE_CHANGES, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.rules import records_disagree
from chalicelib.billing.usecases.execution_ports import Execution, ExecutionView, OpView
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.platform.audit.actions import AuditAction
from tests.billing.fake_executions import FIRST_CHECK, FakeExecutions
from tests.billing.fake_invoice_rows import is_wanted, list_row
from tests.billing.fake_requests import FakeRequests
from tests.notices.fake_outbox import FakeOutbox

TOKEN_RETENTION = timedelta(hours=12)


@dataclass
class FakeInvoices(FakeRequests, FakeExecutions):
    """
    Fakes `InvoiceStore`, and inherits the fakes of `ExecutionStore` and `DueQueue`.

    Tests set the function `boundary` to inject faults. The fake calls `boundary` before
    each operation and after each write.
    """

    ops: dict = field(default_factory=dict)
    ledgers: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    attempts: set = field(default_factory=set)
    numbers: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)

    def get(self, access, invoice, check=None):
        self.boundary("get")
        stored = self._invoice(access.practice, invoice)
        if check:
            check(stored.client, stored.status)
        return stored

    def read(self, access, invoice, check):
        return self.with_entries(access, self.get(access, invoice, check))

    def entries(self, access, invoice):
        self.boundary("entries")
        return tuple(self.ledgers[access.practice, invoice.id][: invoice.entries])

    def with_entries(self, access, invoice):
        entries = self.entries(access, invoice)
        is_behind = len(self.ledgers[access.practice, invoice.id]) > invoice.entries
        is_current = self.invoices[access.practice, invoice.id].version == invoice.version
        return replace(invoice, records_disagree=is_behind and is_current), entries

    def page(self, access, filters):
        self.boundary("page")
        invoices, following = self._page(access, filters)
        return [list_row(invoice) for invoice in invoices], following

    def export_page(self, access, filters):
        invoices, following = self._page(access, filters)
        return [(invoice, self.entries(access, invoice)) for invoice in invoices], following

    def _own(self, practice, filters):
        own = [invoice for (of, _), invoice in self.invoices.items() if of == practice]
        return [invoice for invoice in own if is_wanted(invoice, filters)]

    def _page(self, access, filters):
        own = self._own(access.practice, filters)
        own.sort(key=lambda invoice: (invoice.created_at, invoice.id), reverse=True)
        end = (start := int(filters.cursor or 0)) + filters.limit
        return own[start:end], str(end) if end < len(own) else None

    def counts(self, practice, most, filters):
        own = [invoice.status for invoice in self._own(practice, filters)]
        return {status: min(own.count(status), most + 1) for status in Status}

    def unpaid(self, access, most, clients=None):
        rows, following = self.page(access, InvoiceFilter(Status.SENT, limit=most))
        wanted = [row for row in rows if clients is None or row.client in clients]
        return wanted, following is not None

    def unpaid_of(self, access, client, most):
        rows, following = self.page(access, InvoiceFilter(client=client, limit=most))
        return [row for row in rows if row.status is Status.SENT], following is not None

    def add(self, access, invoice, entry, key):
        self.boundary("add")
        self._refuse_replay(access, key)
        place = access.practice, invoice.id
        assert place not in self.invoices
        stored = self.invoices[place] = replace(invoice, version=1)
        self.ledgers[place] = [replace(entry, seq=1)]
        self._remember(access, key, invoice.id)
        self.changes.append((place, access.person, AuditAction.CREATE))
        self.boundary("add done")
        return stored

    def remove(self, access, invoice, entry):
        self.boundary("remove")
        stored = self._current(access, invoice)
        if stored.number or len(self.ledgers[access.practice, invoice.id]) > stored.entries:
            raise Conflict
        self.ledgers[access.practice, invoice.id].append(replace(entry, seq=stored.entries + 1))
        del self.invoices[access.practice, invoice.id]
        self.changes.append(((access.practice, invoice.id), access.person, AuditAction.DELETE))
        self.boundary("remove done")

    def next_number(self, practice):
        self.boundary("next number")
        return self.numbers.get(practice, 0) + 1

    def send(self, access, change):
        self.boundary("send")
        key = access.practice, change.before.id
        if (
            change.after.number != self.numbers.get(access.practice, 0) + 1
            or key in self.executions
        ):
            raise Conflict
        stored = self._write(access, change)
        self.numbers[access.practice] = change.after.number
        self.executions[key] = Execution(1, self.clock(), 0)
        self.queue[key] = self.clock() + FIRST_CHECK
        self.boundary("send done")
        return stored

    def commit(self, access, change):
        self.boundary("commit")
        stored = self._write(access, change)
        self.boundary("commit done")
        return stored

    def gate(self, op, at):
        self.boundary("gate")
        if not self._is_current(op) or op.state is not OpState.NEW:
            return None
        stored = self._invoice(op.practice, op.invoice)
        attempt = op.practice, op.invoice, op.ref, op.tries
        is_expected = (
            stored.active_op == op.ref if op.kind is OpKind.PAY else op.ref in stored.open_refunds
        )
        if not is_expected or attempt in self.attempts:
            raise Conflict
        self.attempts.add(attempt)
        sent = self._put(
            replace(op, state=OpState.SENT, sent_at=at, due_at=None, version=op.version + 1)
        )
        self.boundary("gate done")
        return sent

    def set_aside(self, op, notices):
        self.boundary("set aside")
        if not self._is_current(op):
            raise Conflict
        assert OpState.MANUAL in STATE_CHANGES[op.state]
        self.outbox.refuse_known(notices)
        aside = self._put(replace(op, state=OpState.MANUAL, due_at=None, version=op.version + 1))
        for notice in notices:
            self.outbox.put(notice, self.clock())
        self.boundary("set aside done")
        return aside

    def reopen(self, op, due_at):
        self.boundary("reopen")
        if not self._is_current(op):
            raise Conflict
        assert OpState.NEW in STATE_CHANGES[op.state]
        reopened = self._put(
            replace(
                op, state=OpState.NEW, due_at=due_at, tries=op.tries + 1, version=op.version + 1
            )
        )
        self.boundary("reopen done")
        return reopened

    def op(self, access, invoice, ref):
        self.boundary("op")
        try:
            return self.ops[access.practice, invoice][ref]
        except KeyError:
            raise NotFound from None

    def execution_view(self, practice, invoice):
        self.boundary("execution_view")
        stored = self._invoice(practice, invoice)
        execution = self.executions.get((practice, invoice))
        if execution is None:
            raise NotFound
        ops = [op for op in self.ops.get((practice, invoice), {}).values() if not op.is_finished]
        views = tuple(OpView(op.ref, op.kind, op.state, op.at, op.sent_at, op.due_at) for op in ops)
        return ExecutionView(stored.status, stored.version, stored.active_op, views, execution)

    def token(self, access, op):  # noqa: ARG002 - the real store audits who opens it
        self.boundary("token")
        token, expires = self.tokens.get(op.ref, (None, None))
        return token if token and self.clock() < expires else None

    def _invoice(self, practice, invoice):
        try:
            return self.invoices[practice, invoice]
        except KeyError:
            raise NotFound from None

    def _current(self, access, read):
        stored = self._invoice(access.practice, read.id)
        if stored.version != read.version:
            raise Conflict
        return stored

    def _is_current(self, op):
        stored = self.ops[op.practice, op.invoice][op.ref]
        return (stored.version, stored.state) == (op.version, op.state)

    def _write(self, access, change):
        self._check(access, change)
        key = access.practice, change.before.id
        stored = self.invoices[key] = replace(change.after, version=change.before.version + 1)
        self.ledgers[key] += [
            replace(entry, seq=seq)
            for seq, entry in enumerate(change.entries, change.before.entries + 1)
        ]
        if change.op_after:
            self._put(replace(change.op_after, version=change.op_before.version + 1))
        if change.next_op:
            self._put(replace(change.next_op, version=1))
            if change.token:
                self.tokens[change.next_op.ref] = change.token, self.clock() + TOKEN_RETENTION
        for notice in change.notices:
            self.outbox.put(notice, self.clock())
        self._remember(access, change.key, change.next_op.ref if change.next_op else stored.id)
        self.changes.append((key, access.person, AuditAction.CHANGE))
        return stored

    def _check(self, access, change):
        self._refuse_replay(access, change.key)
        stored = self._current(access, change.before)
        assert stored == change.before, (
            "the change was computed from an invoice that was never stored"
        )
        assert change.after.entries == change.before.entries + len(change.entries)
        if len(self.ledgers[access.practice, change.before.id]) > stored.entries:
            raise Conflict(records_disagree(access.role))
        if change.op_before:
            if not self._is_current(change.op_before):
                raise Conflict
            moved = change.op_after.state is not change.op_before.state
            assert not moved or change.op_after.state in STATE_CHANGES[change.op_before.state], (
                change.op_before.state,
                change.op_after.state,
            )
        if change.next_op and change.next_op.ref in self.ops.get(
            (access.practice, change.before.id), {}
        ):
            raise Conflict
        self.outbox.refuse_known(change.notices)

    def _put(self, op):
        self.where[op.ref] = op.invoice
        self.ops.setdefault((op.practice, op.invoice), {})[op.ref] = op
        place = op.practice, op.invoice, op.ref
        if op.is_finished or op.state is OpState.MANUAL:
            self.queue.pop(place, None)
        else:
            self.queue[place] = op.due_at or (op.sent_at or op.at) + FIRST_CHECK
        if op.is_finished and op.kind is OpKind.PAY:
            self.tokens.pop(op.ref, None)
        return op
