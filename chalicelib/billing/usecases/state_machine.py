"""The state machine that drives invoices, as use cases see it."""

from typing import Protocol

from chalicelib.billing.domain.op import Op
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId


class StateMachine(Protocol):
    """The state machine that drives invoices."""

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """Start an attempt; one that was started already is fine. Raises Unavailable."""

    def wake(self, token: str, op: OpRef | None) -> bool:
        """Wake a waiting execution; False when nothing waits on that token any more."""

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """Whether that attempt is running."""


class OpWaiter(Protocol):
    """Lets a request wait for the machine."""

    def until_answered(self, access: Access, op: Op) -> Op:
        """The op when it was answered, or as it is after three seconds."""
