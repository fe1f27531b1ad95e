"""Stores invoices in memory, with the conditions that its port names."""

from dataclasses import dataclass, field, fields, replace
from datetime import timedelta

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import STATE_CHANGES, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.usecases.execution_ports import Execution, ExecutionView, OpView
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter, InvoiceRow
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed
from chalicelib.platform.audit.actions import AuditAction
from tests.billing.fake_executions import FIRST_CHECK, FakeExecutions
from tests.notices.fake_outbox import FakeOutbox

KEY_RETENTION, TOKEN_RETENTION = timedelta(hours=24), timedelta(hours=12)


@dataclass
class FakeInvoices(FakeExecutions):
    """
    Implements `InvoiceStore`, and by inheritance `ExecutionStore` and `DueQueue`.

    `boundary` is called before each call, and after each write.
    """

    ops: dict = field(default_factory=dict)
    ledgers: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)

    def get(self, access, invoice, may=None):
        self.boundary("get")
        found = self._invoice(access.practice, invoice)
        if may:
            may(found.client, found.status)
        return found

    def read(self, access, invoice, may):
        found = self.get(access, invoice, may)
        return found, self.entries(access, found)

    def entries(self, access, invoice):
        self.boundary("entries")
        return tuple(self.ledgers[access.practice, invoice.id][: invoice.entries])

    def page(self, access, wanted):
        self.boundary("page")
        own = [
            one
            for (practice, _), one in self.invoices.items()
            if practice == access.practice and _is_wanted(one, wanted)
        ]
        own.sort(key=lambda one: (one.created_at, one.id), reverse=True)
        start = int(wanted.cursor or 0)
        end = start + wanted.limit
        return [_row(one) for one in own[start:end]], str(end) if end < len(own) else None

    def counts(self, practice, most):
        own = [one.status for (of, _), one in self.invoices.items() if of == practice]
        return {status: min(own.count(status), most + 1) for status in Status}

    def unpaid(self, access, most, clients=None):
        rows, following = self.page(access, InvoiceFilter(Status.SENT, limit=most))
        return [
            row for row in rows if clients is None or row.client in clients
        ], following is not None

    def unpaid_of(self, access, client, most):
        rows, following = self.page(access, InvoiceFilter(client=client, limit=most))
        return [row for row in rows if row.status is Status.SENT], following is not None

    def add(self, access, invoice, entry, once):
        self.boundary("add")
        self._refuse_replay(access, once)
        key = access.practice, invoice.id
        assert key not in self.invoices
        stored = self.invoices[key] = replace(invoice, version=1)
        self.ledgers[key] = [replace(entry, seq=1)]
        self._remember(access, once, invoice.id)
        self.changes.append((key, access.person, AuditAction.CREATE))
        self.boundary("add done")
        return stored

    def remove(self, access, invoice):
        self.boundary("remove")
        stored = self._current(access, invoice)
        if stored.number:
            raise Conflict
        del self.invoices[access.practice, invoice.id]
        self.changes.append(((access.practice, invoice.id), access.person, AuditAction.DELETE))
        self.boundary("remove done")

    def next_number(self, practice):
        self.boundary("next number")
        return self.numbers.get(practice, 0) + 1

    def send(self, access, step):
        self.boundary("send")
        key = access.practice, step.before.id
        if step.after.number != self.numbers.get(access.practice, 0) + 1 or key in self.executions:
            raise Conflict
        stored = self._write(access, step)
        self.numbers[access.practice] = step.after.number
        self.executions[key] = Execution(1, self.clock(), 0)
        self.queue[key] = self.clock() + FIRST_CHECK
        self.boundary("send done")
        return stored

    def commit(self, access, step):
        self.boundary("commit")
        stored = self._write(access, step)
        self.boundary("commit done")
        return stored

    def gate(self, op, at):
        self.boundary("gate")
        if not self._is_current(op) or op.state is not OpState.NEW:
            return None
        sent = self._put(
            replace(op, state=OpState.SENT, sent_at=at, due_at=None, version=op.version + 1)
        )
        self.boundary("gate done")
        return sent

    def reopen(self, op, due_at):
        self.boundary("reopen")
        if not self._is_current(op):
            raise Conflict
        assert OpState.NEW in STATE_CHANGES[op.state]
        opened = self._put(
            replace(
                op, state=OpState.NEW, due_at=due_at, tries=op.tries + 1, version=op.version + 1
            )
        )
        self.boundary("reopen done")
        return opened

    def op(self, access, invoice, ref):
        self.boundary("op")
        try:
            return self.ops[access.practice, invoice][ref]
        except KeyError:
            raise NotFound from None

    def execution_view(self, practice, invoice):
        self.boundary("execution_view")
        found = self._invoice(practice, invoice)
        execution = self.executions.get((practice, invoice))
        if execution is None:
            raise NotFound
        ops = [op for op in self.ops.get((practice, invoice), {}).values() if not op.is_finished]
        glances = tuple(
            OpView(op.ref, op.kind, op.state, op.at, op.sent_at, op.due_at) for op in ops
        )
        return ExecutionView(found.status, found.version, found.active_op, glances, execution)

    def token(self, access, op):  # noqa: ARG002 - the real one audits who opens it
        self.boundary("token")
        token, expires = self.tokens.get(op.ref, (None, None))
        return token if token and self.clock() < expires else None

    def result_of(self, access, once):
        self.boundary("result_of")
        known = self._known(access, once)
        if known and known[0] != once.request_hash:
            raise Invalid("This Idempotency-Key was used for something else. Send a new one.")
        return known[1] if known else None

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

    def _write(self, access, step):
        self._check(access, step)
        key = access.practice, step.before.id
        stored = self.invoices[key] = replace(step.after, version=step.before.version + 1)
        self.ledgers[key] += [
            replace(entry, seq=seq)
            for seq, entry in enumerate(step.entries, step.before.entries + 1)
        ]
        if step.op_after:
            self._put(replace(step.op_after, version=step.op_before.version + 1))
        if step.next_op:
            self._put(replace(step.next_op, version=1))
            if step.token:
                self.tokens[step.next_op.ref] = step.token, self.clock() + TOKEN_RETENTION
        for notice in step.notices:
            self.outbox.put(notice, self.clock())
        self._remember(access, step.key, step.next_op.ref if step.next_op else stored.id)
        self.changes.append((key, access.person, AuditAction.CHANGE))
        return stored

    def _check(self, access, step):
        self._refuse_replay(access, step.key)
        stored = self._current(access, step.before)
        assert stored == step.before, "what a step was computed from was never stored"
        assert step.after.entries == step.before.entries + len(step.entries)
        if step.op_before:
            if not self._is_current(step.op_before):
                raise Conflict
            moved = step.op_after.state is not step.op_before.state
            assert not moved or step.op_after.state in STATE_CHANGES[step.op_before.state], (
                step.op_before.state,
                step.op_after.state,
            )
        if step.next_op and step.next_op.ref in self.ops.get((access.practice, step.before.id), {}):
            raise Conflict
        self.outbox.refuse_known(step.notices)

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

    def _known(self, access, once):
        result = self.asked.get((access.practice, access.person, once.key))
        return result if result and self.clock() < result[2] else None

    def _refuse_replay(self, access, once):
        known = self._known(access, once) if once else None
        if known and known[0] == once.request_hash:
            raise AlreadyProcessed(known[1])
        if known:
            raise Invalid(KEY_REUSED)

    def _remember(self, access, once, result):
        if once:
            self.asked[access.practice, access.person, once.key] = (
                once.request_hash,
                result,
                self.clock() + KEY_RETENTION,
            )


def _is_wanted(one, wanted):
    day = one.created_at.date()
    asked = (
        wanted.status in {None, one.status},
        wanted.client in {None, one.client},
        wanted.since is None or day >= wanted.since,
        wanted.until is None or day <= wanted.until,
        wanted.due_before is None or (one.due_on is not None and one.due_on < wanted.due_before),
    )
    return all(asked)


def _row(one):
    return InvoiceRow(**{each.name: getattr(one, each.name) for each in fields(InvoiceRow)})
