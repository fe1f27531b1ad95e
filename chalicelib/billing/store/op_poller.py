"""Waits, for as long as a browser likes to, until the machine has answered an op."""

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
"""Between looks; the last one repeats."""
UNDER_WAY = frozenset({OpState.NEW.value, OpState.SENT.value})


@dataclass(frozen=True, slots=True)
class OpPoller:
    """Implements `Waiting`: looks at the op's clear half, and opens it once at the end."""

    invoices: InvoiceStore
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def until_answered(self, access: Access, op: Op) -> Op:
        """See `Waiting`."""
        ends, tried = self.clock() + MAX_WAIT_SECONDS, 0
        while not self._is_answered(op) and self.clock() < ends:
            self.sleep(PAUSES_SECONDS[min(tried, len(PAUSES_SECONDS) - 1)])
            tried += 1
        return self.invoices.op(access, op.invoice, op.ref)

    def _is_answered(self, op: Op) -> bool:
        row = queries.batch_get((OpItem, keys.op(op.practice, op.invoice, op.ref)))[0]
        resumed = op.state is OpState.ACTION_REQUIRED and row and row.version <= op.version + 1
        return bool(row) and row.state not in UNDER_WAY and not resumed
