"""Compares our ledger with the processor's after a simulation."""

from dataclasses import dataclass, replace

from chalicelib.billing.domain.invoice import CLOSED_STATUSES, Status, status_of
from chalicelib.billing.domain.ledger import add_entry, empty_ledger
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.access import Role
from tests.billing.builders import PRACTICE
from tests.chaos.simulation import Simulation
from tests.notices.fake_outbox import SENT

CANARIES = ("Cleo", "Pat Provider", "Visit", "asked for", "ok-", "declined-", "_secret")
"""
Names, texts and tokens of the simulation.

None of them may pass through the state machine.
"""


@dataclass(frozen=True)
class Books:
    """
    Compares what a simulation has stored with the fake processor's ledger.

    Most methods return a list of problems; tests assert that the list is empty.
    """

    simulation: Simulation

    def ops(self):
        return [op for ops in self.simulation.store.ops.values() for op in ops.values()]

    def stuck(self):
        """
        Return the ids of the unfinished ops and the invoices that are stuck.

        The result contains:
        - ops that are unfinished and do not wait for an Admin
        - invoices whose lock belongs to a finished op
        - invoices with an overlay but no unfinished op
        """
        unfinished = [
            op.ref for op in self.ops() if not op.is_finished and op.state is not OpState.MANUAL
        ]
        state = {op.ref: op for op in self.ops()}
        held_invoices = [
            one.id for one in self.invoices() if one.active_op and state[one.active_op].is_finished
        ]
        marked_invoices = [one.id for one in self.invoices() if one.overlay and not self._open(one)]
        return unfinished + held_invoices + marked_invoices

    def by_hand(self):
        """Return the ops that wait for an Admin to close them."""
        return [op.ref for op in self.ops() if op.state is OpState.MANUAL]

    def unrequested_refunds(self):
        """Return the refunds that the platform started by itself."""
        return [op.ref for op in self.ops() if op.kind is OpKind.REFUND and op.role is Role.SYSTEM]

    def disagreements(self):
        """
        Return the charges on which our ledger and the processor's ledger differ.

        The result maps each charge's id to two pairs of captured and refunded amounts in
        minor units: ours and the processor's. A pair is None if that ledger lacks the
        charge.
        """
        theirs = {
            one.txn: (one.captured, one.refunded)
            for one in self.simulation.processor.intents.values()
            if one.captured
        }
        charges = [charge for one in self.invoices() for charge in one.ledger.charges]
        ours = {charge.txn: (charge.captured.minor, charge.refunded.minor) for charge in charges}
        return {
            txn: (ours.get(txn), theirs.get(txn))
            for txn in ours.keys() | theirs.keys()
            if ours.get(txn) != theirs.get(txn)
        }

    def wrong_sums(self):
        """Return the invoices whose state does not agree with their ledger entries."""
        return [one.id for one in self.invoices() if not self._adds_up(one)]

    def numbers(self):
        return sorted(one.number for one in self.invoices())

    def dead(self):
        """Return the open invoices without a running execution of the state machine."""
        driven = {
            (execution.practice, execution.invoice) for execution in self.simulation.machine.alive()
        }
        return [
            one.id
            for one in self.invoices()
            if one.status not in CLOSED_STATUSES and (one.practice, one.id) not in driven
        ]

    def unsent_and_repeated(self):
        """Return the notices that were never sent, and the number of repeated e-mails."""
        rows = self.simulation.store.outbox.rows.values()
        unsent = [row.notice for row in rows if row.state != SENT]
        return unsent, max(0, len(self.simulation.mail.sent) - len(rows))

    def leaks(self):
        history = repr(self.simulation.machine.history)
        return [canary for canary in CANARIES if canary in history]

    def invoices(self):
        return self.simulation.store.invoices.values()

    def summary(self):
        statuses = [one.status for one in self.invoices()]
        states = ", ".join(
            f"{statuses.count(status)} {status.value}" for status in Status if status in statuses
        )
        money = sum(one.captured for one in self.simulation.processor.intents.values()) / 100
        return (
            f"{len(statuses)} invoices ({states}), {len(self.ops())} ops, "
            f"{self.simulation.faults.counted} faults, "
            f"{money:,.2f} charged: {len(self.simulation.doubles)} charged twice, "
            f"{len(self.disagreements())} charges that differ, {len(self.stuck())} stuck, "
            f"{len(self.by_hand())} by hand, {len(self.unrequested_refunds())} unrequested refunds"
        )

    def _open(self, invoice):
        return [
            op
            for op in self.simulation.store.ops.get((PRACTICE, invoice.id), {}).values()
            if not op.is_finished
        ]

    def _adds_up(self, invoice):
        entries = self.simulation.store.ledgers[PRACTICE, invoice.id]
        ledger = empty_ledger(invoice.total.zero)
        for entry in entries:
            ledger = add_entry(ledger, entry)
        reserved = {
            op.details.charge: op.amount for op in self._open(invoice) if op.kind is OpKind.REFUND
        }
        charges = tuple(
            replace(one, reserved=reserved.get(one.txn, one.reserved.zero))
            for one in ledger.charges
        )
        facts = (
            replace(ledger, charges=charges) == invoice.ledger,
            [entry.seq for entry in entries] == list(range(1, invoice.entries + 1)),
            invoice.status is status_of(ledger, invoice.total),
            all(one.refunded + one.reserved <= one.captured for one in charges),
            invoice.total.zero <= invoice.balance <= invoice.total,
            invoice.open_refunds
            == {op.ref for op in self._open(invoice) if op.kind is OpKind.REFUND},
        )
        return all(facts)
