"""
Reads an op repeatedly until the state machine has processed the op.

An op is one requested action on an invoice, such as a payment.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.store import keys
from chalicelib.billing.store.op_items import OpItem
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.kernel.access import Access
from chalicelib.platform.dynamodb import queries

MAX_WAIT_SECONDS = 3.0
PAUSES_SECONDS = (0.02, 0.03, 0.05)
"""The first pauses between two reads; all later pauses are as long as the last one here."""
UNANSWERED_STATES = frozenset({OpState.NEW.value, OpState.SENT.value})


@dataclass(frozen=True, slots=True)
class OpPoller:
    """
    Implements `OpWaiter` by polling.

    Each poll uses only the row's unsealed attributes. The op's sealed body is opened once,
    after the last poll.
    """

    invoices: InvoiceStore
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def until_answered(self, access: Access, op: Op) -> Op:
        deadline, pauses = self.clock() + MAX_WAIT_SECONDS, 0
        while not self._is_answered(op) and self.clock() < deadline:
            self.sleep(PAUSES_SECONDS[min(pauses, len(PAUSES_SECONDS) - 1)])
            pauses += 1
        return self.invoices.op(access, op.invoice, op.ref)

    def _is_answered(self, op: Op) -> bool:
        row: OpItem | None = queries.batch_get((OpItem, keys.op(op.practice, op.invoice, op.ref)))[
            0
        ]
        if row is None or row.state in UNANSWERED_STATES:
            return False
        # A payment that was just resumed still has its old state, and storing that it is due has
        # raised its version by one. Only a later version is an answer.
        return op.state is not OpState.ACTION_REQUIRED or row.version > op.version + 1
